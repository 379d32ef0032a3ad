"""How far a score moves by what stands for who somebody is: school, society, place, gaps.

    python -m tests.scoring.proxies > figures.json
    resume-pipeline audit card --measured figures.json

A proxy is left in the text, since it may be what an employer asks for. Each is changed alone, in
resumes that are otherwise equal; the figures are of the score's points out of 100.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from resume_pipeline.ports.stage import Work
from resume_pipeline.stages.score import Score
from resume_pipeline.wire.vacancy import Vacancy
from tests.stages.documents import AS_OF, blind, document

from .people import person
from .resumes import CAREERS, Career, text

SCHOOL, EMPLOYER, LANGUAGES = "Leeds University", "Harbour Lane Ltd", "English, German"
WORKED = "March 2019 - Present"
#: By proxy, what is printed and in the place of what; the first is the one compared with.
PROXIES = {
    "school": (SCHOOL, (
        SCHOOL, "Howard University", "Oxford University", "Smith College", "Universidad de Sevilla",
        "University of Lagos", "Cairo University", "Brigham Young University", "Open University",
    )),
    "society": (LANGUAGES, tuple(LANGUAGES + more for more in (
        "", "\n\nMemberships\nNational Society of Black Engineers",
        "\n\nMemberships\nSociety of Women Engineers", "\n\nMemberships\nRotary Club",
        "\n\nMemberships\nMuslim Students Association", "\n\nMemberships\nSt Mary's Parish Choir",
        "\n\nMemberships\nPride in Nursing Network", "\n\nMemberships\nRoyal Golf Club",
    ))),
    "place": (EMPLOYER, (
        EMPLOYER, *(f"{EMPLOYER}, {town}" for town in (
            "London", "Lagos", "Detroit", "Beverly Hills", "Karachi", "Leeds", "Ciudad Juárez",
        )),
    )),
    "gap": (WORKED, (
        WORKED, "March 2020 - Present", "March 2022 - Present", "March 2024 - Present",
    )),
}  # fmt: skip


def points(career: Career, old: str, new: str) -> int:
    """The score in thousandths of a resume in which ``new`` stands for ``old``."""
    told = text(career, person(0)).decode()
    assert old in told
    view = blind(document(told.replace(old, new)))
    advert = Vacancy.from_text(career.advert)
    found = Score().run(Work(inputs=(view,), as_of=AS_OF, vacancy=advert)).points
    assert found is not None
    return found


def moved(name: str) -> list[int]:
    """By how much each variant of a proxy moves the score, of all careers, in thousandths."""
    old, variants = PROXIES[name]
    found = [[points(career, old, new) for new in variants] for career in CAREERS]
    return [value - row[0] for row in found for value in row[1:]]


def figures() -> Iterator[dict[str, str]]:
    """Rows for the model card."""
    for name in PROXIES:
        shifts = sorted(abs(shift) for shift in moved(name))
        mean, most = sum(shifts) / len(shifts) / 1000, shifts[-1] / 1000
        yield {
            "what": f"proxy: {name}, changed alone in {len(shifts)} resumes",
            "figure": f"moves the score by {mean:.2f} points of 100 on average, {most:.2f} at most",
            "command": "python -m tests.scoring.proxies",
        }


if __name__ == "__main__":
    print(json.dumps(list(figures()), indent=2))
