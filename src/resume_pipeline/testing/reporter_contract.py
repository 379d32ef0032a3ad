"""ReporterContract: what every carrier of reports must do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from resume_pipeline.errors import ReportError
from resume_pipeline.model.artifact import EndingKind
from resume_pipeline.model.verdict import ProgressKind
from resume_pipeline.ports.reporter import Report, Reporter
from resume_pipeline.testing.contract import Contract
from resume_pipeline.wire.messages import Completion, Presence, Progress

JOB = "01980000-0000-7000-8000-000000000001"
TICKET = "5" * 64
Arrived = Callable[[], list[Report]]


def completion(number: int = 1) -> Completion:
    """An ending of the attempt ``number``."""
    return Completion(
        id=f"completion-{number}",
        job=JOB,
        attempt=number,
        ticket=TICKET,
        worker="worker",
        ending=EndingKind.SUCCEEDED,
        manifest="0" * 64,
    )


def progress() -> Progress:
    """A sign of life."""
    return Progress(
        id="progress-1",
        job=JOB,
        attempt=1,
        ticket=TICKET,
        kind=ProgressKind.STARTED,
        stage="extract",
        worker="worker",
    )


def presence() -> Presence:
    """A worker that is there."""
    return Presence(worker="worker", queue="jobs", slots=2, stages=("extract@1",))


class ReporterContract(Contract):
    """Subclass it, give the fixtures, and a reporter is proved.

    Fixtures:
        reporter: a fresh reporter.
        arrived: a function that returns what reached the coordinator's side since its last call,
            as values.
        broken: a reporter whose carrier does not answer.
    """

    @pytest.fixture
    def reporter(self) -> Reporter:
        """A fresh reporter."""
        raise NotImplementedError

    @pytest.fixture
    def arrived(self) -> Arrived:
        """What reached the coordinator."""
        raise NotImplementedError

    @pytest.fixture
    def broken(self) -> Reporter:
        """A reporter whose carrier does not answer."""
        raise NotImplementedError

    @pytest.mark.parametrize("report", [completion(), progress(), presence()])
    def test_each_kind_of_report_arrives_unchanged(
        self, reporter: Reporter, arrived: Arrived, report: Report
    ) -> None:
        reporter.report([report])
        assert arrived() == [report]

    def test_all_reports_of_a_call_arrive(self, reporter: Reporter, arrived: Arrived) -> None:
        sent: list[Report] = [completion(number) for number in range(1, 21)]
        reporter.report(sent)
        found = arrived()
        assert {report.to_bytes() for report in found} == {report.to_bytes() for report in sent}

    def test_a_report_sent_twice_keeps_its_id(self, reporter: Reporter, arrived: Arrived) -> None:
        reporter.report([completion()])
        reporter.report([completion()])
        assert set(map(repr, arrived())) == {repr(completion())}

    def test_no_reports_are_no_error(self, reporter: Reporter, arrived: Arrived) -> None:
        reporter.report([])
        assert arrived() == []

    def test_a_carrier_that_does_not_answer_is_a_report_error(self, broken: Reporter) -> None:
        with pytest.raises(ReportError):
            broken.report([completion()])

    def test_an_error_repeats_nothing_of_the_report(self, broken: Reporter) -> None:
        with pytest.raises(ReportError) as caught:
            broken.report([completion()])
        assert TICKET not in str(caught.value)

    def test_a_closed_reporter_accepts_nothing(self, reporter: Reporter) -> None:
        reporter.close()
        with pytest.raises(ReportError):
            reporter.report([completion()])

    def test_closing_twice_is_no_error(self, reporter: Reporter) -> None:
        reporter.close()
        reporter.close()

    def test_it_says_where_reports_go(self, reporter: Reporter) -> None:
        assert reporter.describe()
