"""Points that are fitted on an employer's own outcomes: few claims, each of them measured."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys

import attrs
import pytest

from resume_pipeline.errors import ConfigError, InvalidRequestError, StageFailedError
from resume_pipeline.model.ids import sha256
from resume_pipeline.ports.stage import Work
from resume_pipeline.stages.score import Score
from resume_pipeline.stages.score.fitted import POINTS, Fitted, read_fitted
from resume_pipeline.stages.score.vector import KINDS, Feature, score
from resume_pipeline.training import weights
from resume_pipeline.training.calibration import calibrated
from tests.stages.documents import AS_OF, blind, document

from .outcomes import outcomes
from .people import person
from .resumes import CAREERS, text

AUDIT = "0" * 64
SIZE = 400


@pytest.fixture(scope="module")
def frozen():
    return weights.fit(outcomes(SIZE), AUDIT)


def changed(body, **more):
    return {**json.loads(body), **more}


def test_what_counted_has_points_and_what_spoke_against_somebody_has_none(frozen):
    model, _, _ = frozen
    assert sum(model.points.values()) == POINTS
    assert model.points["must"] > model.points["title"] > 50 > model.points["years"] == 0
    assert set(model.points) == set(KINDS)


def test_it_beats_the_default_where_outcomes_say_something_and_says_how_surely(frozen):
    _, body, found = frozen
    mean, low, high = found.difference
    assert 0 < low <= mean <= high
    assert found.fitted > found.default
    assert len(found.by_seed) == len(weights.SEEDS) == 5
    told = json.loads(body)["training"]
    assert told["auc_bp"]["difference"] == [mean, low, high]
    assert (told["outcomes"], told["vacancies"]) == (SIZE, 20)


def test_it_claims_nothing_where_outcomes_are_chance():
    noise = outcomes(SIZE, truth={"none": 0})
    low, high = weights.measured(noise).difference[1:]
    assert low < 0 < high or abs(high - low) < 2_000


def test_nobody_is_scored_by_points_that_knew_the_vacancy_or_the_person(monkeypatch):
    asked = outcomes(300)
    seen = []
    monkeypatch.setattr(weights, "learned", lambda rest: seen.append(rest) or {k: 1 for k in KINDS})
    monkeypatch.setattr(weights, "score", lambda one, _: used.append((one, len(seen) - 1)) or 0)
    used = []
    weights._left_out(asked, 1)
    assert len(used) == len(asked)
    for one, at in used:
        assert all(r.vacancy != one.vacancy and r.candidate != one.candidate for r in seen[at])


@pytest.mark.parametrize(
    "few",
    [
        outcomes(199),
        outcomes(400, truth={"must": 1})[:49] + [o for o in outcomes(900) if not o.selected],
        [o for o in outcomes(2000) if o.vacancy in ("vacancy-1", "vacancy-2")],
    ],
)
def test_too_few_outcomes_selected_or_vacancies_are_refused(few):
    with pytest.raises(InvalidRequestError, match="too few"):
        weights.fit(few, AUDIT)


def test_nothing_to_learn_is_refused():
    against = outcomes(400, truth={"must": -9, "nice": -9, "title": -9, "relevance": -9})
    with pytest.raises(InvalidRequestError, match="nothing to learn"):
        weights.fit(against, AUDIT)


def test_without_scikit_learn_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    with pytest.raises(ConfigError, match="train"):
        weights.learned(outcomes(300))


def test_the_score_of_outcomes_is_the_score_of_vectors(frozen):
    model, _, _ = frozen
    for one in outcomes(200, seed=9):
        vector = [Feature(kind, kind, 1, value) for kind, value in one.values.items()]
        assert weights.score(one, dict(model.points)) == score(vector, model.points)


def test_order_does_not_matter_and_equal_outcomes_give_equal_bytes(frozen):
    assert weights.fit(outcomes(SIZE)[::-1], AUDIT)[1] == frozen[1]


@pytest.mark.slow
def test_bytes_are_the_same_on_other_cores_and_numbers_of_threads():
    if platform.machine() != "x86_64":
        pytest.skip("core types of another architecture")
    found = set()
    for core, threads in (("Nehalem", "1"), ("Haswell", "2"), ("Zen", "1")):
        more = {"OPENBLAS_CORETYPE": core, "OPENBLAS_NUM_THREADS": threads, "PYTHONHASHSEED": "7"}
        done = subprocess.run(
            [sys.executable, "-m", "tests.scoring.freeze_outcomes"],
            env={**os.environ, **more}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        found.add(done.stdout.strip())
    assert found == {sha256(weights.fit(outcomes(250), AUDIT)[1])}


def test_shares_are_given_where_later_decisions_bear_them_out():
    many = outcomes(12_000, truth={"must": 4, "title": 2})
    points = weights.learned(many)
    knots, told = calibrated(many, points, weights.learned, weights.score)
    assert told["calibration_error_bp"] <= 300
    assert 2 <= len(knots) <= 20
    model = Fitted(points, tuple(knots), "")
    shares = [model.share_selected(score) for score in range(0, 100_001, 500)]
    assert shares == sorted(shares)
    assert shares[0] < 3_000 < 7_000 < shares[-1]


def test_shares_are_not_given_for_few_outcomes_or_decisions_that_changed(frozen):
    model, body, _ = frozen
    assert model.calibration == ()
    assert model.share_selected(50_000) is None
    assert json.loads(body)["training"]["uncalibrated"] == "too_few_outcomes"
    before = outcomes(1_400, truth={"must": 4})
    after = [attrs.evolve(o, selected=False, at=o.at + 9_999) for o in outcomes(600, seed=4)]
    points = weights.learned(before)
    knots, told = calibrated([*before, *after], points, weights.learned, weights.score)
    assert knots == []
    assert told["uncalibrated"] == "off_on_later_decisions"


def scored(options):
    view = blind(document(text(CAREERS[0], person(1)).decode()))
    advert = CAREERS[0].advert
    from resume_pipeline.wire.vacancy import Vacancy

    vacancy = Vacancy.from_text(advert)
    return Score().run(Work(inputs=(view,), as_of=AS_OF, vacancy=vacancy, options=options))


def test_a_score_by_a_model_names_it_and_adds_up(frozen):
    model, body, _ = frozen
    card, plain = scored({"model": json.loads(body)}), scored({})
    assert card.ids["model"] == model.digest == sha256(body)
    assert "model" not in plain.ids
    assert card.ids["criteria"] != plain.ids["criteria"]
    assert {kind: card.weights[kind] for kind in KINDS} == model.points
    assert sum(part.points for part in card.contributions) == card.points
    assert card.bounds[0] == card.points


@pytest.mark.parametrize(
    "more",
    [
        {"schema": "resume_pipeline.score_model/2"},
        {"vocabulary": "1" * 64},
        {"points": dict.fromkeys(KINDS, 100)},
        {"points": {**dict.fromkeys(KINDS, 0), "must": 1001, "nice": -1}},
        {"points": {**dict.fromkeys(KINDS, 0), "must": 1000.0}},
        {"points": {"must": 1000}},
        {"calibration": [[0, 10], [0, 20]]},
        {"calibration": [[0, 20], [5, 10]]},
        {"calibration": [[0, True]]},
        {"calibration": [[0, 20_000]]},
        {"calibration": [0]},
        {"calibration": None},
        {"limits": "x" * 6_000},
        {"more": 1},
    ],
)
def test_a_model_of_another_shape_or_vocabulary_is_refused(frozen, more):
    with pytest.raises(InvalidRequestError):
        read_fitted(changed(frozen[1], **more))
    with pytest.raises(StageFailedError) as raised:
        scored({"model": changed(frozen[1], **more)})
    assert raised.value.code == "bad_option"


def test_other_options_are_refused():
    with pytest.raises(StageFailedError, match=r"Vacancy\.points"):
        scored({"weights": {}})


def test_a_score_by_a_model_loads_no_library_that_fits(frozen, tmp_path):
    (tmp_path / "model.json").write_bytes(frozen[1])
    code = (
        "import sys, json\n"
        "from tests.scoring.test_fitting import scored\n"
        f"scored({{'model': json.load(open({str(tmp_path / 'model.json')!r}))}})\n"
        "print(sorted({'sklearn', 'scipy', 'numpy'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
