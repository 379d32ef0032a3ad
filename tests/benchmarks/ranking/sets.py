"""Ranking sets: adverts, resumes, and which resumes are of people who held the occupation."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.stages.documents import extract

from .published import csco, onet
from .resumes import RankingSet, resume, short_resume

HERE = Path(__file__).parent
#: A folder of labelled resumes, with ``resumes/*.truth.json`` beside each document.
CORPUS = "RESUME_CORPUS"
#: One advert in so many, which keeps the time within minutes.
EVERY = 2
THEMES = ("docx-table", "elegant", "kendall", "latex-article", "paper")


def _occupations() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads((HERE / "occupations.json").read_text())
    return found


def with_skills() -> RankingSet:
    """Occupations of information technology; advert and resume name different skills of each."""
    rows = _occupations()["with_skills"]
    adverts, resumes, relevance = [], [], {}
    for number, row in enumerate(rows):
        dice = random.Random(number)
        skills = dice.sample(row["skills"], len(row["skills"]))
        asked, had = skills[: len(skills) // 2], skills[len(skills) // 2 :]
        needs = "\n".join(f"- {skill}" for skill in asked)
        adverts.append(f"{row['label']}\n\n{row['does']}\n\nRequirements:\n{needs}\n")
        for _ in range(2):
            before = dice.randrange(len(rows))
            other = rows[before]
            more = dice.sample(asked, 2)
            title = dice.choice(row["also"])
            jobs = [(title, had[:5]), (dice.choice(other["also"]), dice.sample(other["skills"], 4))]
            relevance[before, len(resumes)] = 1
            relevance[number, len(resumes)] = 2
            resumes.append(resume(len(resumes), jobs, had[5:] + more))
    return RankingSet("ESCO, IT", tuple(adverts), tuple(resumes), relevance)


def of_all_kinds() -> RankingSet:
    """Occupations of all kinds; advert and resume tell different sentences of each."""
    rows = _occupations()["of_all_kinds"]
    adverts, resumes, relevance = [], [], {}
    for number, row in enumerate(rows):
        dice = random.Random(number)
        told = row["does"]
        adverts.append(f"{row['label'].capitalize()}\n\n{' '.join(told[0::2])}\n")
        other = dice.randrange(len(rows))
        names = row["also"].split() or row["label"].split()
        at = dice.randrange(max(1, len(names) - 2))
        jobs = [
            (" ".join(names[at : at + 3]), told[1::2]),
            (rows[other]["label"], rows[other]["does"][1:2]),
        ]
        relevance[other, number] = 1
        relevance[number, number] = 2
        resumes.append(resume(number, jobs, []))
    kept = {query: place for place, query in enumerate(range(0, len(rows), EVERY))}
    labels = {(kept[q], n): worth for (q, n), worth in relevance.items() if q in kept}
    return RankingSet("ESCO, all kinds", tuple(adverts[::EVERY]), tuple(resumes), labels)


def in_languages() -> RankingSet:
    """Twelve occupations in ten languages; who held it in another language is relevant as well."""
    adverts, resumes, held = [], [], []
    for block in (HERE / "languages.txt").read_text(encoding="utf-8").split("\n= ")[1:]:
        head, *rows = block.strip().split("\n")
        code, heading, now = head.split(" | ")
        for row in rows:
            occupation, title, asks, called, did = row.split(" | ")
            adverts.append(f"{title}\n\n{asks}\n")
            points = did.split(" / ")
            resumes.append(short_resume(len(resumes), heading, called, f"2017 - {now}", points))
            held.append((code, occupation))
    relevance = {
        (query, number): 1 + (asked == had)
        for query, asked in enumerate(held)
        for number, had in enumerate(held)
        if asked[1] == had[1]
    }
    return RankingSet("ten languages", tuple(adverts), tuple(resumes), relevance)


def of_corpus() -> Iterator[RankingSet]:
    """Adverts written for this project, resumes of a corpus that is at hand but does not ship."""
    root = os.environ.get(CORPUS)
    if not root:
        return
    texts = (HERE / "adverts.txt").read_text(encoding="utf-8").split("\n====\n")
    asked = [text.partition("\n") for text in texts]
    resumes, relevance = [], {}
    for path in sorted((Path(root) / "resumes").glob("*.truth.json")):
        stem = path.name.removesuffix(".truth.json")
        identity, _, theme = stem.partition("__")
        files = [f for f in path.parent.glob(f"{stem}.*") if f.suffix in (".pdf", ".docx", ".txt")]
        if theme not in THEMES or not files:
            continue
        for number, (labels, _, _) in enumerate(asked):
            if any(identity.endswith(f"-{label}") for label in labels.split()):
                relevance[number, len(resumes)] = 2
        resumes.append(extract(files[0].read_bytes()))
    adverts = tuple(text for _, _, text in asked)
    yield RankingSet("corpus", adverts, tuple(resumes), relevance)


def all_sets() -> list[RankingSet]:
    """The sets that ship, and those that are at hand."""
    return [with_skills(), of_all_kinds(), in_languages(), *onet(), *csco(), *of_corpus()]
