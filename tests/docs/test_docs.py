"""The docs build without a warning, and leave nothing out that a reader may meet."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from resume_pipeline import errors, hookspecs
from resume_pipeline.cli.parser import parser
from resume_pipeline.model import keys
from resume_pipeline.model.job import TRANSITIONS
from resume_pipeline.model.reason import ReasonCode
from resume_pipeline.plugins import BUILTIN
from resume_pipeline.ports.faults import POINTS
from resume_pipeline.settings import Settings
from resume_pipeline.wire.payloads import ReadingStatus
from tests.house.freeze import WIRE

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
ROW = re.compile(r"^\| (.+) \|$", re.MULTILINE)


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def rows(name: str) -> dict[str, list[str]]:
    """The rows of a page's tables by the names in their first cells."""
    found: dict[str, list[str]] = {}
    for row in ROW.findall(page(name)):
        first, *cells = [cell.strip() for cell in row.split("|")]
        for key in re.findall(r"`([^`]+)`", first) or [first]:
            found[key] = cells
    return found


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The docs as HTML. Every warning is an error, and so is a reference that leads nowhere."""
    folder = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-n", "-b", "html"]
    done = subprocess.run(
        [*command, "-d", folder / "trees", DOCS, folder / "html"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "html"


def words_of(built: Path, name: str) -> str:
    text = (built / f"{name}.html").read_text(encoding="utf-8")
    return re.sub(r"<[^>]+>", "", text)


@pytest.mark.slow
@pytest.mark.house
@pytest.mark.unwatched  # Sphinx logs the pages, whose samples have people in them
def test_the_docs_build_without_warnings(built: Path) -> None:
    assert (built / "index.html").exists()


@pytest.mark.slow
@pytest.mark.house
def test_every_error_and_hook_has_its_entry(built: Path) -> None:
    kinds = [name for name, value in vars(errors).items() if inspect.isclass(value)]
    shown = words_of(built, "reference/errors")
    assert [name for name in kinds if f"resume_pipeline.errors.{name}" not in shown] == []
    hooks = [n for n, value in vars(hookspecs).items() if hasattr(value, "resume_pipeline_spec")]
    assert hooks
    shown = words_of(built, "reference/hooks")
    assert [name for name in hooks if f"{name}(" not in shown] == []


@pytest.mark.slow
@pytest.mark.house
def test_every_command_has_its_entry(built: Path) -> None:
    shown = words_of(built, "reference/command-line")
    top = parser().format_help()
    commands = re.findall(r"^    ([a-z]+)  ", top, re.MULTILINE)
    assert len(commands) > 5
    assert [name for name in commands if f"resume-pipeline {name}" not in shown] == []


def test_every_setting_has_its_row_with_its_default() -> None:
    table = rows("reference/settings")
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        said = "none" if default is None else f"`{_toml(default)}`"
        assert table.get(name, [None])[0] == said, name


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "[]" if value == () else str(value)


def test_every_scheme_that_ships_is_named() -> None:
    table = rows("reference/settings")
    for port, schemes in BUILTIN.items():
        named = ", ".join(f"`{scheme}`" for scheme in schemes)
        assert table[f"{port.removesuffix('s')} URL"][0] == named


def test_the_table_of_states_is_the_table_of_transitions() -> None:
    table = rows("concepts/states")
    for state, following in TRANSITIONS.items():
        assert set(re.findall(r"`(\w+)`", table[str(state)][0])) == set(following)


def test_what_follows_a_running_job_is_in_the_figure() -> None:
    figure = page("concepts/states").partition("```text")[2].partition("```")[0]
    assert set(re.findall(r"[a-z]+", figure)) >= set(TRANSITIONS)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("howto/run-workers", ReasonCode),
        ("concepts/states", ReadingStatus),
        ("reference/wire", [kind.schema_id for kind in WIRE]),
    ],
)
def test_every_code_has_its_row(name: str, words) -> None:
    assert [str(word) for word in words if str(word) not in rows(name)] == []


def test_every_fault_point_is_named_in_order() -> None:
    assert re.findall(r"`([a-z]+\.[a-z_]+)`", page("reference/testing"))[-len(POINTS) :] == [
        *POINTS
    ]


def test_the_storage_layout_is_that_of_the_keys() -> None:
    table = rows("reference/storage-layout")
    tenant, job, stage, attempt = "<tenant>", "<job_id>", "<stage>", "<attempt>"
    expected = [
        keys.file_key(tenant, "<file_id>"),
        keys.staging_key(tenant, "<upload_id>"),
        keys.correction_key(tenant, "<file_id>", "<digest>"),
        keys.vacancy_key(tenant, "<digest>"),
        keys.derived_key(tenant, "<input_digest>", stage, "<stage_digest>"),
        keys.stage_key(tenant, job, stage),
        keys.stage_key(tenant, job, stage, "<file_id>"),
        keys.claim_key(tenant, job, attempt, stage),
        keys.end_key(tenant, job, attempt),
        keys.result_key(tenant, job),
        keys.explanations_key(tenant, job),
        keys.manifest_key(tenant, job),
    ]
    assert [key for key in table if key.startswith(tenant)] == expected


def test_the_glossary_begins_with_what_a_job_is_not() -> None:
    first = page("concepts/glossary").split("\n\n")[1]
    assert first.startswith("A job is never a vacancy")


def test_the_terms_of_the_glossary_are_in_order() -> None:
    terms = re.findall(r"^(.+)\n: ", page("concepts/glossary"), re.MULTILINE)
    assert terms == sorted(terms)


def test_the_rules_that_hosts_rely_on_are_explained() -> None:
    text = page("concepts/guarantees")
    found = re.findall(r"^R(\d+)\. \*\*", text, re.MULTILINE)
    assert [int(number) for number in found] == [*range(1, 13), 18]
