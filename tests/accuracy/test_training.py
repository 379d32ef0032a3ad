"""Training: the same seed gives the same bytes, held-out layouts are other ones."""

from __future__ import annotations

import json
import sys

import pytest

from resume_pipeline import cli
from resume_pipeline.sandbox import InlineBox
from resume_pipeline.stages.parse.confidence import Confidence
from resume_pipeline.training.drawing import samples
from resume_pipeline.training.fitting import Example, fit
from resume_pipeline.training.layouts import layouts
from resume_pipeline.training.learning import trained


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def small(seed):
    return trained(seed, 12, 2, InlineBox(allow_unsafe=True))


def test_the_same_seed_gives_the_same_bytes_and_another_one_others():
    first = small(1)
    assert small(1).body == first.body
    assert small(2).body != first.body
    assert Confidence.from_bytes(first.body) == first
    assert first.made["seed"] == 1


def test_the_same_seed_draws_the_same_files():
    drawn = [[one.content for one in samples(3, layouts(3, 8), 2)] for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert len(set(drawn[0])) == 16


def test_held_out_layouts_have_what_no_fitted_one_has():
    fitted = {pair for one in layouts(1, 300) for pair in one.choices.items()}
    for one in layouts(1, 50, held_out=True):
        assert one.is_held_out
        assert set(one.choices.items()) - fitted


def test_a_signal_of_wrong_values_makes_less_sure():
    right = [Example(f"layout-{n % 7}", "name", ("bold",), n % 10 != 0) for n in range(400)]
    wrong = [Example(f"layout-{n % 7}", "name", ("comma",), n % 10 == 0) for n in range(400)]
    model = fit([*right, *wrong], {})
    low, high = model.of("name", ["comma"]), model.of("name", ["bold"])
    assert low <= 100 < 700 <= high <= 900


def test_layouts_that_differ_make_less_sure_than_ones_that_agree():
    agreeing = [Example(f"layout-{n % 8}", "name", ("bold",), n // 8 % 5 != 0) for n in range(400)]
    differing = [
        Example(f"layout-{n % 8}", "name", ("bold",), n % 8 > 1 or n // 8 % 5 == 0)
        for n in range(400)
    ]
    sure = [fit(some, {}).of("name", ["bold"]) for some in (agreeing, differing)]
    assert sure[0] >= 780 > 600 > sure[1]


def test_train_writes_a_model_and_tells_what_it_is_worth(here, capsys):
    (own,) = samples(9, layouts(9, 1), 1)
    (here / "own.pdf").write_bytes(own.content)
    (here / "own.json").write_text(json.dumps(own.truth))
    out = here / "models" / "model.json"
    out.parent.mkdir()
    arguments = ["--layouts", "12", "--each", "2", "--labelled", str(here)]
    assert cli.main(["train", "--out", str(out), *arguments]) == 0
    model = Confidence.read(out)
    assert model.made["labelled"] > 10
    assert model.made["values"] > 10 * model.made["labelled"]
    said = capsys.readouterr().out
    assert model.digest in said
    assert "900 and more" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--out FILE"),
        (["--out", "."], "name a file"),
        (["--out", "missing/model.json"], "name a file"),
        (["--out", "model.json", "--layouts", "1", "--each", "1"], "more --layouts"),
        (["--out", "model.json", "--layouts", "none"], "not a number above zero"),
        (["--out", "model.json", "--labelled", "missing"], "there is no such folder"),
    ],
)
def test_a_wrong_use_is_one_line(arguments, said, capsys):
    assert cli.main(["train", *arguments]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_without_the_extra_it_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "sklearn.model_selection", None)
    assert cli.main(["train", "--out", "model.json", "--layouts", "2", "--each", "1"]) == 2
    assert "resume-pipeline[train]" in capsys.readouterr().err
