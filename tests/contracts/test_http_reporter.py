import time

import pytest

from resume_pipeline.testing.reporter_contract import ReporterContract
from resume_pipeline.wire.reports import read_report
from resume_pipeline.wire.signing import verified
from tests.callback_server import KEY, closed_port, reporter_to, serving

pytestmark = pytest.mark.server


class TestHttpReporter(ReporterContract):
    @pytest.fixture
    def server(self):
        with serving() as server:
            yield server

    @pytest.fixture
    def reporter(self, server):
        reporter = reporter_to(server.place)
        yield reporter
        reporter.close()

    @pytest.fixture
    def arrived(self, server):
        def taken():
            calls, server.calls = server.calls, []
            for call in calls:
                verified(call.headers, call.body, [KEY], int(time.time()))
            return [read_report(call.body) for call in calls]

        return taken

    @pytest.fixture
    def broken(self):
        reporter = reporter_to(f"127.0.0.1:{closed_port()}")
        yield reporter
        reporter.close()
