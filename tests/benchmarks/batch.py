"""How fast a batch of candidates who were read before is ranked, explained and written.

    python -m tests.benchmarks.batch [--candidates 1000]

On the embedded default: a folder, SQLite and one worker, with all guarantees. Every candidate is
read once for a first vacancy; then a batch for another one is timed from submit to the order. Times
are of the processor, of this process and its children, since work of others on the machine would
count in the wall's; both are told.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator

from resume_pipeline import FileRecord, Pipeline, TenantPipeline
from resume_pipeline.wire.vacancy import Vacancy
from tests.scoring.people import person
from tests.scoring.resumes import CAREERS, text

TIMEOUT = 3_600


def processor() -> float:
    """Seconds of processor that this process and its ended children have used."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def files(tenant: TenantPipeline, count: int) -> Iterator[FileRecord]:
    """Resumes of different bytes."""
    for number in range(count):
        career = CAREERS[number % len(CAREERS)]
        made = text(career, person(number)) + f"\nInterests\nChess, {number} games\n".encode()
        yield tenant.upload(made, filename=f"{number}.txt")


def ranked(tenant: TenantPipeline, some: list[FileRecord], vacancy: Vacancy) -> int:
    """How many of a batch have a place in its order, once it has ended."""
    batch = tenant.batch(some, vacancy=vacancy)
    for _ in tenant.follow_batch(batch, timeout=TIMEOUT):
        pass
    return sum(one.rank is not None for one in tenant.ranking(batch))


def main() -> None:
    """Read, then time the batch."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--candidates", type=int, default=1_000)
    count = parser.parse_args().candidates
    with tempfile.TemporaryDirectory() as home, Pipeline.open(home=home) as pipeline:
        tenant = pipeline.tenant("acme")
        some = list(files(tenant, count))
        with pipeline.running():
            ranked(tenant, some, Vacancy.from_text(CAREERS[0].advert))
            begun, used = time.perf_counter(), processor()
            placed = ranked(tenant, some, Vacancy.from_text(CAREERS[1].advert))
            wall, spent = time.perf_counter() - begun, processor() - used
    print(f"{placed} of {count} placed")
    print(f"{count / spent:.0f} a second of processor time ({1000 * spent / count:.1f} ms each)")
    print(f"{count / wall:.0f} a second by the wall")


if __name__ == "__main__":
    main()
