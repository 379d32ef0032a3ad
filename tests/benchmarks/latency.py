"""Submit to finalized of one small job on idle processes, and what idling costs.

    python -m tests.benchmarks.latency [--parts servers|embedded] [--jobs N] [--idle SECONDS]

A worker and a coordinator run as processes of their own. The time is that between the first and
the last event of a job, both by the ledger's clock; the cost is the CPU time of both processes
while there is nothing to do, in percent of one core.
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

import attrs

from tests.benchmarks.throughput import fleet, until
from tests.benchmarks.work import PLANS


@attrs.frozen
class Latency:
    """Milliseconds of each job, and percent of one core while idle."""

    ms: list[int]
    idle: float

    def describe(self):
        ordered = sorted(self.ms)
        return (
            f"p50 {statistics.median(ordered):.0f} ms, p95 {ordered[len(ordered) * 95 // 100]} ms, "
            f"most {ordered[-1]} ms; idle CPU {self.idle:.2f} percent"
        )


def measure(*, parts, jobs, idle, folder):
    """The latency of ``jobs`` jobs, one after another, after ``idle`` seconds of nothing."""
    with fleet(parts=parts, workers=1, folder=folder, beat=10) as (pipeline, processes):
        acme = pipeline.tenant("acme")
        file = acme.upload(b"Ada Example\n")

        def one():
            job = acme.submit(file, plan=PLANS["noops"])
            until(lambda: acme.job(job).is_terminal, "the job did not end")
            ended = acme.job(job)
            return ended.finished_at - ended.created_at

        one()  # what is loaded on first use
        before, started = cpu(processes), time.monotonic()
        time.sleep(idle)
        spent = (cpu(processes) - before) / (time.monotonic() - started) * 100
        return Latency([one() for _ in range(jobs) if not time.sleep(0.2)], spent)


def cpu(processes):
    """Seconds of CPU time that ``processes`` have used."""
    ticks = 0
    for process in processes:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parts", choices=["servers", "embedded"], default="servers")
    parser.add_argument("--jobs", type=int, default=60)
    parser.add_argument("--idle", type=float, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(measure(folder=Path(folder), **vars(arguments)).describe())


if __name__ == "__main__":
    main()
