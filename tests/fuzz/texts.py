"""Texts that a parser is tried on: what Hypothesis draws, and long ones made to keep it busy."""

from __future__ import annotations

from itertools import cycle, islice

from hypothesis import strategies as st

from resume_pipeline.stages.extract.reading import clean
from resume_pipeline.wire.payloads import Document, Line, Page, ReadingStatus

#: What resumes are made of, in many languages, and what rules look for.
WORDS = (
    *("Experience", "Work Experience", "Berufserfahrung", "Éducation", "EDUCATION", "Skills"),
    *("Kenntnisse", "Languages", "Sprachen", "Summary", "Profil", "Projects", "Certificates"),
    *(
        "Volunteering",
        "Contact",
        "工作经历",
        "教育背景",
        "技能",
        "الخبرة",
        "التعليم",
        "Kinh nghiệm",
    ),
    *("Jane Quill", "JANE QUILL", "李明", "ناجح", "Trần Thị Mai", "van der Berg", "O'Neill"),
    *(
        "Software Engineer",
        "Senior Nurse",
        "Acme GmbH",
        "Ltd.",
        "University of Saltcombe",
        "株式会社",
    ),
    *("B.Sc. Computer Science", "Master", "PhD", "Diplom", "MBA", "Python", "C", "R", "C++", "SQL"),
    *("jane@example.com", "a@b.c", "@", "www.example.org", "https://example.com/a?b=c", "linkedin"),
    *("+49 30 901820", "(201) 555-0123", "0912 374 753", "00", "+", "12345678901234567890"),
    *(
        "2019",
        "2019 - 2021",
        "Jan 2020 – Present",
        "03/2021 - heute",
        "2019-13-45",
        "20XX",
        "Present",
    ),
    *("June 2019", "2020年3月", "١٢/٢٠٢٠", "31.02.2020", "Summer 2018", "99/9999", "1.1.1"),
    *(
        "English (native)",
        "Deutsch - C1",
        "B2",
        "Saltcombe, UK",
        "10115 Berlin",
        "Austin, TX",
        "NG",
    ),
    *(
        "-",
        "•",
        "–",
        "|",
        ",",
        ":",
        ";",
        "/",
        "(",
        ")",
        "[",
        "]",
        "·",
        "\t",
        "  ",
        "at",
        "bei",
        "@ ",
    ),
    *("e\u0301", "\u200f", "\ufb01", "\u0600", "🙂", "\ud7ff", "ſ", "İ", "ß", "\u0130stanbul", "ﷺ"),
)


def rows():
    """One line's text, clean as a reader leaves it."""
    word = st.sampled_from(WORDS) | st.text(max_size=12)
    joined = st.lists(word, min_size=1, max_size=8).map(" ".join)
    return joined.map(lambda text: clean(text.replace("\n", " "))).filter(bool)


def boxes():
    corner = st.integers(0, 60_000)
    size = st.integers(0, 30_000)
    return st.builds(
        lambda x, y, w, h: (x, y, x + w, y + h), corner, corner, size, st.integers(0, 3_000)
    )


@st.composite
def documents(draw):
    """Documents with and without pages, as any reader could hand them to parse."""
    texts = draw(st.lists(rows(), min_size=1, max_size=40))
    has_pages = draw(st.booleans())
    lines, at, page = [], 0, 0
    for text in texts:
        page += draw(st.integers(0, 9)) == 9
        box = draw(st.none() | boxes()) if has_pages else None
        size = draw(st.sampled_from((0, 800, 1000, 1000, 1000, 1400, 2400)))
        end = at + len(text)
        lines.append(
            Line(start=at, end=end, page=page, box=box, size=size, bold=draw(st.booleans()))
        )
        at = end + 1
    return document("\n".join(texts), lines, page + 1 if has_pages else 0)


def document(text, lines=None, pages=0):
    """A document of ``text``; its lines are the text's, unless they are given."""
    if lines is None:
        lines, at = [], 0
        for row in text.split("\n"):
            lines.append(Line(start=at, end=at + len(row), size=1000))
            at += len(row) + 1
    return Document(
        file_sha256="0" * 64,
        media_type="text/plain",
        status=ReadingStatus.OK,
        engine="text",
        text=text,
        lines=tuple(lines),
        pages=tuple(Page(width=60_000, height=80_000) for _ in range(pages)),
    )


#: By name, what is repeated: a rule that looks at pairs of these, or runs back, takes long.
REPEATED = {
    "one letter": "a",
    "capitals": "A",
    "digits": "7",
    "spaced digits": "1 ",
    "dashes": "-",
    "long dashes": "– ",
    "bullets": "• ",
    "nested bullets": "\t• ",
    "dots": ".",
    "brackets": "(",
    "closed brackets": "()",
    "slashes": "/",
    "commas": ",",
    "words": "word ",
    "long words": "Donaudampfschifffahrtsgesellschaft" * 8 + " ",
    "years": "2019 ",
    "dates": "Jan 2019 - Feb 2020, ",
    "half dates": "01/20",
    "open ranges": "2019 - ",
    "e-mails": "jane@example.com ",
    "at signs": "a@",
    "domains": "a.b.",
    "links": "https://example.com/a ",
    "half links": "http://",
    "phones": "+49 30 901820 ",
    "headings": "Experience Education ",
    "heading and tab": "Skills\t",
    "labels": "Skills: ",
    "languages": "English, ",
    "levels": "English (C1) ",
    "degrees": "B.Sc. Master of Science in ",
    "employers": "Acme GmbH at ",
    "places": "Austin, TX, ",
    "Arabic": "خبرة ",
    "Arabic digits": "٢٠١٩ ",
    "Chinese": "工作经历",
    "Chinese dates": "2019年3月",
    "marks": "e\u0301\u0323",
    "only marks": "\u0301",
    "emoji": "🙂",
    "case that grows": "İ",
    "names": "Jane Quill ",
    "initials": "J. ",
}


def shapes(unit, size):
    """``size`` characters of ``unit``: as one line, as long lines, as short ones, a unit a line."""
    whole = (unit * (size // len(unit) + 1))[:size]
    yield "one line", whole
    yield "long lines", cut(whole, 250)
    yield "short lines", cut(whole, 25)
    rows = islice(cycle((unit.strip() or unit, f"{unit}x")), max(1, size // (len(unit) + 2)))
    yield "a unit a line", "\n".join(rows)


def cut(text, width):
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))
