from functools import partial

import pytest
from sqlalchemy import make_url

from resume_pipeline.backends.sql_queue import SqlQueue
from resume_pipeline.testing.fakes import SettableClock
from resume_pipeline.testing.queue_contract import QueueContract


class TestSqlQueue(QueueContract):
    @pytest.fixture
    def clock(self):
        return SettableClock()

    @pytest.fixture
    def url(self, tmp_path):
        return f"sqlite:///{tmp_path}/queue.db"

    @pytest.fixture
    def queue(self, url, clock):
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
        return SqlQueue(make_url("sqlite:////nowhere/at/all/queue.db"))
