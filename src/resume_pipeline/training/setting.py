"""A person's resume as rows, as a layout sets them, and the truth of what is printed there."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final

import attrs

from resume_pipeline.training.layouts import Layout
from resume_pipeline.training.people import Job, Month, Person, School, words

_JOINS: Final = {"title,employer": ", ", "title-employer": " - ", "title@employer": " @ "}
RAIL: Final = 110  #: points that a narrow column before the text takes
_NAMES: Final = {"work": "name", "volunteer": "organization"}


@attrs.frozen(kw_only=True)
class Row:
    """A row of text.

    Attributes:
        text: at the left.
        right: at the right margin.
        rail: in a narrow column before it.
        size: percent of the body's.
        is_bold, is_heading: how it is set.
        indent: points.
        gap: points above it.
    """

    text: str
    right: str = ""
    rail: str = ""
    size: int = 100
    is_bold: bool = False
    is_heading: bool = False
    indent: int = 0
    gap: int = 0


@attrs.frozen
class Sheet:
    """What is printed: above, in the main column, and in the side column if there is one."""

    head: list[Row]
    main: list[Row]
    side: list[Row]


def printed(person: Person, layout: Layout, draw: random.Random) -> tuple[Sheet, dict[str, Any]]:
    """The sheet, and a JSON Resume document of all that stands on it."""
    setter = _Setter(person, layout, draw)
    return setter.sheet(), setter.truth


@attrs.define
class _Setter:
    person: Person
    layout: Layout
    draw: random.Random
    truth: dict[str, Any] = attrs.field(factory=dict)

    @property
    def own(self) -> dict[str, Any]:
        found: dict[str, Any] = words()["languages"][self.person.language]
        return found

    def sheet(self) -> Sheet:
        """Everything, where the layout has it."""
        head, contact = self._top(), self._contact()
        parts = self._parts()
        if self.layout["contact"] == "inside" and parts["summary"]:
            parts["summary"] += contact
            contact = []
        aside = self.layout["columns"] != "one"
        to_side = ("skills", "languages", "certificates", "interests") if aside else ()
        main = [row for name, rows in parts.items() if name not in to_side for row in rows]
        side = [row for name, rows in parts.items() if name in to_side for row in rows]
        if aside:
            reach = [self._heading("contact"), *contact] if contact else []
            return Sheet(head, main, [*reach, *side])
        return Sheet([*head, *contact], main, side)

    def _parts(self) -> dict[str, list[Row]]:
        """Sections by name, in the layout's order."""
        person = self.person
        parts = {
            "summary": self._summary(),
            "work": self._jobs("work", person.jobs),
            "education": self._schools(person.schools),
            "skills": self._skills(),
            "languages": self._spoken(),
        }
        parts |= dict(self._extras())
        order = list(parts)
        first = self.layout["order"]
        if first == "mixed":
            self.draw.shuffle(order)
        elif first != "work":
            order.insert(1, order.pop(order.index(first)))
        return {name: self._labelled(parts[name]) for name in order}

    def _labelled(self, rows: list[Row]) -> list[Row]:
        """A section with its heading beside it, if the layout has it there."""
        if self.layout["label"] == "above" or len(rows) < 2:
            return rows
        heading, first, *rest = rows
        shifted = [attrs.evolve(row, indent=row.indent + RAIL) for row in rest]
        return [attrs.evolve(first, rail=heading.text, gap=heading.gap), *shifted]

    def _extras(self) -> Iterator[tuple[str, list[Row]]]:
        share = {"none": 0.0, "few": 0.3, "many": 0.7}[self.layout["extras"]]
        makers: dict[str, Callable[[], list[Row]]] = {
            "projects": self._projects,
            "certificates": self._certificates,
            "volunteer": lambda: self._jobs("volunteer", self.person.volunteer),
            "interests": self._interests,
            "awards": self._awards,
            "publications": self._publications,
            "unknown": self._unknown,
            "references": self._references,
        }
        for name, make in makers.items():
            if self.draw.random() < share:
                yield name, make()

    def _interests(self) -> list[Row]:
        self.truth["interests"] = [{"name": one} for one in self.person.interests]
        return [self._heading("interests"), _row(", ".join(self.person.interests))]

    def _awards(self) -> list[Row]:
        rows = [self._heading("awards")]
        for title in self.draw.sample(words()["awards"], 2):
            giver, year = self.draw.choice(words()["issuers"]), self.draw.randint(2010, 2025)
            told = {"title": title, "awarder": giver, "date": str(year)}
            self.truth.setdefault("awards", []).append(told)
            rows.append(_row(f"{title}, {giver}, {year}"))
        return rows

    def _publications(self) -> list[Row]:
        rows = [self._heading("publications")]
        for title in self.draw.sample(words()["publications"], 2):
            year = str(self.draw.randint(2005, 2025))
            told = {"name": title, "releaseDate": year}
            self.truth.setdefault("publications", []).append(told)
            rows.append(_row(f"“{title}”, {year}" if self.draw.random() < 0.5 else title))
            if rows[-1].text == title:
                del told["releaseDate"]
        return rows

    def _references(self) -> list[Row]:
        said = "Available on request"
        self.truth["references"] = [{"reference": said}]
        return [self._heading("references"), _row(said)]

    def _unknown(self) -> list[Row]:
        heading = self.draw.choice(words()["unknown"])
        return [self._styled(heading), _row(self.draw.choice(self.own["bullets"]))]

    def _heading(self, section: str) -> Row:
        aliases = self.own["headings"][section]
        return self._styled(aliases[min(int(self.layout["alias"]), len(aliases) - 1)])

    def _styled(self, text: str) -> Row:
        said = text.upper() if self.layout["caps"] in ("headings", "both") else text
        look = self.layout
        return Row(text=said, size=look.heading, is_bold=look.is_bold, is_heading=True, gap=10)

    def _top(self) -> list[Row]:
        person = self.person
        said = person.name.upper() if self.layout["caps"] in ("name", "both") else person.name
        self.truth["basics"] = {"name": person.name}
        rows = [Row(text=said, size=200, is_bold=self.layout.is_bold)]
        if self.draw.random() < 0.6:
            self.truth["basics"]["label"] = person.label
            rows.append(Row(text=person.label, size=115))
        return rows

    def _contact(self) -> list[Row]:
        person, basics = self.person, self.truth["basics"]
        where = self.draw.choice(
            (person.city, f"{person.city}, {person.country}", f"{person.street}, {person.city}")
        )
        said = {"email": person.email, "phone": person.phone, "city": where}
        basics |= {"email": person.email, "phone": person.phone, "location": {"city": person.city}}
        basics["location"]["city"] = _bare_city(person.city)
        if self.draw.random() < 0.5:
            said["web"] = basics["url"] = person.url
        texts = list(said.items())
        self.draw.shuffle(texts)
        if self.draw.random() < 0.5:
            basics["profiles"] = [{"url": person.network}]
            texts.append(("web", person.network))
        return self._contact_rows(texts)

    def _contact_rows(self, texts: Sequence[tuple[str, str]]) -> list[Row]:
        how = self.layout["contact"]
        if how == "labelled":
            labels = self.own["labels"]
            return [_row(f"{labels[kind][0]}: {text}") for kind, text in texts]
        plain = [text for _, text in texts]
        if how == "right":
            return [
                Row(text=a, right=b) for a, b in zip(plain[::2], [*plain[1::2], ""], strict=False)
            ]
        if how in ("lines", "inside") or self.layout["columns"] != "one":
            return list(map(_row, plain))
        return [_row({"pipes": " | ", "dots": " · "}[how].join(plain))]

    def _summary(self) -> list[Row]:
        if self.draw.random() < 0.3:
            return []
        self.truth["basics"]["summary"] = self.person.summary
        return [self._heading("summary"), _row(self.person.summary)]

    def _jobs(self, section: str, jobs: Sequence[Job]) -> list[Row]:
        rows = [self._heading(section)]
        for job in jobs:
            rows += self._dated(self._job_head(job), self._period(job.first, job.last))
            if job.story:
                rows.append(_row(job.story))
            rows += [self._bullet(point) for point in job.points]
            self._tell_job(section, job)
        return rows

    def _tell_job(self, section: str, job: Job) -> None:
        told: dict[str, Any] = {_NAMES[section]: job.employer, "position": job.title}
        told["startDate"] = self._iso(job.first)
        if job.last:
            told["endDate"] = self._iso(job.last)
        if job.place and "place" in self.layout["head"]:
            told["location"] = job.place
        if job.story:
            told["summary"] = job.story
        self.truth.setdefault(section, []).append({**told, "highlights": list(job.points)})

    def _job_head(self, job: Job) -> list[str]:
        head = self.layout["head"]
        if head in _JOINS:
            return [f"{job.title}{_JOINS[head]}{job.employer}"]
        placed = f"{job.employer}, {job.place}" if job.place else job.employer
        whole = [job.employer, job.title, *([job.place] if job.place else [])]
        return {
            "title/employer": [job.title, job.employer],
            "employer/title": [job.employer, job.title],
            "title(employer)": [f"{job.title} ({job.employer})"],
            "employer,place/title": [placed, job.title],
            "employer|title|place": [" | ".join(whole)],
        }[head]

    def _dated(self, head: list[str], dates: str) -> list[Row]:
        """An entry's head with its dates where the layout has them."""
        first, *rest = head
        how, is_bold = self.layout["dates"], self.layout.is_bold
        plain = [Row(text=text) for text in rest]
        if how == "rail":
            return [Row(text=first, rail=dates, is_bold=is_bold, gap=5), *plain]
        if how == "above":
            return [Row(text=dates, gap=5), Row(text=first, is_bold=is_bold), *plain]
        if how == "brackets":
            return [Row(text=f"{first} ({dates})", is_bold=is_bold, gap=5), *plain]
        if how == "right" or (how == "second" and not rest):
            return [Row(text=first, right=dates, is_bold=is_bold, gap=5), *plain]
        top = Row(text=first, is_bold=is_bold, gap=5)
        if how == "second":
            return [top, Row(text=rest[0], right=dates), *plain[1:]]
        return [top, *plain, Row(text=dates)]

    def _bullet(self, text: str) -> Row:
        mark = self.layout["bullet"]
        return Row(text=text if mark == "none" else f"{mark} {text}", indent=10)

    def _schools(self, schools: Sequence[School]) -> list[Row]:
        rows = [self._heading("education")]
        for school in schools:
            rows += self._dated(self._study(school), self._period(school.first, school.last))
            told = {"institution": school.name, "studyType": school.degree, "area": school.area}
            if self.layout["study"] in ("degree,school", "school|degree"):
                del told["area"]
            told |= {"startDate": self._iso(school.first), "endDate": self._iso(school.last)}
            self.truth.setdefault("education", []).append(told)
        return rows

    def _study(self, school: School) -> list[str]:
        return {
            "degree,area/school": [f"{school.degree}, {school.area}", school.name],
            "school/degree:area": [school.name, f"{school.degree}: {school.area}"],
            "degree,school": [f"{school.degree}, {school.name}"],
            "school|degree": [f"{school.name} | {school.degree}"],
            "area(degree)/school": [f"{school.area} ({school.degree})", school.name],
        }[self.layout["study"]]

    def _skills(self) -> list[Row]:
        groups, how = self.person.groups, self.layout["skills"]
        every = [skill for _, skills in groups for skill in skills]
        grouped = [{"name": label, "keywords": list(skills)} for label, skills in groups]
        is_grouped = how in ("grouped", "stacked")
        self.truth["skills"] = grouped if is_grouped else [{"name": skill} for skill in every]
        rows = self._groups(how) if is_grouped else self._listed(how, every)
        return [self._heading("skills"), *rows]

    def _groups(self, how: str) -> Iterator[Row]:
        for label, skills in self.person.groups:
            if how == "grouped":
                yield _row(f"{label}: {', '.join(skills)}")
            else:
                yield Row(text=label, is_bold=self.layout.is_bold)
                yield _row(", ".join(skills))

    def _listed(self, how: str, skills: Sequence[str]) -> Iterator[Row]:
        joins = {"commas": ", ", "pipes": " | ", "dots": " · "}
        if how in joins:
            yield _row(joins[how].join(skills))
        elif how == "chips":
            for left, right in zip_longest(skills[::2], skills[1::2], fillvalue=""):
                yield Row(text=left, right=right)
        elif how == "strong":
            yield from (Row(text=one, is_bold=True) for one in skills)
        elif how == "levels":
            yield from (Row(text=one, right=self.draw.choice(self.own["levels"])) for one in skills)
        else:
            yield from (self._bullet(one) if how == "bullets" else _row(one) for one in skills)

    def _spoken(self) -> list[Row]:
        how, pairs = self.layout["spoken"], self.person.spoken
        self.truth["languages"] = [
            {"language": one} if how == "plain" else {"language": one, "fluency": level}
            for one, level in pairs
        ]
        heading = self._heading("languages")
        if how == "tab":
            return [heading, *(Row(text=one, right=level) for one, level in pairs)]
        form = {"brackets": "{} ({})", "colon": "{}: {}", "dash": "{} - {}", "plain": "{}"}[how]
        texts = [form.format(one, level) for one, level in pairs]
        return [heading, *(map(_row, texts) if how == "dash" else [_row(", ".join(texts))])]

    def _projects(self) -> list[Row]:
        rows = [self._heading("projects")]
        for name, text in self.person.projects:
            if self.layout["skills"] == "commas":
                rows.append(_row(f"{name}: {text}"))
            else:
                rows += [Row(text=name, is_bold=self.layout.is_bold), self._bullet(text)]
            self.truth.setdefault("projects", []).append({"name": name, "highlights": [text]})
        return rows

    def _certificates(self) -> list[Row]:
        rows = [self._heading("certificates")]
        for certificate in self.person.certificates:
            rows += self._certificate(*certificate)
        return rows

    def _certificate(self, name: str, issuer: str, year: int) -> list[Row]:
        how = self.layout["certificate"]
        told = {"name": name, "issuer": issuer, "date": str(year)}
        self.truth.setdefault("certificates", []).append({"name": name} if how == "alone" else told)
        if how == "strong":
            return [Row(text=name, right=str(year), is_bold=True), _row(issuer)]
        texts = {
            "dash": [f"{name} - {issuer}, {year}"],
            "comma": [f"{name}, {issuer} ({year})"],
            "brackets": [f"{name} ({issuer}), {year}"],
            "alone": [name],
            "lines": [name, f"{issuer}, {year}"],
        }
        return list(map(_row, texts[how]))

    def _period(self, first: Month, last: Month | None) -> str:
        until = self._month(last) if last else self.draw.choice(self.own["present"])
        dash = {"hyphen": " - ", "dash": " – ", "tight": "–", "word": " to "}[self.layout["dash"]]
        return f"{self._month(first)}{dash}{until}"

    def _month(self, month: Month) -> str:
        year, number = month
        name = self.own["months"][number - 1]
        short = name if len(name) < 5 or not name.isalpha() else f"{name[:3]}."
        if self.person.language == "zh":
            return f"{year}年{name}" if self.layout["months"] != "year" else f"{year}"
        return {
            "long": f"{name} {year}",
            "short": f"{short} {year}",
            "number": f"{number:02}/{year}",
            "iso": f"{year}-{number:02}",
            "dotted": f"{number:02}.{year}",
            "year": f"{year}",
        }[self.layout["months"]]

    def _iso(self, month: Month) -> str:
        return str(month[0]) if self.layout["months"] == "year" else f"{month[0]}-{month[1]:02}"


def _row(text: str) -> Row:
    return Row(text=text)


def _bare_city(city: str) -> str:
    """A city without its postal code and region."""
    head = city.partition(", ")[0]
    return head.lstrip("0123456789- ").removeprefix("LX ")
