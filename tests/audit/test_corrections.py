"""A person's word stands in the place of what was read, is named as such, and is never lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resume_pipeline.engines.inline import drain
from resume_pipeline.errors import InvalidRequestError, NotFoundError
from resume_pipeline.model.ids import uuid7
from resume_pipeline.model.job import JobState
from resume_pipeline.model.keys import correction_key
from resume_pipeline.wire.correction import Correction, corrected
from resume_pipeline.wire.json_resume import DATE, MISSING, SHAPE, check, value_at
from resume_pipeline.wire.payloads import Evidence, Profile, Span, View
from resume_pipeline.wire.result import Explanations
from tests.stages.documents import demo, extract, make_demo, parse


def items(result, criterion):
    found = next(c for c in result.scorecard.contributions if c.criterion == criterion)
    return {item.label: item for item in found.items}


def test_later_jobs_heed_it_and_say_whose_word_it_is(desk, file, job) -> None:
    made = desk.acme.correct(file, "/work/0/position", "Accountant", reason="misread")
    assert desk.acme.result(job).profile.resume["work"][0]["position"] == "Clerk"
    profile = desk.acme.result(desk.run(file)).profile
    assert profile.resume["work"][0]["position"] == "Accountant"
    (mark,) = profile.corrected
    assert (mark.path, mark.correction) == ("/work/0/position", made.digest)
    assert (mark.actor, mark.at, mark.reason) == ("user-7", made.at, "misread")
    assert [span.end - span.start for span in mark.printed] == [len("Clerk")]
    assert "/work/0/position" not in {entry.path for entry in profile.evidence}


def test_a_score_rests_on_it_and_names_it(desk, file, job) -> None:
    before = desk.acme.result(job)
    assert items(before, "must")["Kubernetes"].status == "not_found"
    made = desk.acme.correct(file, "/skills/-", {"name": "Kubernetes"}, reason="a second page")
    after = desk.run(file)
    result = desk.acme.result(after)
    (quote,) = items(result, "must")["Kubernetes"].evidence
    assert quote.correction == made.digest
    assert result.scorecard.points > before.scorecard.points
    view = desk.acme.artifact(after, View)
    assert view.text[quote.start : quote.end] == "Kubernetes"
    refs = {ref.stage: ref for ref in desk.acme.artifacts(after)}
    explained = Explanations.from_bytes(desk.pipeline.opened.storage.get(refs["explanations"].key))
    assert [mark.correction for mark in explained.corrected] == [made.digest]


def test_what_is_taken_away_does_not_count(desk, file, job) -> None:
    assert items(desk.acme.result(job), "must")["Fortran"].status == "met"
    desk.acme.correct(file, "/skills/1", None, reason="it is the name of a rock band")
    after = desk.run(file)
    result = desk.acme.result(after)
    assert [skill["name"] for skill in result.profile.resume["skills"]] == ["Python", "Excel"]
    assert items(result, "must")["Fortran"].status == "not_found"
    (gone,) = [r for r in desk.acme.artifact(after, View).redactions if r.kind == "corrected"]
    assert gone.end - gone.start == len("Fortran")
    skills = [e for e in result.profile.evidence if e.path.startswith("/skills/")]
    assert [(e.path, e.raw) for e in skills] == [
        ("/skills/0/name", "Python"),
        ("/skills/1/name", "Excel"),
    ]


def test_the_later_of_two_at_once_is_told_that_the_entry_moved(desk, file, job) -> None:
    seen = desk.acme.result(job).profile
    late = correction(seen, "/skills/1/name", "Fortran 90")
    desk.acme.correct(file, "/skills/0", None, reason="never used")
    stored = late.model_copy(update={"id": uuid7(late.at + 2**42), "file": file.id})
    desk.acme._keep(stored)
    after = desk.run(file)
    profile = desk.acme.result(after).profile
    assert [skill["name"] for skill in profile.resume["skills"]] == ["Fortran", "Excel"]
    assert [(c.correction, c.why) for c in profile.conflicts] == [(stored.digest, "changed")]
    refs = {ref.stage: ref for ref in desk.acme.artifacts(after)}
    body = desk.pipeline.opened.storage.get(refs["explanations"].key)
    assert Explanations.from_bytes(body).conflicts == profile.conflicts


def test_a_value_in_a_corrected_entry_stands_in_the_view_once(desk, file, job) -> None:
    entry = {"name": "Initech", "position": "Chef", "startDate": "2019", "endDate": "2020"}
    desk.acme.correct(file, "/work/0", entry, reason="another resume was scanned with it")
    last = desk.acme.correct(file, "/work/0/position", "Accountant", reason="misheard")
    view = desk.acme.artifact(desk.run(file), View)
    assert "Chef" not in view.text
    assert "Acme Ltd" not in view.text
    assert view.text.count("Accountant") == 1
    places = {one.correction: view.text[one.start : one.end] for one in view.added}
    assert places[last.digest] == "Accountant"
    facts = {fact.path: fact.text for fact in view.facts if fact.path.startswith("/work/0/")}
    assert facts == {f"/work/0/{name}": text for name, text in entry.items()} | {
        "/work/0/position": "Accountant"
    }


def test_without_a_correction_no_byte_changes(desk, file, job) -> None:
    profile = desk.acme.artifact(job, Profile).to_json()
    assert not {"corrected", "conflicts"} & profile.keys()
    assert "added" not in desk.acme.artifact(job, View).to_json()


def test_the_same_corrections_give_the_same_bytes_and_verify_holds(desk, file, job) -> None:
    made = desk.acme.correct(file, "/work/0/startDate", "2017-02", reason="as on the original")
    first, second = desk.run(file), desk.run(file)
    digests = [
        [ref.payload_sha256 for ref in desk.acme.artifacts(j) if ref.stage in ("parse", "score")]
        for j in (first, second)
    ]
    assert digests[0] == digests[1]
    assert [spec.corrections for spec in first.stages if spec.name == "parse"] == [(made.digest,)]
    assert desk.acme.verify(first).holds
    desk.acme.correct(file, "/work/0/startDate", "2016", reason="no, on that")
    assert desk.acme.verify(first).holds


def test_verify_tells_when_a_stored_correction_is_not_what_it_was(desk, file, job) -> None:
    made = desk.acme.correct(file, "/basics/name", "Ada Lovelace", reason="spelling")
    after = desk.run(file)
    key = correction_key("acme", file.id, made.digest)
    desk.pipeline.opened.storage.delete([key])
    desk.pipeline.opened.storage.put_all({key: made.to_bytes().replace(b"Lovelace", b"Loveless")})
    verification = desk.acme.verify(after)
    assert not verification.holds
    assert "correction_gone" in " ".join(verification.lines())


def test_the_last_word_holds_and_a_rerun_takes_up_what_came_since(desk, file, job) -> None:
    for name in ("Clark", "Head clerk"):
        desk.acme.correct(file, "/work/0/position", name, reason="misread")
    again = desk.acme.rerun(job.id)
    drain(desk.pipeline, desk.worker)
    profile = desk.acme.result(again.id).profile
    assert profile.resume["work"][0]["position"] == "Head clerk"
    desk.acme.correct(file, "/work/0/position", "Clerk", reason="it was right")
    third = desk.acme.rerun(again.id)
    drain(desk.pipeline, desk.worker)
    profile = desk.acme.result(third.id).profile
    assert profile.resume["work"][0]["position"] == "Clerk"
    assert profile.conflicts is None
    assert [c.value for c in desk.acme.corrections(file)] == ["Clark", "Head clerk", "Clerk"]


def test_an_idempotent_request_is_the_same_whatever_was_corrected_meanwhile(desk, file, job):
    first = desk.acme.submit(file, idempotency_key="k")
    desk.acme.correct(file, "/basics/name", "Ada E. Example", reason="spelling")
    assert desk.acme.submit(file, idempotency_key="k").id == first.id


def test_other_files_and_other_tenants_are_not_touched(desk, file, job) -> None:
    desk.acme.correct(file, "/basics/name", "Somebody Else", reason="a test")
    other = desk.acme.upload(b"Bob Other\nbob@example.org\n\nSkills\nSQL\n")
    parsed = desk.run(other, plan="profile", vacancy=None)
    assert desk.acme.result(parsed).profile.corrected is None
    stranger = desk.pipeline.tenant("umbrella", actor="user-1")
    with pytest.raises(NotFoundError):
        stranger.correct(file.id, "/basics/name", "Mallory", reason="a try")
    with pytest.raises(NotFoundError):
        stranger.corrections(file.id)


def test_a_corrected_name_is_kept_from_the_score(desk, job) -> None:
    text = (desk.acme.download(job.files[0])).read().replace(b"Ada Example", b"Resume")
    text += b"\nGrace Hopper wrote this. References of Grace Hopper on request.\n"
    file = desk.acme.upload(text)
    desk.run(file)
    desk.acme.correct(file, "/basics/name", "Grace Hopper", reason="it is at the end")
    after = desk.run(file)
    view = desk.acme.artifact(after, View)
    assert "Grace Hopper" not in view.text
    assert view.added is None


def test_a_correction_moves_no_score_by_who_somebody_is(desk, file, job) -> None:
    scores = []
    for name in ("Ada Example", "Oluwaseun Adebayo-Williams", "Li"):
        desk.acme.correct(file, "/basics/name", name, reason="a test")
        scores.append(desk.acme.result(desk.run(file)).scorecard.to_bytes())
    assert scores[0] == scores[1] == scores[2]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("work/0", "x", "JSON pointer"),
        ("/work/~2", "x", "JSON pointer"),
        ("/wrok/0/position", "x", "there are awards, basics"),
        ("/work/0/salary", "x", "no such field"),
        ("/work/first/position", "x", "has a number"),
        ("/work/-/position", "x", "has a number"),
        ("/work/0/position/0", "x", "single value"),
        ("/work/7/position", "x", "no such entry"),
        ("/work/0/startDate", "soon", "a date must stand there"),
        ("/work/0/startDate", "2020-13", "a date must stand there"),
        ("/work/0/position", 3, "a text must stand there"),
        ("/work/0/position", " ", "a text must stand there"),
        ("/work/0/position", "a\x00b", "a text must stand there"),
        ("/work/0/highlights", [], "a list of 1"),
        ("/work/0/highlights", "x", "a list of 1"),
        ("/skills/-", "Python", "an object must stand there"),
        ("/skills/-", {"nmae": "Python"}, "an object must stand there"),
        ("/basics/phone", None, "taken away"),
    ],
)
def test_what_no_profile_may_have_is_refused_in_words(path, value, said) -> None:
    with pytest.raises(InvalidRequestError, match=said):
        correction(profile_of(WORK), path, value)


def test_what_is_refused_leaves_nothing_behind(desk, file, job) -> None:
    with pytest.raises(InvalidRequestError):
        desk.acme.correct(file, "/work/7/position", "Clerk", reason="a try")
    assert desk.acme.corrections(file) == []


def test_who_and_why_and_a_reading_are_needed(desk, file) -> None:
    with pytest.raises(InvalidRequestError, match="no job has read this file"):
        desk.acme.correct(file, "/basics/name", "Ada", reason="x")
    desk.run(file)
    with pytest.raises(InvalidRequestError, match="needs a reason"):
        desk.acme.correct(file, "/basics/name", "Ada", reason=" ")
    with pytest.raises(InvalidRequestError, match="an actor"):
        desk.pipeline.tenant("acme").correct(file, "/basics/name", "Ada", reason="x")


def profile_of(resume) -> Profile:
    span = Span(file_sha256="a" * 64, start=0, end=1)
    paths = [f"/skills/{n}/name" for n in range(len(resume.get("skills", ())))]
    evidence = [Evidence(path=path, raw="x", span=span, rule="skill") for path in paths]
    return Profile(resume=resume, evidence=tuple(evidence))


def correction(profile: Profile, path: str, value) -> Correction:
    said = {"id": "i", "file": "f", "file_sha256": "a" * 64, "actor": "u", "reason": "r", "at": 1}
    return Correction.against(profile, path, value, **said)


WORK = {"work": [{"name": "Acme", "position": "Clerk"}, {"name": "Umbrella"}]}


@pytest.mark.parametrize(
    ("path", "value", "reread", "why"),
    [
        (
            "/work/1/position",
            "Chef",
            {"work": [{"name": "Acme", "position": "Clerk"}]},
            "path_gone",
        ),
        ("/work/1/position", "Chef", {}, "path_gone"),
        ("/work/1/name", None, {"work": [{"name": "Acme"}, {"position": "Chef"}]}, "path_gone"),
        ("/work/0/position", "Chef", {"work": WORK["work"][::-1]}, "changed"),
        ("/work/0/endDate", "2020", {"work": WORK["work"][::-1]}, "changed"),
        ("/work/0", {"name": "Initech"}, {"work": WORK["work"][::-1]}, "changed"),
    ],
)
def test_a_reading_in_which_the_entry_is_gone_or_another_reports_a_conflict(
    path, value, reread, why
) -> None:
    made = correction(profile_of(WORK), path, value)
    profile = corrected(profile_of(reread), [made])
    assert profile.resume == reread
    assert profile.corrected is None
    assert [(c.path, c.correction, c.why) for c in profile.conflicts] == [(path, made.digest, why)]


@pytest.mark.parametrize(
    ("path", "value", "reread"),
    [
        ("/basics/email", "a@b.example", {}),
        ("/basics/location/city", "Berlin", {"basics": {"email": "c@d.example"}}),
        ("/work/0/endDate", "2020", {**WORK, "skills": [{"name": "SQL"}]}),
        ("/work/0/position", "Chef", {"work": [{"name": "Acme", "position": "Chef"}]}),
        ("/work/-", {"name": "Initech"}, {"work": []}),
    ],
)
def test_a_new_reading_keeps_it_where_it_still_belongs(path, value, reread) -> None:
    made = correction(profile_of(WORK), path, value)
    profile = corrected(profile_of(reread), [made])
    assert profile.conflicts is None
    assert value in json.loads(json.dumps(_values(profile.resume)))


def _values(tree):
    parts = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return [tree, *(value for part in parts for value in _values(part))]


def test_paths_follow_when_an_entry_is_taken_away() -> None:
    profile = profile_of({"skills": [{"name": name} for name in "abcd"]})
    for path, value in (("/skills/3/name", "D"), ("/skills/1", None), ("/skills/-", {"name": "e"})):
        profile = corrected(profile, [correction(profile, path, value)])
    assert [skill["name"] for skill in profile.resume["skills"]] == ["a", "c", "D", "e"]
    assert [entry.path for entry in profile.evidence] == ["/skills/0/name", "/skills/1/name"]
    assert [(mark.path, mark.is_removed) for mark in profile.corrected] == [
        ("/skills/2/name", False),
        ("/skills/1", True),
        ("/skills/3", False),
    ]


def test_whatever_is_read_has_the_shape_that_corrections_are_held_against() -> None:
    for name in make_demo().files():
        if name.startswith("resumes/"):
            resume = parse(extract(demo(name))).resume
            for section, value in resume.items():
                if value:
                    check(value, SHAPE[section])


def test_a_job_that_failed_has_nothing_to_correct(desk) -> None:
    file = desk.acme.upload(b"\x89PNG\r\n\x1a\n" + bytes(20))
    assert desk.run(file).state is JobState.FAILED
    with pytest.raises(InvalidRequestError, match="no job has read"):
        desk.acme.correct(file, "/basics/name", "Ada", reason="x")


def values_for(shape) -> st.SearchStrategy:
    """Values that may stand where ``shape`` does."""
    if isinstance(shape, dict):
        parts = {name: values_for(part) for name, part in shape.items()}
        return st.fixed_dictionaries({}, optional=parts).filter(bool)
    if isinstance(shape, list):
        return st.lists(values_for(shape[0]), min_size=1, max_size=3)
    return st.sampled_from(["2020", "2020-05", "2021-12-31"] if shape == DATE else ["a", "b", "c"])


SMALL = {name: SHAPE[name] for name in ("basics", "work", "skills")}
RESUMES = st.fixed_dictionaries({}, optional={k: values_for(v) for k, v in SMALL.items()})


@st.composite
def changes(draw, resume):
    """A path into ``resume`` and what to put there."""
    name = draw(st.sampled_from(sorted(SMALL)))
    path, shape, tree = f"/{name}", SMALL[name], resume.get(name)
    while draw(st.booleans()) or isinstance(shape, list):
        if isinstance(shape, list):
            known = list(range(len(tree or ())))
            step = draw(st.sampled_from([*known, "-"]))
            path, shape = f"{path}/{step}", shape[0]
            if step == "-":
                break
            tree = tree[step]
        elif isinstance(shape, dict):
            step = draw(st.sampled_from(sorted(shape)))
            path, shape, tree = f"{path}/{step}", shape[step], (tree or {}).get(step)
        else:
            break
    return path, draw(values_for(shape))


def leaves_of(tree, path=""):
    if isinstance(tree, str):
        yield path
        return
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for name, part in pairs:
        yield from leaves_of(part, f"{path}/{name}")


def evident(resume) -> Profile:
    """A profile with evidence for every leaf."""
    span = Span(file_sha256="a" * 64, start=0, end=1)
    return Profile(
        resume=resume,
        evidence=tuple(
            Evidence(path=path, raw="x", span=span, rule="r") for path in leaves_of(resume)
        ),
    )


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_is_corrected_holds_and_every_value_has_its_ground(data) -> None:
    resume, reread = data.draw(RESUMES), data.draw(RESUMES)
    profile, made = evident(resume), []
    for _ in range(data.draw(st.integers(1, 3))):
        path, value = data.draw(changes(profile.resume))
        steps = path.split("/")[1:]
        if value_at(profile.resume, steps) is not MISSING and data.draw(st.booleans()):
            value = None
        made.append(correction(profile, path, value))
        profile = corrected(profile, made[-1:])
        assert profile.conflicts is None
        if value is not None:
            assert value_at(profile.resume, profile.corrected[-1].path.split("/")[1:]) == value
    for of, whole in ((profile, True), (corrected(evident(reread), made), False)):
        grounds = {entry.path for entry in of.evidence}
        marks = [mark.path for mark in of.corrected or () if not mark.is_removed]
        for path in leaves_of(of.resume):
            assert path in grounds or any(f"{path}/".startswith(f"{mark}/") for mark in marks)
        assert grounds <= set(leaves_of(of.resume))
        kept = len(of.corrected or ()) + len(of.conflicts or ())
        assert kept <= len(made)
        assert not (whole and of.conflicts)
    assert corrected(evident(resume), made) == profile
