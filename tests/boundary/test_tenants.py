"""Another tenant's is not there: every method, every route; and the database alone holds, too."""

from __future__ import annotations

import pytest

from resume_pipeline.endpoints import Endpoints
from resume_pipeline.links import TenantLinks
from resume_pipeline.reporting import TenantReports
from resume_pipeline.tenant import TenantPipeline
from resume_pipeline.web import web_app
from tests.boundary.secured import without_filter
from tests.boundary.tenants import METHODS, PLANTED, ROUTES, WAYS, attack, furnished, opened

PARTS = {"": TenantPipeline, "links.": TenantLinks, "endpoints.": Endpoints}
PARTS |= {"reports.": TenantReports}


def test_every_public_method_is_among_the_calls() -> None:
    public = {
        prefix + name
        for prefix, kind in PARTS.items()
        for name in dir(kind)
        if name[0] != "_" and callable(getattr(kind, name))
    }
    assert public == set(METHODS)


def test_every_route_that_asks_who_it_is_is_among_the_calls() -> None:
    routes = {route.path for route in web_app(lambda _: None, lambda _: None).routes}
    open_to_all = {"/links/{handle}", "/callback", "/health", "/openapi.json", "/uploads"}
    assert {path.replace("}", "_id}") for _, path in ROUTES} == routes - open_to_all


@pytest.mark.slow
@pytest.mark.parametrize(
    "way", [WAYS[0], *(pytest.param(w, marks=pytest.mark.server) for w in WAYS[1:])]
)
def test_another_tenants_is_not_there(way, tmp_path) -> None:
    with opened(way, tmp_path) as pipeline:
        told = attack(pipeline, way, 110)
    assert told.wrong == []


def test_without_the_filter_and_without_row_security_it_would_be_there(tmp_path) -> None:
    """What switches the filter off does: else the attack above would say nothing."""
    with opened("sqlite", tmp_path) as pipeline:
        victim = furnished(pipeline)
        rival = pipeline.tenant("rival")
        with without_filter(pipeline.opened.ledger.engine):
            assert rival.job(victim.job[0]).ref == "application-1"
            assert PLANTED in rival.file(victim.file[0]).filename
            assert rival.jobs()
            assert rival.decisions()
