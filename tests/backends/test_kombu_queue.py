"""What the queue's contract does not ask: cut connections, killed consumers, threads, patience."""

import itertools
import multiprocessing
import socket
import ssl
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlsplit

import kombu
import pytest

from resume_pipeline.backends.kombu_queue import KombuQueue
from resume_pipeline.backends.kombu_queue import amqp as amqp_side
from resume_pipeline.backends.kombu_queue.address import Address
from resume_pipeline.errors import QueueError, SettingsError, UnknownBackendError
from resume_pipeline.testing.queue_contract import drain
from resume_pipeline.testing.storage_samples import in_child
from tests.servers import Proxy, amqp_url, redis_url, remove_queues

SERVERS = {"amqp": amqp_url, "redis": redis_url}


@pytest.fixture(params=SERVERS)
def server(request):
    return SERVERS[request.param]()


@pytest.fixture
def prefix(server):
    prefix = f"test_{uuid.uuid4().hex}."
    yield prefix
    remove_queues(server, prefix)


@pytest.fixture
def proxy(server):
    parts = urlsplit(server)
    with closing(Proxy(parts.port, parts.hostname)) as proxy:
        yield proxy


@pytest.fixture
def queue(server, prefix, proxy):
    url = f"{proxy.url(server)}?prefix={prefix}&timeout=2"
    with closing(KombuQueue.from_url(url)) as queue:
        yield queue


def received(queue, *, within=5.0):
    """The next message's body, acknowledged."""
    [delivery] = queue.receive("jobs", limit=1, wait=within)
    delivery.ack()
    return delivery.body


def test_it_goes_on_after_its_connections_were_cut(queue, proxy):
    for number in range(3):
        queue.publish("jobs", [b"%d" % number])
        while received(queue) != b"%d" % number:
            pass  # an acknowledgement that was lost with its connection: the message came again
        proxy.cut()
    drain(queue, name="jobs", idle=0.5)
    assert queue.depth("jobs") == 0


def test_a_cut_while_it_waits_ends_no_wait(queue, proxy, server, prefix):
    with (
        closing(KombuQueue.from_url(f"{server}?prefix={prefix}")) as other,
        ThreadPoolExecutor(1) as pool,
    ):
        waiting = pool.submit(received, queue, within=10)
        time.sleep(0.3)
        proxy.cut()
        time.sleep(0.3)
        other.publish("jobs", [b"after the cut"])
        assert waiting.result() == b"after the cut"


def test_a_broker_that_went_away_is_a_queue_error_and_one_that_returns_is_used(
    server, prefix, proxy
):
    with closing(KombuQueue.from_url(f"{proxy.url(server)}?prefix={prefix}")) as queue:
        queue.publish("jobs", [b"1"])
        proxy.close()
        start = time.monotonic()
        with pytest.raises(QueueError):
            queue.publish("jobs", [b"2"])
        with pytest.raises(QueueError):
            queue.receive("jobs", limit=1, wait=1)
        with pytest.raises(QueueError):
            queue.depth("jobs")
        assert time.monotonic() - start < 2
        parts = urlsplit(server)
        with closing(Proxy(parts.port, parts.hostname, at=proxy.port)):
            assert received(queue) == b"1"


@pytest.mark.parametrize("scheme", SERVERS)
def test_a_broker_that_accepts_and_says_nothing_is_a_queue_error_in_time(scheme):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        with closing(KombuQueue.from_url(f"{scheme}://127.0.0.1:{port}/?timeout=0.5")) as queue:
            start = time.monotonic()
            with pytest.raises(QueueError):
                queue.publish("jobs", [b"1"])
            assert time.monotonic() - start < 3


def test_other_threads_acknowledge_while_one_waits(queue):
    queue.publish("jobs", [b"%d" % number for number in range(20)])
    deliveries = []
    while len(deliveries) < 20:
        deliveries += queue.receive("jobs", limit=20 - len(deliveries), wait=5)
    with ThreadPoolExecutor(9) as pool:
        waiting = pool.submit(queue.receive, "jobs", limit=1, wait=1.5)
        time.sleep(0.3)
        start = time.monotonic()
        list(pool.map(lambda delivery: delivery.ack(), deliveries))
        assert time.monotonic() - start < 0.5
        assert waiting.result() == []
    queue.close()


def test_many_threads_publish_and_receive_at_once(queue):
    sent = [b"%d" % number for number in range(200)]

    def publish(start):
        for body in sent[start::4]:
            queue.publish("jobs", [body])

    with ThreadPoolExecutor(8) as pool:
        published = [pool.submit(publish, start) for start in range(4)]
        drained = [pool.submit(drain, queue, name="jobs", idle=1.0) for _ in range(4)]
        assert [done.result() for done in published] == [None] * 4
        found = [body for done in drained for body in done.result()]
    assert sorted(found + drain(queue, name="jobs")) == sorted(sent)


def test_it_works_on_both_sides_of_a_fork(queue):
    queue.publish("jobs", [b"1"])
    [mine] = queue.receive("jobs", limit=1, wait=5)
    queue.publish("jobs", [b"2"])

    def take():
        mine.ack()
        return received(queue)

    assert in_child(take) == b"2"
    assert queue.depth("jobs") == 0
    mine.ack()
    queue.publish("jobs", [b"3"])
    assert received(queue) == b"3"


