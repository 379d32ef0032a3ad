"""Every value leads to where it is printed, whatever the layout; and every profile is valid."""

from __future__ import annotations

import functools

import pytest

from resume_pipeline.training.drawing import samples
from resume_pipeline.training.layouts import layouts
from tests.stages.documents import demo, extract, make_demo, parse

from .checks import check_evidence, check_schema

DEMO = [path for path in make_demo().files() if "resumes" in path]


@functools.cache
def invented():
    """A resume for each of many layouts."""
    drawn = [*layouts(7, 30), *layouts(7, 10, held_out=True)]
    return [(extract(one.content), one.truth) for one in samples(7, drawn, 1)]


@pytest.mark.parametrize("name", DEMO)
def test_the_demo_s_evidence_leads_to_its_words(name):
    document = extract(demo(name))
    check_evidence(document, parse(document))


def test_invented_resumes_evidence_leads_to_its_words():
    formats = set()
    for document, _ in invented():
        check_evidence(document, parse(document))
        formats.add(document.media_type.partition(";")[0])
    assert len(formats) == 4


def test_profiles_are_json_resume_documents():
    for document in [*(extract(demo(name)) for name in DEMO), *(one for one, _ in invented())]:
        check_schema(parse(document).resume)


def test_the_schema_catches_what_is_none():
    with pytest.raises(AssertionError, match="startDate"):
        check_schema({"work": [{"startDate": "May 2019"}]})


def test_what_was_drawn_is_printed():
    for document, truth in invented():
        printed = "".join(document.text.split()).casefold()
        for job in truth["work"]:
            assert "".join(job["name"].split()).casefold() in printed
        assert truth["basics"]["email"] in printed
