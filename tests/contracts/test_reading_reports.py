import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.testing.reporter_contract import completion, presence, progress
from resume_pipeline.wire.reports import messages_of, read_report, read_reports

REPORTS = [completion(), progress(), presence()]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def is_read_or_refused(body):
    try:
        read_report(body)
    except InvalidRequestError as error:
        str(error).encode()


@pytest.mark.parametrize("report", REPORTS)
def test_what_was_written_is_read(report):
    assert read_report(report.to_bytes()) == report


def test_several_reports_in_one_message_are_read_in_their_order():
    (body,) = messages_of(REPORTS)
    assert read_reports(body) == REPORTS
    assert (
        body
        == json.dumps(
            json.loads(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        ).encode()
    ), "canonical bytes"


def test_a_report_that_nobody_can_read_spoils_no_other():
    (body,) = messages_of(REPORTS)
    value = json.loads(body)
    value["reports"][1]["ticket"] = 7
    first, why, last = read_reports(json.dumps(value).encode())
    assert (first, last) == (REPORTS[0], REPORTS[2])
    assert isinstance(why, InvalidRequestError)


@pytest.mark.parametrize("listed", [None, {}, "x", 7])
def test_a_message_of_reports_that_holds_no_list_is_refused(listed):
    with pytest.raises(InvalidRequestError):
        read_reports(
            json.dumps({"schema": "resume_pipeline.reports/1", "reports": listed}).encode()
        )


@given(st.binary())
@example(b"[" * 100_000)
@example(b'{"schema":' * 50_000)
@example(b"1" * 5000)
@example(b"\xff\xfe{}")
@example(b'{"schema": ["resume_pipeline.completion/1"]}')
@example(b'{"schema": null}')
@example(b"null")
def test_bytes_that_are_no_report_are_refused(body):
    with pytest.raises(InvalidRequestError):
        read_report(body)


@pytest.mark.parametrize("report", REPORTS)
@given(data=st.data())
def test_a_report_with_anything_in_a_field_is_read_or_refused(report, data):
    value = report.to_json()
    field = data.draw(st.sampled_from(sorted(value)) | st.text())
    value[field] = data.draw(VALUES)
    is_read_or_refused(json.dumps(value).encode())


@pytest.mark.parametrize("report", REPORTS)
def test_a_lone_surrogate_is_read_or_refused(report):
    body = report.to_bytes()
    is_read_or_refused(body.replace(b'"worker"', b'"\\ud800"'))
    is_read_or_refused(body.replace(b':"worker"', b':"\\ud800"'))


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_that_is_cut_off_is_refused(report):
    body = report.to_bytes()
    for length in range(0, len(body), 7):
        with pytest.raises(InvalidRequestError):
            read_report(body[:length])
