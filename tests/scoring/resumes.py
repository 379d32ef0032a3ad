"""Careers, told of many people, in PDF, DOCX and text: the score may not tell them apart."""

from __future__ import annotations

import io
import textwrap
import zipfile

from tests.stages.documents import archive, make_demo

from .careers import CAREERS, MORE, Career
from .people import Person


def rows(career: Career, who: Person) -> list[tuple[str, str]]:
    """The resume as (style, text): name, line, heading, title, point."""
    printed = career.printed
    summary, experience, education, skills, languages, references = printed.headings
    contact = [who.address, who.email, who.phone]
    values = (who.birth, who.nationality, who.marital, who.pronouns)
    facts = zip(printed.labels, values, strict=True)
    first, second, third = (
        f"{who.said(how, verb, printed.says)}{printed.says.joins}{what}"
        for how, (verb, what) in zip(who.mentions, career.did, strict=True)
    )
    also = [("point", text) for text in career.also]
    return [
        ("name", who.name),
        ("line", " | ".join(filter(None, contact))),
        *(("line", f"{label}: {value}") for label, value in facts if value),
        ("heading", summary),
        ("line", f"{first}{printed.works}"),
        ("heading", experience),
        ("title", f"{career.title}{printed.firms[0]}"),
        ("line", printed.dates[0]),
        ("point", second),
        ("point", third),
        *also[:2],
        ("title", f"{career.before}{printed.firms[1]}"),
        ("line", printed.dates[1]),
        *also[2:],
        ("heading", education),
        ("title", printed.degree.format(field=career.field)),
        ("line", f"{printed.school}, {who.graduated - 3} - {who.graduated}"),
        ("heading", skills),
        ("line", career.skills.replace(" and", ",")),
        ("line", career.nice),
        ("heading", languages),
        ("line", printed.languages),
        ("heading", references),
        ("line", printed.reference.format(name=who.name)),
        ("line", f"{who.name}"),
    ]


def text(career: Career, who: Person) -> bytes:
    """Plain text, a blank line before each heading."""
    lines = [
        ("\n" if style == "heading" else "") + ("- " if style == "point" else "") + said
        for style, said in rows(career, who)
    ]
    return "\n".join(lines).encode()


def docx(career: Career, who: Person) -> bytes:
    """Word, with a photo in the file or without one."""
    made = make_demo()
    look = {"name": (18, True), "heading": (14, True), "title": (11, True)}
    body = "".join(
        made.paragraph(("• " if style == "point" else "") + said, *look.get(style, (10.5, False)))
        for style, said in rows(career, who)
    )
    whole = made.docx(body)
    if not who.photo:
        return whole
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    return archive({**parts, "word/media/image1.png": b"\x89PNG\r\n\x1a\n" + bytes(64)})


_WIDTH = 88


def pdf(career: Career, who: Person) -> bytes:
    """A page of text that wraps where it must, so that a long name moves the words after it."""
    made = make_demo()
    column = made.Column(50, 790)
    for style, said in rows(career, who):
        if style == "heading":
            column.heading(said)
            continue
        size = 18 if style == "name" else 10
        bullet = "• " if style == "point" else ""
        for line in textwrap.wrap(bullet + said, _WIDTH, subsequent_indent="  " if bullet else ""):
            column.line(line.strip(), size, bold=style in ("name", "title"))
    page = made.pdf(column.texts)
    return _with_photo(page) if who.photo else page


def _with_photo(page: bytes) -> bytes:
    """The page with a grey square in its corner, as an image of its own."""
    picture = b"\nq 60 0 0 60 480 740 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q\n"
    head, _, rest = page.partition(b"stream\n")
    content, _, tail = rest.partition(b"\nendstream")
    made = make_demo()
    bodies = [part.partition(b" obj\n")[2] for part in (head + rest).split(b"\nendobj\n")[:-1]]
    length = len(content) + len(picture)
    bodies[3] = b"<< /Length %d >>\nstream\n%s%s\nendstream" % (length, content, picture)
    assert tail
    return made._assembled(bodies)


FORMATS = {"txt": text, "docx": docx, "pdf": pdf}
__all__ = ["CAREERS", "FORMATS", "MORE", "Career", "docx", "pdf", "rows", "text"]
