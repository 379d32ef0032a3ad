"""Invented resumes: a file with its truth, for each layout as many as are wanted."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from resume_pipeline.training.layouts import Layout
from resume_pipeline.training.people import languages, person
from resume_pipeline.training.setting import printed
from resume_pipeline.training.writing import fits_pdf, written


@attrs.frozen
class Sample:
    """A resume with its truth.

    Attributes:
        group: its layout: samples of one layout are fitted, or left out, together.
        content: the file.
        truth: a JSON Resume document of what is printed.
    """

    group: str
    content: bytes
    truth: dict[str, Any]


def samples(seed: int, layouts: Sequence[Layout], each: int) -> Iterator[Sample]:
    """For each layout ``each`` resumes; the same seed gives the same bytes."""
    for layout in layouts:
        for number in range(each):
            yield _sample(random.Random(f"{seed}/{layout.name}/{number}"), layout)  # noqa: S311


def _sample(draw: random.Random, layout: Layout) -> Sample:
    fit = [one for one in languages() if layout["format"] != "pdf" or fits_pdf(one)]
    # English more often than any other language, as resumes are.
    language = "en" if draw.random() < 0.3 else draw.choice(fit)
    sheet, truth = printed(person(draw, language), layout, draw)
    return Sample(layout.name, written(sheet, layout), truth)
