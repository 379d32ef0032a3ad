import pytest

from resume_pipeline.backends.memory_queue import MemoryQueue
from resume_pipeline.backends.queue_reporter import QueueReporter, open_reporter
from resume_pipeline.settings import Settings
from resume_pipeline.testing.fakes import RecordingReporter
from resume_pipeline.testing.queue_contract import drain
from resume_pipeline.testing.reporter_contract import ReporterContract, completion
from resume_pipeline.wire.reports import read_reports


class TestQueueReporter(ReporterContract):
    @pytest.fixture
    def queue(self):
        return MemoryQueue()

    @pytest.fixture
    def reporter(self, queue):
        return QueueReporter(queue, "reports")

    @pytest.fixture
    def arrived(self, queue):
        return lambda: [
            said for body in drain(queue, name="reports") for said in read_reports(body)
        ]

    @pytest.fixture
    def broken(self):
        queue = MemoryQueue()
        queue.close()
        return QueueReporter(queue, "reports")

    def test_its_messages_are_canonical_bytes(self, reporter, queue):
        reporter.report([completion()])
        assert drain(queue, name="reports") == [completion().to_bytes()]

    def test_many_reports_travel_in_few_messages(self, reporter, queue):
        reporter.report([completion(number) for number in range(1, 121)])
        assert len(drain(queue, name="reports")) == 3

    def test_closing_it_leaves_the_queue_open(self, reporter, queue):
        reporter.close()
        queue.publish("reports", [b"still open"])


@pytest.mark.parametrize("url", ["queue:", "queue:reports", "queue://reports"])
def test_its_url_names_the_queue(url):
    assert "the queue reports in" in open_reporter(url, MemoryQueue(), Settings()).describe()


class TestRecordingReporter(ReporterContract):
    @pytest.fixture
    def reporter(self):
        return RecordingReporter()

    @pytest.fixture
    def arrived(self, reporter):
        def taken():
            found, reporter.reports = reporter.reports, []
            return found

        return taken

    @pytest.fixture
    def broken(self):
        reporter = RecordingReporter()
        reporter.failing = True
        return reporter