def hold(url, holds):
    """Be a consumer that never acknowledges."""
    queue = KombuQueue.from_url(url)
    [delivery] = queue.receive("jobs", limit=1, wait=10)
    holds.send(delivery.body)
    time.sleep(60)


@pytest.mark.slow
def test_what_a_killed_process_held_comes_back(server, prefix):
    url = f"{server}?prefix={prefix}&redelivery=2"
    spawn = multiprocessing.get_context("spawn")
    with closing(KombuQueue.from_url(url)) as queue:
        queue.publish("jobs", [b"1"])
        here, there = spawn.Pipe()
        process = spawn.Process(target=hold, args=(url, there))
        process.start()
        assert here.recv() == b"1"
        process.kill()
        process.join()
        killed = time.monotonic()
        assert received(queue, within=10) == b"1"
        took = time.monotonic() - killed
        assert took < 1 if server.startswith("amqp") else took < 4
        here.close()
        there.close()


@pytest.mark.unwatched
def test_waiting_takes_less_than_two_percent_of_a_processor(queue):
    queue.receive("jobs", limit=1, wait=0.1)
    start = time.process_time()
    queue.receive("jobs", limit=1, wait=2)
    assert time.process_time() - start < 0.02 * 2


def test_a_waiting_consumer_gets_what_is_published_meanwhile(queue):
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(received, queue, within=10)
        time.sleep(0.5)
        start = time.monotonic()
        queue.publish("jobs", [b"1"])
        assert waiting.result() == b"1"
        assert time.monotonic() - start < 0.5


def test_messages_are_taken_in_the_order_of_publishing(queue):
    queue.publish("jobs", [b"1", b"2"])
    queue.publish("jobs", [b"3"])
    assert [received(queue) for _ in range(3)] == [b"1", b"2", b"3"]


def test_a_message_of_somebody_else_that_claims_to_be_text_or_pickle_is_bytes(
    queue, server, prefix
):
    queue.publish("jobs", [])
    queue.depth("jobs")
    with kombu.Connection(server) as connection:
        producer = kombu.Producer(connection.channel())
        for kind in ("text/plain", "application/x-python-serialize"):
            producer.publish(
                b"\x80\x04.",
                exchange="",
                routing_key=f"{prefix}jobs",
                content_type=kind,
                content_encoding="binary",
            )
    assert [received(queue) for _ in range(2)] == [b"\x80\x04.", b"\x80\x04."]


class TestOnAmqp:
    @pytest.fixture
    def server(self):
        return amqp_url()

    def test_a_queue_that_was_deleted_is_made_again_and_no_message_is_lost(
        self, queue, server, prefix
    ):
        queue.publish("jobs", [b"1"])
        with kombu.Connection(server) as connection:
            connection.channel().queue_delete(f"{prefix}jobs")
        queue.publish("jobs", [b"2"])
        assert received(queue) == b"2"

    def test_a_queue_that_is_deleted_under_a_waiting_consumer_is_made_again(
        self, queue, server, prefix
    ):
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(received, queue, within=10)
            time.sleep(0.3)
            with kombu.Connection(server) as connection:
                connection.channel().queue_delete(f"{prefix}jobs")
            time.sleep(0.2)
            queue.publish("jobs", [b"1"])
            assert waiting.result() == b"1"

    def test_no_more_is_pushed_than_was_asked_for(self, queue):
        queue.publish("jobs", [b"%d" % number for number in range(10)])
        held = []
        for limit in (3, 1, 2):
            want = len(held) + limit
            while len(held) < want:
                held += queue.receive("jobs", limit=want - len(held), wait=5)
            time.sleep(0.1)
            assert queue.depth("jobs") == 10 - want
        for delivery in held:
            delivery.ack()

    def test_its_queues_and_messages_outlive_the_broker(self, queue, server, prefix):
        queue.publish("jobs", [b"1"])
        with kombu.Connection(server) as connection:
            channel = connection.channel()
            channel.queue_declare(f"{prefix}jobs", durable=True, auto_delete=False)
            message = channel.basic_get(f"{prefix}jobs")
            assert message.properties["delivery_mode"] == 2
            assert message.properties["content_type"] == "application/octet-stream"
            channel.basic_reject(message.delivery_tag, requeue=True)

    def test_a_consumer_that_stopped_asking_lets_others_have_what_is_on_its_way(
        self, queue, server, prefix, monkeypatch
    ):
        monkeypatch.setattr(amqp_side, "IDLE", 0.2)
        monkeypatch.setattr(amqp_side, "TICK", 0.1)
        assert queue.receive("jobs", limit=5, wait=0.1) == []
        queue.publish("jobs", [b"1"])
        with closing(KombuQueue.from_url(f"{server}?prefix={prefix}")) as other:
            assert received(other) == b"1"

    def test_a_connection_on_which_nothing_happens_is_kept_alive(self, server, prefix):
        url = f"{server}?prefix={prefix}&heartbeat=1"
        with closing(KombuQueue.from_url(url)) as queue:
            queue.publish("jobs", [b"1"])
            [delivery] = queue.receive("jobs", limit=1, wait=5)
            time.sleep(4)
            delivery.ack()
            assert queue.receive("jobs", limit=1, wait=0.2) == []

    def test_no_message_is_confirmed_that_the_broker_did_not_take(self, server, prefix, proxy):
        with closing(KombuQueue.from_url(f"{proxy.url(server)}?prefix={prefix}")) as queue:
            stop = threading.Event()

            def cut():
                # Now in the midst of a handshake, now long after one: on a busy machine, too.
                for pause in itertools.cycle([0.01, 0.02, 0.1, 0.5, 1.0]):
                    if stop.wait(pause):
                        return
                    proxy.cut()

            confirmed = []
            cutting = threading.Thread(target=cut, daemon=True)
            cutting.start()
            for number in range(400):
                if len(confirmed) >= 40:
                    break
                body = b"%d" % number
                try:
                    queue.publish("jobs", [body])
                except QueueError:
                    continue
                confirmed.append(body)
                time.sleep(0.005)
            stop.set()
            cutting.join()
            assert confirmed
            assert set(confirmed) <= set(drain(queue, name="jobs", idle=0.5))


