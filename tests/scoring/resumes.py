"""One career, told of many people, in PDF, DOCX and text: the score may not tell them apart."""

from __future__ import annotations

import io
import textwrap
import zipfile
from dataclasses import dataclass

from tests.stages.documents import archive, make_demo

from .people import Person

#: Adverts ask for what names are made of, so that a name which leaks is seen.
ADVERT = """{title}

You will price new products with our sales team, defend each case before law and compliance, and
serve money services with grace under pressure. Power, cloud, rivers, records, faith in the team.
As a manager of your own field you bank on hope and art, and the black penny counts.

Requirements:
- {years}+ years of experience
- {skills}
- Bachelor's degree

Nice to have:
- {nice}
"""


@dataclass(frozen=True)
class Career:
    """What somebody has done, with places for mentions of who it was."""

    title: str
    before: str
    field: str
    skills: str
    nice: str
    did: tuple[tuple[str, str], ...]
    also: tuple[str, ...]

    @property
    def advert(self) -> str:
        return ADVERT.format(title=self.title, years=5, skills=self.skills, nice=self.nice)


CAREERS = (
    Career(
        "Backend Engineer",
        "Software Developer",
        "Computer Science",
        "Python, PostgreSQL, Docker and Kubernetes",
        "Kafka, Terraform",
        (
            ("led", "the move of the settlement ledger to PostgreSQL and Kafka events"),
            ("rewrote", "the pricing service in Python within a year"),
            ("reduced", "the time to answer of the public interface by two thirds"),
        ),
        (
            "Will work with any team that has a case to make",
            "Ran Docker and Kubernetes for eleven services of the money desk",
            "Taught grace under pressure to four new colleagues on call",
        ),
    ),
    Career(
        "Registered Nurse",
        "Staff Nurse",
        "Nursing",
        "Triage, Wound Care and Infection Control",
        "Palliative Care, IV Therapy",
        (
            ("managed", "the night shift of an acute ward with thirty beds"),
            ("trained", "sixty colleagues in triage and wound care"),
            ("introduced", "records of infection control that the law asks for"),
        ),
        (
            "Price of dressings fell by a tenth in the first year",
            "Case load of eleven patients, among them palliative care",
            "Hope and faith are no plan: wrote the ward's handbook for power cuts",
        ),
    ),
)


def rows(career: Career, who: Person) -> list[tuple[str, str]]:
    """The resume as (style, text): name, line, heading, title, point."""
    contact = [who.address, who.email, who.phone]
    facts = {
        "Date of birth": who.birth,
        "Nationality": who.nationality,
        "Marital status": who.marital,
        "Pronouns": who.pronouns,
    }
    first, second, third = (
        f"{who.said(how, verb)} {what}"
        for how, (verb, what) in zip(who.mentions, career.did, strict=True)
    )
    also = [("point", text) for text in career.also]
    return [
        ("name", who.name),
        ("line", " | ".join(filter(None, contact))),
        *(("line", f"{label}: {value}") for label, value in facts.items() if value),
        ("heading", "Summary"),
        ("line", f"{first}, and works for services that people can rely on."),
        ("heading", "Experience"),
        ("title", f"{career.title}, Harbour Lane Ltd"),
        ("line", "March 2019 - Present"),
        ("point", second),
        ("point", third),
        *also[:2],
        ("title", f"{career.before}, Rookery Trust"),
        ("line", "September 2016 - February 2019"),
        *also[2:],
        ("heading", "Education"),
        ("title", f"Bachelor of Science in {career.field}"),
        ("line", f"Leeds University, {who.graduated - 3} - {who.graduated}"),
        ("heading", "Skills"),
        ("line", career.skills.replace(" and", ",")),
        ("line", career.nice),
        ("heading", "Languages"),
        ("line", "English, German"),
        ("heading", "References"),
        ("line", f"Dr Jo Marsh, former manager of {who.name}, jo.marsh@example.com"),
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
