"""What people see on a terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from resume_pipeline import cli
from resume_pipeline.cli.tables import Bar, table, width

Capture = pytest.CaptureFixture[str]


def test_columns_line_up_whatever_the_script() -> None:
    lines = table(("FILE", "SCORE"), [("履歴書.txt", 1), ("e\u0301.txt", None)])
    assert (
        len({width(line[: line.rindex(last)]) for line, last in zip(lines, "S1-", strict=True)})
        == 1
    )


def test_a_line_ends_where_the_screen_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_, **__: os.terminal_size((20, 24)))
    lines = table(("FILE", "WHY"), [("cv.pdf", "met: 履歴書 and everything else")])
    assert [width(line) <= 20 for line in lines] == [True, True]
    assert lines[1].endswith("…")


def test_a_bar_is_drawn_on_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    Bar().show(1, 2)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    bar = Bar()
    bar.show(1, 2)
    assert "] 1/2" in capsys.readouterr().err
    bar.show(2, 2)
    assert capsys.readouterr().err.endswith(" \r"), "the bar is still there"


def test_chaos_is_handed_to_the_kit(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    kit = ModuleType("resume_pipeline.testing.chaos")
    asked: list[dict[str, object]] = []
    kit.main = lambda out, **how: asked.append({"out": out, **how}) or 1  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, kit.__name__, kit)
    out = tmp_path / "kept"
    words = ["--on", "redis", "--jobs", "9", "--kills", "5", "--seed", "3", "--out", str(out)]
    assert cli.main(["chaos", *words]) == 1
    how = {"parts": "redis", "engine": "loop", "jobs": 9, "kills": 5, "workers": 4, "seed": 3}
    assert asked == [{"out": out, **how}]
    assert out.is_dir()
    monkeypatch.setitem(sys.modules, kit.__name__, None)
    assert cli.main(["chaos", "--out", str(out)]) == 2
    assert "pip install 'resume-pipeline[testing]'" in capsys.readouterr().err