class TestOnRedis:
    @pytest.fixture
    def server(self):
        return redis_url()

    def test_an_extension_puts_redelivery_off(self, server, prefix):
        url = f"{server}?prefix={prefix}&redelivery=1.5"
        with closing(KombuQueue.from_url(url)) as queue:
            queue.publish("jobs", [b"1"])
            [delivery] = queue.receive("jobs", limit=1, wait=1)
            for _ in range(2):
                time.sleep(1)
                delivery.extend()
            assert queue.receive("jobs", limit=1, wait=1) == []
            assert received(queue, within=3) == b"1"

    def test_what_is_acknowledged_leaves_nothing_behind(self, queue, server, prefix):
        queue.publish("jobs", [b"1", b"2"])
        received(queue)
        [second] = queue.receive("jobs", limit=1, wait=1)
        second.release()
        received(queue)
        with (
            kombu.Connection(server) as connection,
            connection.channel().conn_or_acquire() as client,
        ):
            assert client.keys(f"{prefix}*") == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("amqp://me:s3cret@mq.example/staging", "AMQP broker at mq.example, virtual host /staging"),
        ("amqps://guest:s3cret@mq.example:5671/", "AMQP broker at mq.example:5671, virtual host /"),
        ("redis://:s3cret@cache.example:6380/3", "Redis at cache.example:6380, database 3"),
        ("rediss://cache.example", "Redis at cache.example, database 0"),
    ],
)  # fmt: skip
def test_its_description_says_where_and_holds_no_password(url, said):
    queue = KombuQueue.from_url(url)
    assert queue.describe() == f"queues resume_pipeline.* of the {said}"
    assert "s3cret" not in repr(queue._address)


@pytest.mark.parametrize(
    ("url", "ms"),
    [
        ("amqp://mq.example", 30 * 60_000),
        ("amqp://mq.example?redelivery=7200", 7_200_000),
        ("amqp://mq.example?redelivery=0", None),
        ("redis://cache.example", 60 * 60_000),
        ("redis://cache.example?redelivery=600", 600_000),
    ],
)
def test_it_says_after_how_long_messages_come_back(url, ms):
    assert KombuQueue.from_url(url).redelivery_ms == ms


@pytest.mark.parametrize(
    "url",
    [
        "amqp://",
        "redis:///0",
        "amqp://mq.example:port",
        "redis://cache.example?redelivery=0",
        "redis://cache.example?redelivery=soon",
        "amqp://mq.example?timeout=nan",
        "amqp://mq.example?visibility_timeout=3",
    ],
)
def test_a_url_that_says_no_place_or_something_unknown_is_refused(url):
    with pytest.raises(SettingsError):
        KombuQueue.from_url(url)


def test_a_scheme_that_nobody_knows_is_refused():
    with pytest.raises(UnknownBackendError):
        KombuQueue.from_url("carrierpigeon://loft")


def test_a_broker_over_tls_has_its_certificate_checked():
    amqps = Address.parse("amqps://mq.example?ca=/etc/ca.pem").tls()
    assert amqps["cert_reqs"] is ssl.CERT_REQUIRED
    assert (amqps["server_hostname"], amqps["ca_certs"]) == ("mq.example", "/etc/ca.pem")
    rediss = Address.parse("rediss://cache.example").tls()
    assert rediss["ssl_cert_reqs"] is ssl.CERT_REQUIRED
    assert rediss["ssl_check_hostname"]
    assert Address.parse("amqp://mq.example").tls() is False


def test_a_receive_that_meets_the_close_leaves_no_thread():
    name = f"test_{uuid.uuid4().hex}"
    link = amqp_side.AmqpLink(Address.parse(amqp_url()))
    link.close()
    assert link.receive(name, 1, 0) == []
    assert not [each for each in threading.enumerate() if name in each.name]
