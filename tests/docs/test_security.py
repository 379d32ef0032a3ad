"""The threat model names tests that are there, and metrics are named as they are served."""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml

from tests.core.conftest import open_world

ROOT = Path(__file__).resolve().parents[2]
OBSERVE = ROOT / "docs" / "observe"


def test_every_test_that_the_threat_model_names_is_there() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", text))
    assert len(named) > 15
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def served() -> set[str]:
    world = open_world()
    world.mood.stage, world.mood.trouble = "t.draw", "fail"
    world.submit()
    world.drain()
    families = set(re.findall(r"^# TYPE (\w+) (?:counter|gauge)$", world.pipeline.metrics(), re.M))
    histograms = re.findall(r"^# TYPE (\w+) histogram$", world.pipeline.metrics(), re.M)
    return families | {
        f"{name}_{part}" for name in histograms for part in ("bucket", "sum", "count")
    }


def test_dashboard_alerts_and_docs_name_metrics_that_are_served() -> None:
    known = served()
    board = json.loads((OBSERVE / "grafana.json").read_text(encoding="utf-8"))
    rules = yaml.safe_load((OBSERVE / "alerts.yml").read_text(encoding="utf-8"))
    asked = [t["expr"] for panel in board["panels"] for t in panel["targets"]]
    asked += [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    assert len(asked) > 20
    named = {name for expr in asked for name in re.findall(r"resume_pipeline_\w+", expr)}
    assert named <= known, named - known
    page = (ROOT / "docs" / "howto" / "observe.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \|", page, re.M)
    told = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)}
    shown = {name.removeprefix("resume_pipeline_") for name in known}
    bare = {re.sub(r"_(bucket|sum|count)$", "", name) for name in shown}
    assert told == bare, told ^ bare
