"""Every sample in the README and in the docs is run, page by page, in a folder of its own.

A block of Python is executed; a block with a caption is written to the file that the caption
names, so that later blocks can import or read it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from sybil import Example, Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.myst import CodeBlockParser

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def run(example: Example) -> None:
    caption = example.region.lexemes.get("options", {}).get("caption")
    if caption:
        Path(caption).write_text(example.parsed, encoding="utf-8")
    elif example.region.lexemes["arguments"] == "python":
        PythonEvaluator()(example)


SYBIL = Sybil(parsers=[CodeBlockParser("python", run), CodeBlockParser("toml", run)])
DOCUMENTS = {str(path.relative_to(ROOT)): SYBIL.parse(path) for path in PAGES}
WITH_SAMPLES = {name: page for name, page in DOCUMENTS.items() if list(page.examples())}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An empty folder, from which the samples' own modules are imported and forgotten."""
    for name in os.environ:
        if name.startswith("RESUME_PIPELINE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        file = getattr(sys.modules[name], "__file__", None) or ""
        if file.startswith(str(tmp_path)):
            del sys.modules[name]


@pytest.mark.parametrize("name", sorted(WITH_SAMPLES))
@pytest.mark.usefixtures("folder")
def test_the_samples_of_a_page_run(name: str) -> None:
    for example in WITH_SAMPLES[name].examples():
        example.evaluate()


def test_the_samples_are_found() -> None:
    assert {"README.md", "docs/tutorial.md", "docs/howto/embed-in-a-host.md"} <= set(WITH_SAMPLES)
