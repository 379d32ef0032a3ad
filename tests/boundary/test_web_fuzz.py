"""No route answers 500, hangs or tells what is not the asker's; more by ``tox -e web``."""

from __future__ import annotations

import pytest

from resume_pipeline.web import web_app
from tests.boundary.fuzz import fuzz


@pytest.mark.slow
def test_strange_requests_are_refused_as_described(tmp_path):
    found = fuzz(tmp_path, 6)
    assert found.wrong == []
    routes = {route.path for route in web_app(lambda _: None, lambda _: None).routes}
    assert {name.partition(" ")[2] for name in found.statuses} == routes
    assert all(statuses for statuses in found.statuses.values())
    statuses = {status for each in found.statuses.values() for status in each}
    assert {200, 201, 400, 401, 403, 404} <= statuses
