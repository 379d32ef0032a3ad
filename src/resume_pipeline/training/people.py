"""People who do not exist, and what there is to print of them."""

from __future__ import annotations

import functools
import json
import random
import re
import unicodedata
from importlib import resources
from typing import Any, Final

import attrs

#: A month: year and 1 to 12. None is the present.
Month = tuple[int, int]
_THIS_YEAR: Final = 2026
_UNSPACED: Final = ("zh",)


@attrs.frozen(kw_only=True)
class Job:
    """A position with a sentence on it, or none; ``last`` is None if it goes on."""

    title: str
    employer: str
    place: str
    first: Month
    last: Month | None
    story: str
    points: tuple[str, ...]


@attrs.frozen(kw_only=True)
class School:
    """What was studied, and where."""

    degree: str
    area: str
    name: str
    first: Month
    last: Month


@attrs.frozen(kw_only=True)
class Person:
    """Everything that a layout may print; texts are in ``language``."""

    language: str
    name: str
    label: str
    email: str
    phone: str
    street: str
    city: str
    country: str
    url: str
    network: str
    summary: str
    jobs: tuple[Job, ...]
    schools: tuple[School, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    spoken: tuple[tuple[str, str], ...]
    projects: tuple[tuple[str, str], ...]
    certificates: tuple[tuple[str, str, int], ...]
    volunteer: tuple[Job, ...]
    interests: tuple[str, ...]


@functools.cache
def words() -> dict[str, Any]:
    """The words that people and layouts are made of."""
    text = resources.files(__package__).joinpath("words.json").read_text(encoding="utf-8")
    value: dict[str, Any] = json.loads(text)
    return value


def languages() -> list[str]:
    """Every language that a resume may be written in."""
    return sorted(words()["languages"])


def person(draw: random.Random, language: str) -> Person:
    """Somebody whose resume is written in ``language``."""
    own = words()["languages"][language]
    name = _name(draw, language, own)
    jobs = _jobs(draw, language, own, draw.randint(1, 5))
    start = jobs[-1].first
    spoken = draw.sample(own["spoken"], min(len(own["spoken"]), draw.randint(1, 4)))
    return Person(
        language=language,
        name=name,
        label=jobs[0].title if draw.random() < 0.6 else draw.choice(own["titles"]),
        email=_email(draw, name),
        phone=_phone(draw, draw.choice(own["phone"])),
        street=draw.choice(own["street"]),
        city=draw.choice(own["city"]),
        country=draw.choice(own["country"]),
        url=f"https://{_slug(name)}.example.org",
        network=f"{draw.choice(('linkedin.com/in', 'github.com'))}/{_slug(name)}",
        summary=" ".join(draw.sample(own["summary"], draw.randint(1, len(own["summary"])))),
        jobs=jobs,
        schools=_schools(draw, language, own, start),
        groups=_groups(draw, own),
        spoken=tuple((one, draw.choice(own["levels"])) for one in spoken),
        projects=tuple((one, draw.choice(own["bullets"])) for one in _some(draw, "projects", 2)),
        certificates=tuple(
            (one, draw.choice(words()["issuers"]), draw.randint(2012, _THIS_YEAR - 1))
            for one in _some(draw, "certificates", 3)
        ),
        volunteer=_charity(draw, own),
        interests=tuple(_some(draw, "interests", 4)),
    )


def _some(draw: random.Random, kind: str, most: int) -> list[str]:
    return draw.sample(words()[kind], draw.randint(1, most))


def _name(draw: random.Random, language: str, own: dict[str, Any]) -> str:
    first, last = draw.choice(own["first"]), draw.choice(own["last"])
    if language in _UNSPACED:
        return f"{last}{first}"
    if language == "vi":
        return f"{last} {first}"
    middle = f"{draw.choice('ABCDEFGHJKLMRST')}. " if draw.random() < 0.1 else ""
    title = draw.choice(("Dr. ", "")) if draw.random() < 0.1 else ""
    return f"{title}{first} {middle}{last}"


def _slug(name: str) -> str:
    low = unicodedata.normalize("NFKD", name.lower().replace("ı", "i").replace("đ", "d"))
    ascii_only = low.replace("ł", "l").encode("ascii", "ignore").decode()
    return re.sub("[^a-z]+", "-", ascii_only).strip("-") or "xiaolin"


def _email(draw: random.Random, name: str) -> str:
    parts = _slug(name).split("-")
    local = draw.choice(
        (".".join(parts), f"{parts[0][0]}{parts[-1]}", f"{parts[-1]}{draw.randint(1, 99)}", "mail")
    )
    return f"{local}@{draw.choice(('example.com', 'example.org', 'post.example.net'))}"


def _phone(draw: random.Random, pattern: str) -> str:
    """``{3}`` stands for three digits."""

    def digits(match: re.Match[str]) -> str:
        return "".join(draw.choice("123456789") for _ in range(int(match[1])))

    return re.sub(r"\{(\d)\}", digits, pattern)


def _called(draw: random.Random, language: str, patterns: list[str]) -> str:
    stems = words().get(f"names_{language}") or words()["names"]
    return str(draw.choice(patterns)).format(draw.choice(stems))


def _jobs(draw: random.Random, language: str, own: dict[str, Any], count: int) -> tuple[Job, ...]:
    """Positions, the newest first; now and then a gap, or a promotion."""
    year, month = _THIS_YEAR - draw.randint(0, 3), draw.randint(1, 12)
    last: Month | None = None if draw.random() < 0.6 else (year, month)
    jobs: list[Job] = []
    for number in range(count):
        end = last or (_THIS_YEAR, 1)
        first = _before(end, draw.randint(7, 60))
        promoted = number > 0 and draw.random() < 0.1
        employer = jobs[-1].employer if promoted else _called(draw, language, own["employers"])
        jobs.append(
            Job(
                title=draw.choice(own["titles"]),
                employer=employer,
                place=draw.choice(own["city"]).split(",")[0],
                first=first,
                last=last,
                story=draw.choice(own["bullets"]) + "." if draw.random() < 0.3 else "",
                points=tuple(
                    map(_said, [draw] * 4, draw.sample(own["bullets"], draw.randint(0, 4)))
                ),
            )
        )
        last = _before(first, draw.choice((0, 1, 1, 1, 8)))
    return tuple(jobs)


def _said(draw: random.Random, text: str) -> str:
    """What was done, now and then with figures and in two parts."""
    if draw.random() < 0.3:
        text = f"{text}, {draw.randint(2, 99)} %"
    return f"{text}." if draw.random() < 0.3 else text


def _before(month: Month, months: int) -> Month:
    years, rest = divmod(month[0] * 12 + month[1] - 1 - months, 12)
    return years, rest + 1


def _schools(
    draw: random.Random, language: str, own: dict[str, Any], until: Month
) -> tuple[School, ...]:
    schools = []
    for _ in range(draw.choice((1, 1, 2, 2, 3))):
        last = (until[0] - draw.randint(0, 1), draw.choice((6, 7, 9)))
        first = (last[0] - draw.randint(1, 5), draw.choice((8, 9, 10)))
        schools.append(
            School(
                degree=draw.choice(own["degrees"]),
                area=draw.choice(own["areas"]),
                name=_called(draw, language, own["schools"]),
                first=first,
                last=last,
            )
        )
        until = first
    return tuple(schools)


def _groups(draw: random.Random, own: dict[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    fields = draw.sample([*words()["skills"], own["soft"]], draw.choice((1, 1, 2, 3)))
    labels = draw.sample(["Tools", "Methods", "Core", "Other"], len(fields))
    return tuple(
        (label, tuple(draw.sample(field, draw.randint(3, min(9, len(field))))))
        for label, field in zip(labels, fields, strict=True)
    )


def _charity(draw: random.Random, own: dict[str, Any]) -> tuple[Job, ...]:
    first = (_THIS_YEAR - draw.randint(2, 9), draw.randint(1, 12))
    return (
        Job(
            title=draw.choice(own["titles"]),
            employer=draw.choice(words()["charities"]).format(draw.choice(words()["names"])),
            place="",
            first=first,
            last=(first[0] + 1, draw.randint(1, 12)),
            story="",
            points=tuple(draw.sample(own["bullets"], 1)),
        ),
    )
