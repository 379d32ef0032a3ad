"""An ending that nobody could hear is told again, for a minute."""

from __future__ import annotations

import pytest

from resume_pipeline.errors import ReportError
from resume_pipeline.flow.report import PatientReporter
from resume_pipeline.model.artifact import EndingKind
from resume_pipeline.testing.fakes import RecordingReporter
from resume_pipeline.wire.messages import Completion, Presence

ENDING = Completion(
    id="e", job="j", attempt=1, ticket="t", worker="w", ending=EndingKind.INTERRUPTED
)
BEAT = Presence(worker="w", queue="jobs", slots=1, stages=())


@pytest.fixture
def inner() -> RecordingReporter:
    return RecordingReporter()


@pytest.fixture
def time() -> list[float]:
    return [0.0]


@pytest.fixture
def patient(inner: RecordingReporter, time: list[float]) -> PatientReporter:
    return PatientReporter(inner, now=lambda: time[0])


def test_an_ending_goes_out_with_the_next_report(patient, inner) -> None:
    inner.failing = True
    with pytest.raises(ReportError):
        patient.report([ENDING, BEAT])
    inner.failing = False
    patient.report([BEAT])
    assert inner.reports == [ENDING, BEAT]
    patient.report([])
    assert inner.reports == [ENDING, BEAT]


def test_after_a_minute_it_is_left_to_the_sweep(patient, inner, time) -> None:
    inner.failing = True
    for time[0] in (0.0, 30.0):
        with pytest.raises(ReportError):
            patient.report([ENDING] if time[0] == 0 else [BEAT])
    inner.failing = False
    time[0] = 61.0
    patient.report([BEAT])
    assert inner.reports == [BEAT]


def test_signs_of_life_are_not_kept(patient, inner) -> None:
    inner.failing = True
    with pytest.raises(ReportError):
        patient.report([BEAT])
    assert patient.kept == []
