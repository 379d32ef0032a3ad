"""The report on a batch: order, bands, how firm they are, and those without a score."""

from decimal import Decimal

from resume_pipeline.model.batch import shifts
from resume_pipeline.reports import batch
from resume_pipeline.wire.payloads import ScoreCard
from resume_pipeline.wire.result import shown

from .conftest import SCRIPT
from .pages import Page, can_be_found_around, keeps_its_policy


def page_of(acme):
    return Page(acme.tenant.reports.batch(acme.batch))


def rows(page):
    """Rank, score and the words below, of each row of the order."""
    found = {
        css: ["".join(text) for _, a, text in page.elements if a.get("class") == css]
        for css in ("rank", "result", "why")
    }
    return list(zip(found["rank"], found["result"], found["why"], strict=True))


def test_a_page_needs_nothing_and_can_be_walked_by_keyboard(acme):
    page = page_of(acme)
    keeps_its_policy(page)
    can_be_found_around(page)


def test_the_order_is_the_rankings_with_ties_in_bands(acme):
    page, order = page_of(acme), acme.tenant.ranking(acme.batch)
    scored = [one for one in order if one.score is not None]
    assert [(rank, score) for rank, score, _ in rows(page)] == [
        (str(one.rank), str(shown(one.score))) for one in scored
    ]
    bands = [text for _, text in page.all("h3") if text.startswith("Band")]
    assert len(bands) == scored[-1].band
    for number, text in enumerate(bands, start=1):
        size = sum(one.band == number for one in scored)
        tied = f": {size} candidates, no order among them" if size > 1 else ""
        assert text == f"Band {number}{tied}"


def test_each_candidate_has_a_section_that_says_why(acme):
    page = page_of(acme)
    links = {a["href"] for a, _ in page.all("a")}
    for job in (job for job in acme.jobs.values() if f"#job-{job.id}" in links):
        ((_, text),) = page.all("article", id=f"job-{job.id}")
        card = acme.tenant.artifact(job, ScoreCard)
        for part in (part for part in card.contributions if part.weight):
            assert f"{Decimal(part.points) / 1000:.3f} of {Decimal(part.weight) / 1000:.3f}" in text
        for label in card.missing:
            assert label in text
    scored = [one for one in acme.tenant.ranking(acme.batch) if one.score is not None]
    assert len(scored) == len(page.all("article"))


def test_who_has_no_score_is_listed_with_the_reason_and_not_ranked(acme):
    page = page_of(acme)
    (listed,) = [text for a, text in page.all("section", **{"aria-labelledby": "without"})]
    assert "scan.png" in listed
    assert "reading them needs OCR" in listed
    assert "short.txt" in listed
    assert "Too little text" in listed
    (order,) = [text for a, text in page.all("section", **{"aria-labelledby": "order"})]
    assert "scan.png" not in order


def test_the_places_under_changed_weights_are_those_of_the_shifts(acme):
    order = acme.tenant.ranking(acme.batch)
    scored, found = [one for one in order if one.score is not None], shifts(order)
    for one, (_, _, why) in zip(scored, rows(page_of(acme)), strict=True):
        places = [one.rank, *(shift.places[one.job_id] for shift in found)]
        best, worst = min(places), max(places)
        span = f"place {best} whichever" if best == worst else f"place {best} to {worst} if"
        assert why.startswith(span)


def test_of_a_long_list_the_first_are_explained_and_all_are_ranked(acme, monkeypatch):
    monkeypatch.setattr(batch, "_EXPLAINED", 2)
    page = page_of(acme)
    can_be_found_around(page)
    assert len(page.all("article")) == 2
    scored = [one for one in acme.tenant.ranking(acme.batch) if one.score is not None]
    assert len(rows(page)) == len(scored)
    assert "Of the first 2." in page.text


def test_a_batch_that_runs_is_shown_as_it_stands(acme):
    files = [acme.tenant.upload(f"Jo {n}".encode(), filename=f"{n}.txt") for n in range(2)]
    running = acme.tenant.batch(files, ref="opening-4")
    page = Page(acme.tenant.reports.batch(running))
    can_be_found_around(page)
    assert "2 not ended yet" in page.text
    assert "Nobody has a score yet" in page.text


def test_endings_were_told_while_it_ran_and_agree_with_the_ranking(acme):
    final = {one.job_id: one.score for one in acme.tenant.ranking(acme.batch)}
    assert {p.standing.job_id: p.standing.score for p in acme.told} == final
    assert [p.seq for p in acme.told] == sorted(p.seq for p in acme.told)
    last = acme.told[-1]
    assert (last.ended, last.total) == (len(final), len(final))
    assert SCRIPT not in "".join(p.standing.ref for p in acme.told)
