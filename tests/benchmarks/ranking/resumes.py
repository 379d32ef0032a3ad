"""What a ranking set is, and resumes in plain text for it."""

from __future__ import annotations

import attrs

from resume_pipeline.wire.payloads import Document
from tests.scoring.people import person
from tests.stages.documents import document


@attrs.frozen
class RankingSet:
    """Adverts and resumes, and by (advert, resume) how relevant: 2 now, 1 before, else 0."""

    name: str
    adverts: tuple[str, ...]
    resumes: tuple[Document, ...]
    relevance: dict[tuple[int, int], int]


def resume(seed: int, jobs: list[tuple[str, list[str]]], skills: list[str]) -> Document:
    """A resume in plain text, the last job first."""
    who = person(seed)
    lines = [who.name, f"{who.email} | {who.phone}", "", "Experience"]
    year = 2026
    for title, points in jobs:
        lines += [f"{title}, {'ABCDEF'[seed % 6]} & Sons Ltd", f"{year - 4} - {year}"]
        lines += [f"- {point[:1].upper()}{point[1:]}" for point in points] + [""]
        year -= 4
    lines += ["Education", "Bachelor of Science", "Leeds University, 2010 - 2013", ""]
    if skills:
        lines += ["Skills", ", ".join(skills), ""]
    return document("\n".join([*lines, "Languages", "English"]))


def chinese_resume(seed: int, jobs: list[tuple[str, list[str]]]) -> Document:
    """A resume in Chinese, the last job first."""
    lines = [person(seed).email, "", "工作经历"]
    year = 2026
    for title, points in jobs:
        lines += [f"{title}，{'青远明江星'[seed % 5]}海有限公司", f"{year - 4}年3月 - {year}年2月"]
        lines += [f"- {point}" for point in points] + [""]
        year -= 4
    return document(
        "\n".join([*lines, "教育背景", "江南大学，本科", "", "语言能力", "普通话、英语"])
    )


def short_resume(seed: int, heading: str, title: str, dates: str, points: list[str]) -> Document:
    """A resume in any language with one job under ``heading``."""
    who = person(seed)
    lines = [who.name, f"{who.email} | {who.phone}", "", heading, f"{title}, Nova {seed}", dates]
    return document("\n".join([*lines, *(f"- {point}" for point in points)]))
