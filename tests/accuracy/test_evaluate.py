"""The command ``evaluate``: labelled files in, figures out; and one line where that fails."""

from __future__ import annotations

import json

import pytest

from resume_pipeline import cli
from resume_pipeline.training.drawing import samples
from resume_pipeline.training.layouts import layouts


@pytest.fixture
def folder(tmp_path):
    """Two labelled resumes, one of them a scan, and one that nobody labelled."""
    given = next(one for one in layouts(1, 40) if one["format"] == "html")
    one, other = samples(1, [given], 2)
    (tmp_path / "one.html").write_bytes(one.content)
    (tmp_path / "one.truth.json").write_text(json.dumps(one.truth))
    (tmp_path / "blank.txt").write_bytes(b"")
    (tmp_path / "blank.json").write_text(json.dumps(other.truth))
    (tmp_path / "unlabelled.html").write_bytes(other.content)
    return tmp_path


def test_figures_of_every_field_and_of_every_confidence(folder, capsys):
    assert cli.main(["evaluate", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["files"] == 2
    assert told["unread"] == {"blank.txt": "empty"}
    email = told["fields"]["basics.email"]
    assert (email["right"], email["wrong"], email["missed"]) == (1, 0, 1)
    assert email["recall"]["low"] < 0.5 < email["recall"]["high"]
    assert told["macro"]["low"] <= told["macro"]["f1"] <= told["macro"]["high"]
    fields = told["fields"].values()
    read = sum(one["right"] + one["wrong"] for one in fields)
    assert sum(one["values"] for one in told["reliability"]) == read


def test_the_table_is_for_people(folder, capsys):
    assert cli.main(["evaluate", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "work.position" in said
    assert "2 files, macro F1" in said
    assert "blank.txt: empty" in said
    assert "CONFIDENCE" in said


@pytest.mark.parametrize(
    ("truth", "said"),
    [
        ("{", "is not JSON"),
        ("[]", "it is not an object"),
        ('{"basics": 1}', "basics is not an object"),
        ('{"meta": []}', "meta is not an object"),
        ('{"basics": {"location": ["Leeds"]}}', "basics.location is not an object"),
        ('{"basics": {"name": 7}}', "basics.name is not a text"),
        ('{"work": {}}', "work is not a list"),
        ('{"work": ["x"]}', "work.0 is not an object"),
        ('{"skills": [{"keywords": "x"}]}', "skills.0.keywords is not a list"),
        ('{"work": [{}, {"startDate": "May 2019"}]}', "work.1.startDate is no date"),
        ('{"meta": {"scored": "work"}}', "meta.scored is not a list"),
        ('{"meta": {"scored": ["wrok"]}}', "no field wrok"),
        (None, "holds no labelled resume"),
    ],
)
def test_what_is_no_label_is_one_line(tmp_path, truth, said, capsys):
    (tmp_path / "cv.txt").write_text("Jane Quill")
    if truth is not None:
        (tmp_path / "cv.json").write_text(truth)
    assert cli.main(["evaluate", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_a_folder_that_is_none_is_one_line(tmp_path, capsys):
    assert cli.main(["evaluate", str(tmp_path / "missing")]) == 2
    assert "there is no such folder" in capsys.readouterr().err
