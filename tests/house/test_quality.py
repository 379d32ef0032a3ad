"""Linter, formatter, type checker and layers are part of the suite."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
pytestmark = pytest.mark.house


def passes(*command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_linter_finds_nothing() -> None:
    passes("ruff", "check", "src", "tests", "examples", "docs")


def test_the_formatter_changes_nothing() -> None:
    passes("ruff", "format", "--check", "src", "tests", "examples", "docs")


def test_the_type_checker_finds_nothing() -> None:
    passes("mypy")


def test_no_import_goes_up_the_floors() -> None:
    linter = Path(sysconfig.get_path("scripts")) / "lint-imports"
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def functions(path: Path) -> list[tuple[int, str]]:
    """Lines of each function's body without its docstring, and its name."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
            found.append((lines, f"{path.name}:{node.name}"))
    return found


def test_functions_are_short() -> None:
    lengths = [length for path in SOURCES for length, _ in functions(path)]
    assert statistics.median(lengths) < 10


def test_files_are_read_in_one_sitting() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in SOURCES
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert not long


def test_folders_hold_a_dozen_files_or_so() -> None:
    folders = {path.parent for path in SOURCES}
    crowded = {
        str(folder.relative_to(ROOT)): count
        for folder in folders
        if (count := len([p for p in folder.iterdir() if p.suffix == ".py"])) > 20
    }
    assert not crowded


def test_nothing_else_lies_at_the_top() -> None:
    allowed = {"src", "tests", "docs", "examples", "pyproject.toml", "tox.ini"}
    allowed |= {"CHANGELOG.md", "README.md", "LICENSE"}
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    top = {line.partition("/")[0] for line in listed.stdout.splitlines()}
    assert {name for name in top if not name.startswith(".")} <= allowed
