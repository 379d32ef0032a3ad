"""The compose file says what the settings understand, and keeps the ledger from workers."""

from pathlib import Path

import pytest
import yaml

from resume_pipeline import Settings

COMPOSE = Path(__file__).parents[2] / "examples" / "compose.yaml"


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]


def environment(service):
    return {name: str(value) for name, value in service["environment"].items()}


def test_the_coordinator_is_a_host(services):
    settings = Settings.load(environment=environment(services["coordinator"])).for_host()
    assert all((settings.storage, settings.ledger, settings.queue))


def test_a_worker_knows_no_ledger(services):
    settings = Settings.load(environment=environment(services["worker"])).for_worker()
    assert settings.ledger is None
    assert settings.reporter == "queue:"
    assert "db" not in services["worker"]["depends_on"]
    assert services["worker"]["networks"] == ["work"]
    assert "work" not in services["db"].get("networks", [])


def test_every_service_that_is_waited_for_says_when_it_is_well(services):
    for service in services.values():
        for other in service.get("depends_on", {}):
            assert "healthcheck" in services[other]
