import os
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import make_url

from resume_pipeline.backends.sql_queue import LONGEST_PAUSE, SqlQueue
from resume_pipeline.errors import ConfigError, QueueError, SettingsError, UnknownBackendError
from resume_pipeline.testing.fakes import SettableClock
from resume_pipeline.testing.storage_samples import in_child


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/queue.db"


@pytest.fixture
def queue(url):
    queue = SqlQueue.from_url(url)
    yield queue
    queue.close()


def test_the_oldest_message_comes_first_also_after_a_release(queue):
    queue.publish("jobs", [b"1", b"2"])
    queue.publish("jobs", [b"3"])
    [first] = queue.receive("jobs", limit=1, wait=0)
    first.release()
    assert [m.body for m in queue.receive("jobs", limit=9, wait=0)] == [b"1", b"2", b"3"]


def test_an_extension_puts_redelivery_off_by_a_whole_lease(url):
    clock = SettableClock()
    with closing(SqlQueue.from_url(url, lease_ms=1000, clock=clock)) as queue:
        queue.publish("jobs", [b"1"])
        [delivery] = queue.receive("jobs", limit=1, wait=0)
        clock.advance(900)
        delivery.extend()
        clock.advance(900)
        assert queue.receive("jobs", limit=1, wait=0) == []
        clock.advance(100)
        assert len(queue.receive("jobs", limit=1, wait=0)) == 1


def test_messages_outlive_the_process_that_published_them(url):
    assert in_child(lambda: publish_and_tell(url)) == b"published"
    with closing(SqlQueue.from_url(url)) as queue:
        assert [m.body for m in queue.receive("jobs", limit=1, wait=0)] == [b"from the child"]


def publish_and_tell(url):
    SqlQueue.from_url(url).publish("jobs", [b"from the child"])
    return b"published"


def test_it_works_on_both_sides_of_a_fork(queue):
    queue.publish("jobs", [b"1", b"2"])

    def take():
        [delivery] = queue.receive("jobs", limit=1, wait=0)
        delivery.ack()
        return delivery.body

    assert in_child(take) == b"1"
    assert take() == b"2"
    assert queue.depth("jobs") == 0


def test_a_call_that_fails_publishes_none_of_its_messages(queue):
    with pytest.raises(QueueError):
        queue.publish("jobs", [b"1", object(), b"3"])
    assert queue.depth("jobs") == 0


def test_a_waiting_consumer_gets_what_is_published_meanwhile(queue):
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(queue.receive, "jobs", limit=1, wait=10)
        time.sleep(0.2)
        start = time.monotonic()
        queue.publish("jobs", [b"1"])
        assert [m.body for m in waiting.result()] == [b"1"]
        assert time.monotonic() - start < LONGEST_PAUSE + 1


@pytest.mark.unwatched
def test_waiting_takes_less_than_two_percent_of_a_processor(queue):
    queue.receive("jobs", limit=1, wait=0.1)
    start = time.process_time()
    queue.receive("jobs", limit=1, wait=2)
    assert time.process_time() - start < 0.02 * 2


def test_waiting_consumers_hold_no_lock_that_stops_a_publisher(queue, url):
    with closing(SqlQueue.from_url(url)) as other, ThreadPoolExecutor(2) as pool:
        for _ in range(2):
            pool.submit(other.receive, "nothing", limit=1, wait=1)
        times = []
        for _ in range(20):
            start = time.monotonic()
            queue.publish("jobs", [b"1"])
            times.append(time.monotonic() - start)
    assert sorted(times)[10] < 0.1


def test_opening_a_new_file_many_times_at_once_is_no_error(url):
    start = threading.Barrier(8)

    def opened():
        start.wait()
        with closing(SqlQueue.from_url(url)) as queue:
            queue.publish("jobs", [b"1"])

    with ThreadPoolExecutor(8) as pool:
        for opening in [pool.submit(opened) for _ in range(8)]:
            opening.result()
    with closing(SqlQueue.from_url(url)) as queue:
        assert queue.depth("jobs") == 8


def test_its_file_is_flushed_with_every_commit_and_readable_while_written(queue):
    with queue._reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30_000


def test_looking_for_due_messages_reads_the_index_alone(queue):
    queue.publish("jobs", [b"1"])
    look = "EXPLAIN QUERY PLAN SELECT 1 FROM resume_pipeline_message WHERE queue='jobs' LIMIT 1"
    with queue._reading() as connection:
        plan = connection.exec_driver_sql(look).fetchall()
    assert "COVERING INDEX resume_pipeline_message_due" in str(plan)


def test_a_broken_file_is_a_queue_error_without_its_path(tmp_path):
    path = tmp_path / "jane.db"
    path.write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(QueueError) as caught:
        SqlQueue.from_url(f"sqlite:///{path}")
    assert str(caught.value) == "the queue's database did not answer: SQLITE_NOTADB"


def test_an_error_repeats_neither_the_body_nor_the_statement(queue, tmp_path):
    with closing(sqlite3.connect(tmp_path / "queue.db")) as connection:
        connection.execute("DROP TABLE resume_pipeline_message")
    with pytest.raises(QueueError) as caught:
        queue.publish("jobs", [b"secret"])
    assert "secret" not in str(caught.value) + str(caught.value.__cause__)
    assert "INSERT" not in str(caught.value)


@pytest.mark.parametrize("url", ["", "queue.db", "sqlite://", "sqlite:///:memory:"])
def test_a_url_that_names_no_file_is_refused(url):
    with pytest.raises(SettingsError):
        SqlQueue.from_url(url)


def test_a_scheme_that_nobody_knows_is_refused():
    with pytest.raises(UnknownBackendError):
        SqlQueue.from_url("carrierpigeon://loft")


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ConfigError):
        SqlQueue.from_url(f"sqlite:///{tmp_path}/file/queue.db")


def test_a_relative_file_stays_the_same_when_the_process_moves(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with closing(SqlQueue.from_url("sqlite:///new/queue.db")) as queue:
        monkeypatch.chdir("/")
        queue.publish("jobs", [b"1"])
        assert os.path.exists(tmp_path / "new" / "queue.db")
        assert str(tmp_path) in queue.describe()


def test_its_description_holds_no_password():
    queue = SqlQueue(make_url("postgresql+psycopg://user:s3cret@db.example/jobs"))
    assert queue.describe() == "the postgresql database jobs on db.example"
