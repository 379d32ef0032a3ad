"""The report on a job: the sums it shows, what it marks, and what a candidate's copy leaves out."""

import asyncio
import re
from decimal import Decimal

import pytest

from resume_pipeline import AsyncPipeline
from resume_pipeline.errors import NotFoundError
from resume_pipeline.wire.payloads import ScoreCard, View
from tests.stages.documents import pdf_of
from tests.stages.test_layouts import FONT

from .conftest import HOSTILE, SCRIPT
from .pages import Page, can_be_found_around, keeps_its_policy

FIT, NURSE = "01-one-column.pdf", "05-nurse.html"


def page_of(acme, name):
    return Page(acme.tenant.reports.job(acme.jobs[name]))


def numbers(page, css):
    """The figures of all elements of this class."""
    found = [text for _, a, text in page.elements if css in a.get("class", "").split()]
    return [Decimal(re.search(r"[\d.]+", "".join(text))[0]) for text in found]


def listed(card):
    """The criteria whose items stand in rows of their own."""
    return [part for part in card.contributions if part.criterion != "relevance"]


@pytest.mark.parametrize("name", [FIT, NURSE, "08-vietnamese.txt", "scan.png", "short.txt"])
def test_a_page_needs_nothing_and_can_be_walked_by_keyboard(acme, name):
    for page in (page_of(acme, name), Page(acme.tenant.reports.candidate(acme.jobs[name]))):
        keeps_its_policy(page)
        can_be_found_around(page)


@pytest.mark.parametrize("name", [FIT, NURSE, "06-two-columns-italian.pdf"])
def test_items_and_criteria_add_up_to_the_score_as_they_are_printed(acme, name):
    page, card = page_of(acme, name), acme.tenant.artifact(acme.jobs[name], ScoreCard)
    rows = [text for a, text in page.all("p", **{"class": "points"})]
    criteria = [Decimal(re.search(r"[\d.]+", row)[0]) for row in rows]
    (total,) = numbers(page, "sum")
    assert sum(criteria) == total == Decimal(card.points) / 1000
    assert len(criteria) == len(card.contributions)
    for part, shown in zip(card.contributions, criteria, strict=True):
        assert sum(Decimal(item.points) for item in part.items) / 1000 == shown
    items = [text for a, text in page.all("span", **{"class": "points"})]
    told = [item.points for part in listed(card) for item in part.items]
    assert [Decimal(text) * 1000 for text in items] == told


def test_what_is_missing_unknown_and_would_change_it_is_told(acme):
    page, card = page_of(acme, NURSE), acme.tenant.artifact(acme.jobs[NURSE], ScoreCard)
    assert card.missing
    assert card.counterfactuals
    assert f"COBOL {SCRIPT}" in card.missing
    for label in (*card.missing, *card.unknown, *(one.label for one in card.counterfactuals)):
        assert label in page.text
    for one in card.counterfactuals:
        assert f"+{Decimal(one.delta) / 1000:.3f}" in page.text
    assert "indispensable was not found" in page.text


def test_every_piece_of_evidence_is_quoted_and_leads_to_its_mark(acme):
    for name in (FIT, "04-tabs-spanish.docx", "09-chinese.txt"):
        job, page = acme.jobs[name], page_of(acme, name)
        card, view = acme.tenant.artifact(job, ScoreCard), acme.tenant.artifact(job, View)
        quotes = [q for c in card.contributions for i in c.items for q in i.evidence]
        links = [a["href"] for a, _ in page.all("a", **{"class": "number"})]
        assert len(links) == len(quotes)
        assert set(links) <= {f"#{id_}" for id_ in page.ids}
        marked = {" ".join(text.split()) for _, text in page.all("mark")}
        for part in listed(card):
            for quote in (quote for item in part.items for quote in item.evidence):
                assert " ".join(view.text[quote.start : quote.end].split()) in marked


def test_versions_and_digests_are_told(acme):
    job, page = acme.jobs[FIT], page_of(acme, FIT)
    told = page.all("footer")[0][1]
    digests = {acme.tenant.file(job.files[0]).sha256, job.vacancy, job.manifest}
    digests |= {ref.payload_sha256 for ref in acme.tenant.artifacts(job)}
    digests |= set(acme.tenant.artifact(job, ScoreCard).ids.values())
    for words in (*digests, job.id, job.as_of, job.model_version, "pypdfium2", "score"):
        assert words in told
    assert "/jobs/" not in told  # storage keys are nobody's business


