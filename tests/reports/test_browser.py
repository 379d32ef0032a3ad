"""The pages in a real browser: quiet, alone, within reach of everybody, and true to the page."""

from __future__ import annotations

import re

import pypdfium2
import pytest

from resume_pipeline.engines.reading import read_resume
from resume_pipeline.reports.pictures import draw_pages
from resume_pipeline.reports.reading import Subject, reading_page
from resume_pipeline.sandbox import InlineBox

from .browser import WINDOWS, chromium, opened, size_of
from .conftest import SCRIPT

__all__ = ["chromium"]

BOX = InlineBox(allow_unsafe=True)
PDFS = ("01-one-column.pdf", "06-two-columns-italian.pdf", "07-analyst.pdf")
#: Laid out in another way where there is room; the others only are wider.
OTHERWISE = ("job",)
NAMES = ("job", "candidate", "text", "no-score", "hostile", "batch", "blind", "reading")


@pytest.fixture(scope="module")
def pages(acme, tmp_path_factory):
    """Files of pages by name: of every kind, and of what is hostile."""
    folder, reports = tmp_path_factory.mktemp("pages"), acme.tenant.reports
    made = {
        "job": reports.job(acme.corrected),
        "candidate": reports.candidate(acme.corrected),
        "text": reports.job(acme.jobs["08-vietnamese.txt"]),
        "no-score": reports.job(acme.jobs["scan.png"]),
        "hostile": reports.job(acme.jobs["hostile.pdf"]),
        "batch": reports.batch(acme.batch),
        "blind": reports.blind(acme.jobs["hostile.html"]).body.decode(),
        "reading": reading_of(acme.contents["01-one-column.pdf"]),
        **{name: reports.job(acme.jobs[name]) for name in PDFS},
    }
    files = {name: folder / f"{name}.html" for name in made}
    for name, source in made.items():
        files[name].write_text(source, encoding="utf-8")
    return files


