"""How long each step of the road takes among very many ended jobs: ``-m tests.benchmarks.scale``.

    python -m tests.benchmarks.scale --jobs 200000 sqlite:////tmp/scale.db
    python -m tests.benchmarks.scale --jobs 1000000 postgresql+psycopg://user@host/empty

The database must be empty. Each step is timed among a thousand ended jobs and again among all; of
``--rounds`` rounds the median counts. The aim is a ratio of at most 1.5.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from tests.benchmarks.road import Road, opened

FEW = 1_000


def measure(road: Road, rounds: int) -> dict[str, float]:
    """Median milliseconds of each step."""
    taken: defaultdict[str, list[float]] = defaultdict(list)

    def around(name: str, step: Callable[[], Any]) -> None:
        start = time.perf_counter()
        step()
        taken[name].append((time.perf_counter() - start) * 1000)

    for _ in range(rounds):
        road.once(around)
    return {name: statistics.median(values) for name, values in taken.items()}


def refresh(road: Road) -> None:
    """What autovacuum would have done by then; SQLite is left as it is."""
    if road.ledger.engine.dialect.name == "postgresql":
        with road.ledger.engine.connect() as connection:
            free = connection.execution_options(isolation_level="AUTOCOMMIT")
            free.execute(text("VACUUM ANALYZE"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("url")
    parser.add_argument("--jobs", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=21)
    given = parser.parse_args()
    with opened(given.url) as road:
        road.age(FEW)
        refresh(road)
        measure(road, 3)
        few = measure(road, given.rounds)
        start = time.perf_counter()
        road.age(given.jobs)
        refresh(road)
        print(f"{given.jobs} jobs made in {time.perf_counter() - start:.0f} s")
        measure(road, 3)
        many = measure(road, given.rounds)
    print(f"{'step':<32} {FEW:>9} {given.jobs:>9} ratio   (ms, median of {given.rounds})")
    for name, before in few.items():
        print(f"{name:<32} {before:9.2f} {many[name]:9.2f} {many[name] / before:5.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
