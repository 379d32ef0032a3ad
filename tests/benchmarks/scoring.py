"""How fast scores are computed, on one core.

    python -m tests.benchmarks.scoring

Candidates re-scored from feature vectors in memory, with other weights; what the blind and the
score stage take for one job once the vocabulary is loaded; and whether scoring loads scikit-learn.
Times are of the process, not of the wall: other work on the machine counts less.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from resume_pipeline.ports.stage import Work
from resume_pipeline.stages.blind import Blind
from resume_pipeline.stages.score import Score
from resume_pipeline.stages.score.candidate import Candidate
from resume_pipeline.stages.score.card import findings
from resume_pipeline.stages.score.draft import drafted
from resume_pipeline.stages.score.vector import score
from resume_pipeline.wire.vacancy import Vacancy
from tests.scoring.people import person
from tests.scoring.resumes import CAREERS, text
from tests.stages.documents import AS_OF, blind, document, parse

PEOPLE = 100
TIMES = 50


def seconds(act: Callable[[], object]) -> float:
    """Processor time of ``act``, the best of three runs."""
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        act()
        best = min(best, time.process_time() - begun)
    return best


def measured() -> dict[str, float]:
    """Candidates a second, and milliseconds a job of each stage."""
    career = CAREERS[0]
    advert = Vacancy.from_text(career.advert)
    documents = [document(text(career, person(n)).decode()) for n in range(PEOPLE)]
    blinds = [Work(inputs=(one, parse(one)), as_of=AS_OF) for one in documents]
    views = [blind(one) for one in documents]
    works = [Work(inputs=(view,), as_of=AS_OF, vacancy=advert) for view in views]
    criteria = drafted(advert.title, advert.text)
    vectors = [
        [found.feature for found in findings(advert, criteria, Candidate(view), AS_OF)]
        for view in views
    ]
    weights = {**advert.weights(), "must": 30}
    again = seconds(lambda: [score(one, weights) for _ in range(TIMES) for one in vectors])
    return {
        "rescored_per_second": PEOPLE * TIMES / again,
        "blind_ms": 1000 * seconds(lambda: [Blind().run(work) for work in blinds]) / PEOPLE,
        "score_ms": 1000 * seconds(lambda: [Score().run(work) for work in works]) / PEOPLE,
    }


def main() -> None:
    """Print what was measured."""
    for name, value in measured().items():
        print(f"{name}: {value:,.2f}")
    print(f"sklearn loaded: {'sklearn' in sys.modules}")


if __name__ == "__main__":
    main()