def reading_of(content):
    reading = read_resume(content, box=BOX)
    return reading_page(
        Subject(
            name=SCRIPT,
            status=reading.status,
            document=reading.document,
            profile=reading.profile,
            pictures=draw_pages(content, box=BOX),
        )
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_quiet_asks_for_nothing_and_passes_axe(chromium, pages, name):
    with opened(chromium, pages[name]) as seen:
        for window in WINDOWS:
            seen.page.set_viewport_size(size_of(window))
            # Nobody has to scroll sideways to read.
            wide = seen.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= WINDOWS[window][0]
            if window == "phone" or name in OTHERWISE:
                assert violations(seen.page) == []
        assert seen.page.evaluate("window.taken") is None
        assert seen.complaints == []
        assert {url.partition(":")[0] for url in seen.requests} <= {"file", "data"}
        assert [url for url in seen.requests if url.startswith("file")] == [pages[name].as_uri()]


@pytest.mark.parametrize("name", ["candidate", "batch", "blind"])
def test_a_page_can_be_read_in_the_dark(chromium, pages, name):
    with opened(chromium, pages[name], "phone") as seen:
        light = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
        seen.page.emulate_media(color_scheme="dark")
        assert seen.page.evaluate("getComputedStyle(document.body).backgroundColor") != light
        assert violations(seen.page) == []


def test_a_quotation_runs_in_its_own_direction(chromium, pages, tmp_path):
    arabic = tmp_path / "arabic.html"
    source = pages["text"].read_text(encoding="utf-8")
    arabic.write_text(re.sub(r"<bdi>[^<]*<mark>", "<bdi>قاد <mark>", source), encoding="utf-8")
    asked = "getComputedStyle(document.querySelector('.words bdi:has(mark)')).direction"
    with opened(chromium, arabic) as seen:
        assert seen.page.evaluate(asked) == "rtl"


def violations(page):
    """Rules of axe that the page breaks, each with the first element that does."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found]


def test_axe_would_find_something(chromium, pages, tmp_path):
    worse = tmp_path / "worse.html"
    source = pages["job"].read_text(encoding="utf-8")
    worse.write_text(source.replace('<html lang="en">', "<html>"), encoding="utf-8")
    with opened(chromium, worse) as seen:
        assert "html-has-lang" in dict(violations(seen.page))


@pytest.mark.parametrize("name", ["hostile", "batch", "blind"])
def test_markup_of_a_resume_is_text_on_the_page(chromium, pages, name):
    with opened(chromium, pages[name]) as seen:
        page = seen.page
        assert page.locator("script, img, main b b").count() == 0
        assert "<script>window.taken = 1</script><img src=x onerror=" in page.inner_text("body")


def quoted(page):
    """Words that the page says are evidence, and where its browser drew the box of each.

    Boxes are in points from the top left corner of the resume's page, which comes first.
    """
    return page.evaluate(
        """() => [...document.querySelectorAll(".words")].flatMap((words) => {
            const link = words.querySelector(".number");
            const box = link && document.querySelector(link.hash + " rect");
            if (!box) return [];
            const svg = box.closest("svg");
            const all = svg.getBoundingClientRect(), one = box.getBoundingClientRect();
            const scale = svg.viewBox.baseVal.width / 100 / (all.width - 2);
            const number = [...document.querySelectorAll(".sheet svg")].indexOf(svg);
            const from = (value, start) => (value - start - 1) * scale;
            return [[number, words.querySelector("mark").textContent,
                from(one.left, all.left), from(one.top, all.top),
                from(one.right, all.left), from(one.bottom, all.top)]];
        })"""
    )


def places(content, number, words):
    """Where ``words`` are printed on a page, as another part of pdfium finds them."""
    document = pypdfium2.PdfDocument(content)
    page = document[number]
    height, text = page.get_height(), page.get_textpage()
    found, search = [], text.search(words, match_case=True)
    while hit := search.get_next():
        rects = [text.get_rect(n) for n in range(text.count_rects(*hit))]
        lefts, bottoms, rights, tops = zip(*rects, strict=True)
        found.append((min(lefts), height - max(tops), max(rights), height - min(bottoms)))
    document.close()
    return found


@pytest.mark.parametrize("name", PDFS)
def test_evidence_boxes_lie_on_the_words_that_they_claim(chromium, pages, acme, name):
    claims = []
    with opened(chromium, pages[name]) as seen:
        for window in WINDOWS:
            seen.page.set_viewport_size(size_of(window))
            claims += quoted(seen.page)
    assert len(claims) >= 10
    for number, words, left, top, right, bottom in claims:
        printed = places(acme.contents[name], number, words)
        assert any(
            abs(left - x1) < 3
            and abs(right - x2) < 3
            and top - 1 <= (y1 + y2) / 2 <= bottom + 1
            and bottom - top < 4 * (y2 - y1)
            for x1, y1, x2, y2 in printed
        ), (words, (left, top, right, bottom), printed)


def test_following_a_number_shows_its_box(chromium, pages):
    with opened(chromium, pages["01-one-column.pdf"], "phone") as seen:
        page = seen.page
        link = page.locator("a.number").first
        link.click()
        target = page.locator(link.get_attribute("href"))
        box = target.locator("rect").bounding_box()
        assert 0 <= box["y"] <= WINDOWS["phone"][1]
        assert page.evaluate("document.querySelector(':target').id") == target.get_attribute("id")


@pytest.mark.parametrize("name", ["01-one-column.pdf", "batch"])
def test_a_page_is_whole_on_paper(chromium, pages, name):
    with opened(chromium, pages[name]) as seen:
        shown = words_of(seen.page.inner_text("body"))
        paper = pypdfium2.PdfDocument(seen.page.pdf(format="A4"))
    printed = words_of("\n".join(page.get_textpage().get_text_bounded() for page in paper))
    missing = {word for word in shown if word not in printed}
    assert len(shown) > 100
    assert len(missing) <= len(shown) // 50, missing
    assert len(paper) >= 2
    paper.close()


def words_of(text):
    return set(re.findall(r"[\w.]{4,}", text))