def test_what_people_corrected_and_decided_is_shown(acme):
    page = Page(acme.tenant.reports.job(acme.corrected))
    for words in ("/work/0/position", f"Architect {SCRIPT}", "user-7", f"seen by us {SCRIPT}"):
        assert words in page.text
    for words in ("overrides", "invited", "interview", f"a note {SCRIPT}"):
        assert words in page.text
    assert "by a person’s correction" in page.text


def test_a_candidates_copy_names_no_staff_and_nobody_else(acme):
    source = acme.tenant.reports.candidate(acme.corrected)
    page = Page(source)
    keeps_its_policy(page)
    assert "/work/0/position" in page.text
    assert f"Architect {SCRIPT}" in page.text
    for words in ("user-7", "seen by us", "invited", "interview", "a note", "opening-3"):
        assert words not in source
    others = [name for name in acme.contents if not name.startswith("01")]
    assert not [name for name in others if name in source]
    assert not [job.id for job in acme.jobs.values() if job.id in source]
    assert (
        Decimal(acme.tenant.artifact(acme.corrected, ScoreCard).points) / 1000
        == numbers(page, "sum")[0]
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [("scan.png", "reading them needs OCR"), ("short.txt", "Too little text is left")],
)
def test_without_a_score_the_page_says_why(acme, name, words):
    page = page_of(acme, name)
    assert "No score" in page.text
    assert words in page.text
    assert not page.all("a", **{"class": "number"})


@pytest.mark.parametrize("name", HOSTILE)
def test_a_resume_full_of_markup_is_shown_as_text(acme, name):
    for source in (acme.tenant.reports.job(acme.jobs[name]), acme.tenant.reports.batch(acme.batch)):
        page = Page(source)
        keeps_its_policy(page)
        assert not page.all("img")
        assert f"Backend Engineer {SCRIPT}" in page.text
        assert "clusters for <script>window.taken = 1</script>" in page.text
        assert "49" not in re.findall(r"\d+", page.all("h1")[0][1])


def test_what_nobody_sees_in_a_resume_is_shown_to_who_decides(acme):
    hidden = b"BT /F 12 Tf 1 1 1 rg 20 100 Td (Kubernetes) Tj 0 g 0 20 Td (Jane Quill) Tj ET"
    file = acme.tenant.upload(pdf_of([hidden], FONT), filename="hidden.pdf")
    with acme.running():
        job = acme.tenant.wait(acme.tenant.submit(file), timeout=60)
    page = Page(acme.tenant.reports.job(job))
    can_be_found_around(page)
    (told,) = [text for _, text in page.all("section", **{"aria-labelledby": "look"})]
    assert "There is text that nobody can see" in told
    assert "Unseen on page 1: Kubernetes" in told


def test_a_job_that_waits_says_what_it_waits_for(acme):
    file = acme.tenant.upload(b"Jo Doe\nSkills\nPython\n", filename="later.txt")
    job = acme.tenant.submit(file)
    page = Page(acme.tenant.reports.job(job))
    can_be_found_around(page)
    assert "The job has not ended" in page.text
    acme.tenant.cancel(job)
    assert "The job was cancelled" in Page(acme.tenant.reports.job(job)).text


def test_a_job_of_another_tenant_is_not_found(acme):
    other = acme.tenant.opened
    umbrella = type(acme.tenant)(opened=other, name="umbrella")
    for ask in (umbrella.reports.job, umbrella.reports.candidate, umbrella.reports.blind):
        with pytest.raises(NotFoundError):
            ask(acme.corrected.id)
    with pytest.raises(NotFoundError):
        umbrella.reports.batch(acme.batch.id)


def test_the_same_job_is_the_same_page(acme):
    assert acme.tenant.reports.job(acme.corrected) == acme.tenant.reports.job(acme.corrected)


def test_a_host_in_an_event_loop_gets_the_same(acme):
    async def asked():
        reports = AsyncPipeline(acme.pipeline).tenant("acme").reports
        job = acme.corrected
        return (
            await reports.job(job),
            await reports.candidate(job.id),
            await reports.batch(acme.batch),
            await reports.blind(job),
        )

    reports, job = acme.tenant.reports, acme.corrected
    told = (reports.job(job), reports.candidate(job), reports.batch(acme.batch), reports.blind(job))
    assert asyncio.run(asked()) == told
