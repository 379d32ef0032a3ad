"""Layouts: how resumes are set. A layout is drawn once, and then prints many people."""

from __future__ import annotations

import random
from typing import Final

import attrs

#: For every choice, what there is to choose from; and what only held-out layouts choose.
_CHOICES: Final[dict[str, tuple[str, str]]] = {
    "format": ("pdf pdf pdf docx html txt", ""),
    "columns": ("one one one left", "right"),
    "head": (
        "title/employer employer/title title,employer title-employer employer|title|place "
        "employer,place/title",
        "title(employer) title@employer",
    ),
    "dates": ("right right below above brackets", "second rail"),
    "months": ("long short number iso year", "dotted"),
    "dash": ("hyphen dash tight", "word"),
    "study": (
        "degree,area/school school/degree:area degree,school school|degree",
        "area(degree)/school",
    ),
    "skills": ("grouped stacked commas dots lines bullets chips strong", "pipes levels"),
    "spoken": ("brackets colon plain", "tab dash"),
    "contact": ("pipes lines dots inside", "labelled right"),
    "certificate": ("dash comma brackets alone strong", "lines"),
    "bullet": ("• • - – none none none", "*"),
    "label": ("above above above above beside", ""),
    "caps": ("none headings both", "name"),
    "order": ("work education skills", "mixed"),
    "alias": ("0 0 1 2", "3"),
    "extras": ("few many", "none"),
}


@attrs.frozen
class Layout:
    """One way of setting a resume.

    Attributes:
        name: of the layout, by which values are grouped.
        choices: what was chosen, by name.
        size: of the body in points.
        heading: of headings, relative to the body, in percent.
        is_bold: whether headings are.
        is_held_out: whether it has choices that no fitted layout has.
    """

    name: str
    choices: dict[str, str]
    size: float
    heading: int
    is_bold: bool
    is_held_out: bool

    def __getitem__(self, name: str) -> str:
        return self.choices[name]


def layouts(seed: int, count: int, *, held_out: bool = False) -> list[Layout]:
    """Layouts that are drawn from ``seed``; held out ones have two choices that no other has."""
    kind = "held-out" if held_out else "fitted"
    draw = random.Random(f"{seed}/{kind}")  # noqa: S311  nothing secret is drawn
    return [_layout(draw, f"{kind}-{number}", held_out) for number in range(count)]


def _layout(draw: random.Random, name: str, held_out: bool) -> Layout:
    choices = {choice: draw.choice(fitted.split()) for choice, (fitted, _) in _CHOICES.items()}
    reserved = sorted(choice for choice, (_, kept) in _CHOICES.items() if kept)
    for choice in draw.sample(reserved, 2 if held_out else 0):
        choices[choice] = draw.choice(_CHOICES[choice][1].split())
    if choices["format"] in ("html", "txt"):
        choices |= {"columns": "one", "label": "above"}
    if choices["dates"] == "rail" or choices["columns"] != "one":
        choices["label"] = "above"
    is_bold = draw.random() < 0.8
    heading = draw.choice((110, 120, 130, 150)) if is_bold else draw.choice((120, 130, 150))
    size = draw.choice((9.0, 9.5, 10.0, 10.5, 11.0))
    return Layout(name, choices, size, heading, is_bold, held_out)
