"""What every profile must keep, whatever document it was made of."""

from __future__ import annotations

import jsonschema

from resume_pipeline.evaluation.schema import json_resume_schema
from tests.stages.test_parse import leaves

_SCHEMA = jsonschema.Draft7Validator(json_resume_schema())


def check_evidence(document, profile):
    """Every value is printed where its evidence says, on a page that has the place."""
    told = {}
    for entry in profile.evidence:
        told.setdefault(entry.path, set()).add(entry.confidence)
        assert document.text[entry.span.start : entry.span.end] == entry.raw
        check_box(document, entry.span)
        assert entry.rule
        assert 0 <= entry.confidence < 1000
    assert set(told) == {path for path, _ in leaves(profile.resume)}
    assert all(len(some) == 1 for some in told.values())


def check_box(document, span):
    """A box has an area, and lies on its page; formats without pages have none."""
    if not document.pages:
        assert span.box is None
        return
    left, top, right, bottom = span.box
    page = document.pages[span.page]
    assert 0 <= left < right <= page.width
    assert 0 <= top < bottom <= page.height


def check_schema(resume):
    """It is a JSON Resume document by the schema that ships."""
    error = next(iter(_SCHEMA.iter_errors(resume)), None)
    assert error is None, f"{list(error.absolute_path)}: {error.validator}"
