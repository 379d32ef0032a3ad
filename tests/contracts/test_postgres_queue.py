"""The queue in a Postgres database."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import create_engine, make_url, select

from resume_pipeline.backends.sql_queue import SqlQueue, message, metadata
from resume_pipeline.testing.fakes import SettableClock
from resume_pipeline.testing.queue_contract import QueueContract
from tests.servers import postgres_url

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def url():
    return postgres_url()


class TestPostgresQueue(QueueContract):
    @pytest.fixture
    def clock(self):
        return SettableClock()

    @pytest.fixture
    def queue(self, url, clock):
        engine = create_engine(url)
        metadata.drop_all(engine)
        engine.dispose()
        queue = SqlQueue.from_url(url, clock=clock)
        yield queue
        queue.close()

    @pytest.fixture
    def expire(self, queue, clock):
        return partial(clock.advance, queue.redelivery_ms)

    @pytest.fixture
    def opener(self, url):
        return SqlQueue.from_url, (url,)

    @pytest.fixture
    def dead(self):
        return SqlQueue(make_url("postgresql+psycopg://nobody@127.0.0.1:1/nothing"))

    def test_opening_a_new_table_many_times_at_once_is_no_error(self, url, queue):
        metadata.drop_all(queue._engine())
        with ThreadPoolExecutor(8) as pool:
            for opened in pool.map(SqlQueue.from_url, [url] * 8):
                opened.close()
        assert queue.depth("jobs") == 0

    def test_a_consumer_does_not_wait_for_messages_that_another_is_taking(self, queue):
        queue.publish("jobs", [b"1", b"2"])
        oldest = select(message.c.seq).order_by(message.c.seq).limit(1).with_for_update()
        with queue._writing() as connection:
            connection.execute(oldest)
            found = queue.receive("jobs", limit=2, wait=0)
        assert [delivery.body for delivery in found] == [b"2"]
