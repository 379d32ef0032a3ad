"""The queues in RabbitMQ and Redis."""

import time
import uuid
from urllib.parse import urlsplit

import pytest

from resume_pipeline.backends.kombu_queue import KombuQueue
from resume_pipeline.testing.queue_contract import QueueContract
from tests.servers import Proxy, amqp_url, redis_url, remove_queues

pytestmark = pytest.mark.server


def prefixed():
    return f"test_{uuid.uuid4().hex}."


@pytest.fixture(scope="module")
def proxy():
    parts = urlsplit(amqp_url())
    proxy = Proxy(parts.port or 5672, parts.hostname)
    yield proxy
    proxy.close()


class TestAmqpQueue(QueueContract):
    @pytest.fixture
    def url(self, proxy):
        prefix = prefixed()
        yield f"{proxy.url(amqp_url())}?prefix={prefix}"
        remove_queues(amqp_url(), prefix)

    @pytest.fixture
    def queue(self, url):
        queue = KombuQueue.from_url(url)
        yield queue
        queue.close()

    @pytest.fixture
    def expire(self, proxy):
        """A lease on AMQP is the connection: the broker's time-out ends it like a cut does.

        Not while an acknowledgement, which nobody confirms, is on its way.
        """

        def cut():
            proxy.cut_when_quiet()
            time.sleep(0.2)  # until the broker has noticed

        return cut

    @pytest.fixture
    def opener(self, url):
        return KombuQueue.from_url, (url,)

    @pytest.fixture
    def dead(self):
        return KombuQueue.from_url("amqp://nobody@127.0.0.1:1/")


class TestRedisQueue(QueueContract):
    @pytest.fixture
    def prefix(self):
        prefix = prefixed()
        yield prefix
        remove_queues(redis_url(), prefix)

    @pytest.fixture
    def queue(self, prefix):
        queue = KombuQueue.from_url(f"{redis_url()}?prefix={prefix}&redelivery=1")
        yield queue
        queue.close()

    @pytest.fixture
    def expire(self):
        return lambda: time.sleep(1.2)

    @pytest.fixture
    def opener(self, prefix):
        return KombuQueue.from_url, (f"{redis_url()}?prefix={prefix}",)

    @pytest.fixture
    def dead(self):
        return KombuQueue.from_url("redis://127.0.0.1:1/0")
