"""A batch's order: what is close is no order, and how much of it rests on the weights."""

from resume_pipeline.model.batch import Standing, ranked, shifts, stability


def standing(job, score, values=()):
    return Standing(
        rank=None, job_id=job, ref=None, state="succeeded", score=score, values=dict(values)
    )


def test_scores_within_two_points_of_the_best_of_a_band_share_it():
    order = ranked(
        [
            standing(job, score)
            for job, score in zip("abcdef", (90, 88, 87, 70, 69, 67), strict=True)
        ]
    )
    assert {s.band for s in order} == {1}
    points = (90_000, 88_000, 87_999, 86_100, 70_000, None)
    order = ranked([standing(job, score) for job, score in zip("abcdef", points, strict=True)])
    assert [s.band for s in order] == [1, 1, 2, 2, 3, None]
    assert [s.rank for s in order] == [1, 2, 3, 4, 5, None]


def test_equal_scores_share_rank_and_band():
    order = ranked([standing("b", 5_000), standing("a", 5_000), standing("c", 100)])
    assert [(s.job_id, s.rank, s.band) for s in order] == [("a", 1, 1), ("b", 1, 1), ("c", 3, 2)]


def test_an_order_that_weights_cannot_change_is_stable():
    best = [
        standing(f"{n:02}", 0, {"must": (20, 9_000 - n), "title": (15, 9_000 - n)})
        for n in range(30)
    ]
    assert stability(best) == 10_000


def test_an_order_that_hangs_on_the_weights_is_not():
    skilled = [
        standing(f"a{n:02}", 0, {"must": (20, 5_050), "title": (20, 4_950)}) for n in range(10)
    ]
    titled = [
        standing(f"b{n:02}", 0, {"must": (20, 4_951), "title": (20, 5_050)}) for n in range(10)
    ]
    assert stability([*skilled, *titled]) == 5_000


def test_nothing_scored_has_no_stability():
    assert stability([standing("a", None)]) is None
    assert stability([]) is None


def test_each_shift_says_who_would_stand_where():
    found = shifts(
        [
            standing("a", 5_000, {"must": (20, 5_000), "title": (20, 5_000)}),
            standing("b", 5_050, {"must": (20, 6_000), "title": (20, 4_100)}),
            standing("c", None),
        ]
    )
    places = {(s.kind, s.percent): dict(s.places) for s in found}
    assert places == {
        ("must", 80): {"a": 1, "b": 2},
        ("must", 120): {"b": 1, "a": 2},
        ("title", 80): {"b": 1, "a": 2},
        ("title", 120): {"a": 1, "b": 2},
    }
    assert {(s.kept, s.best) for s in found} == {(2, 2)}


def test_equals_share_a_place_under_every_shift():
    equal = {"must": (20, 5_000), "title": (20, 5_000)}
    found = shifts([standing(job, 5_000, equal) for job in "abc"])
    assert all(set(s.places.values()) == {1} for s in found)
