"""What the stages make of many documents that were not made for these tests."""

import json
import subprocess
import sys

import pytest

from resume_pipeline.evaluation.judging import judge
from tests.accuracy.checks import check_evidence, check_schema

from .documents import extract, parse

pytestmark = pytest.mark.slow

#: Mean F1 of the fields; what a release reached, less what a change may cost by accident.
FLOOR = 0.92
#: Of the values whose confidence is this many thousandths or more, so many percent are right.
SURE, RIGHT = 900, 95


@pytest.fixture(scope="module")
def readings(corpus):
    """By path, the document and its profile."""
    paths = sorted((corpus / "resumes").glob("*.pdf"))
    documents = {path: extract(path.read_bytes()) for path in paths}
    return {path: (document, parse(document)) for path, document in documents.items()}


def test_profiles_of_labelled_resumes_reach_their_level(corpus, readings, tmp_path):
    for path, (_, profile) in readings.items():
        resume = json.dumps(profile.resume)
        (tmp_path / f"{path.stem}.json").write_text(resume, encoding="utf-8")
    scored = tmp_path / "scores"
    command = [
        sys.executable,
        corpus / "evaluate.py",
        corpus / "resumes",
        tmp_path,
        "--json",
        scored,
    ]
    subprocess.run([*command, "--quiet"], check=True)
    assert json.loads(scored.read_text())["macro"]["F"] >= FLOOR


def test_every_value_is_printed_where_its_evidence_says(readings):
    for document, profile in readings.values():
        check_evidence(document, profile)
        check_schema(profile.resume)


def test_values_that_are_sure_are_right(readings):
    pairs = [
        (confidences[one.path], one.is_right)
        for path, (_, profile) in readings.items()
        for confidences in [{entry.path: entry.confidence for entry in profile.evidence}]
        for one in judge(json.loads(path.with_suffix(".truth.json").read_text()), profile.resume)
        if one.path is not None
    ]
    sure = [is_right for confidence, is_right in pairs if confidence >= SURE]
    assert len(sure) > 0.6 * len(pairs)
    assert sum(sure) * 100 >= RIGHT * len(sure)
