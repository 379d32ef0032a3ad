"""Who somebody is moves no score, not by a thousandth of a point.

    python -m tests.scoring.invariance [--variants 25000] [--jobs 500] [--processes 1]

Scores careers told of many people, in text, DOCX and PDF: with the stages called as functions,
and as jobs of a pipeline with upload, queue, worker and boxes. Prints how many scores there were.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from multiprocessing import Pool

from resume_pipeline import Pipeline
from resume_pipeline.ports.stage import Work
from resume_pipeline.stages.score import Score
from resume_pipeline.wire.vacancy import Vacancy
from tests.stages.documents import AS_OF, blind, document, extract

from .people import person
from .resumes import CAREERS, FORMATS, MORE, Career, text

#: Every career: at the ceiling of a score and in its middle, in four languages.
ALL = (*CAREERS, *MORE)

Scores = Counter[tuple[str, int | None, str | None]]


def by_functions(count: int, formats: tuple[str, ...] = ("txt",), processes: int = 1) -> Scores:
    """Scores by career, of ``count`` people, by the stages alone."""
    parts = [range(first, count, processes) for first in range(processes)]
    if processes == 1:
        return _by_functions(parts[0], formats)
    with Pool(processes) as pool:
        return sum(pool.starmap(_by_functions, [(part, formats) for part in parts]), Counter())


def _by_functions(numbers: range, formats: tuple[str, ...]) -> Scores:
    found: Scores = Counter()
    for number in numbers:
        career = ALL[number % len(ALL)]
        form = formats[number // len(ALL) % len(formats)]
        who = person(number // len(ALL), any_script=form != "pdf")
        try:
            made = FORMATS[form](career, who)
        except UnicodeEncodeError:  # a letter that the standard fonts of PDF do not have
            made = text(career, who)
        read = document(made.decode()) if form == "txt" else extract(made)
        work = Work(inputs=(blind(read),), as_of=AS_OF, vacancy=Vacancy.from_text(career.advert))
        card = Score().run(work)
        found[career.title, card.points, card.abstained] += 1
    return found


def by_jobs(count: int, home: str) -> Scores:
    """Scores by career, of ``count`` people, each in every format in turn, by a whole pipeline."""
    found: Scores = Counter()
    with Pipeline.open(home=home) as pipeline:
        tenant = pipeline.tenant("acme")
        with pipeline.running():
            for career in ALL:
                advert = Vacancy.from_text(career.advert)
                files = [
                    tenant.upload(made, filename=name)
                    for name, made in _files(career, count // len(ALL))
                ]
                jobs = [tenant.submit(file, vacancy=advert) for file in files]
                for job in jobs:
                    ended = tenant.wait(job.id, timeout=600)
                    card = tenant.result(ended).scorecard
                    found[career.title, card.points, card.abstained] += 1
    return found


def _files(career: Career, count: int) -> Iterator[tuple[str, bytes]]:
    """Documents whose file names are the people's."""
    number = made = 0
    while made < count:
        form = tuple(FORMATS)[number % len(FORMATS)]
        who = person(number, any_script=form != "pdf")
        number += 1
        try:
            yield f"{who.name}.{form}", FORMATS[form](career, who)
        except UnicodeEncodeError:
            continue
        made += 1


def main() -> int:
    """Count, print, and answer 1 if any career has more than one score."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--variants", type=int, default=25_000)
    parser.add_argument("--jobs", type=int, default=500)
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args()
    formats = ("txt", "txt", "txt", "docx", "pdf")
    total = by_functions(asked.variants, formats, asked.processes)
    print(f"by the stages: {dict(total)}", flush=True)
    with tempfile.TemporaryDirectory() as home:
        jobs = by_jobs(asked.jobs, home)
    print(f"by the pipeline: {dict(jobs)}")
    return 0 if len(total) == len(jobs) == len(ALL) else 1


if __name__ == "__main__":
    sys.exit(main())
