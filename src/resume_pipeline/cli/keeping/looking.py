"""The commands ``scrub``, ``leftovers`` and ``rebuild``."""

from __future__ import annotations

from argparse import Namespace

from resume_pipeline.cli.boundary import FAILED
from resume_pipeline.cli.jobs import tenant_of
from resume_pipeline.cli.tables import print_lines


def scrub(arguments: Namespace) -> int:
    """Read everything again; 1 if something is not as it was stored."""
    rate = None if arguments.rate is None else arguments.rate * 1e6
    with tenant_of(arguments) as tenant:
        done = tenant.scrub(rate=rate, told=lambda one: print_lines([f"{one.fault}  {one.key}"]))
    faults = len(done.findings)
    print_lines([f"{done.objects} objects, {done.bytes} bytes: {faults} not as they were stored"])
    return FAILED if faults else 0


def leftovers(arguments: Namespace) -> int:
    """Find what belongs to nothing; with ``--yes``, delete it."""
    with tenant_of(arguments) as tenant:
        found = tenant.leftovers(delete=arguments.yes, older_than=arguments.hours * 3600)
    print_lines(found.keys)
    done = "deleted" if found.is_deleted else "found; nothing was done, --yes deletes them"
    print_lines([f"{len(found.keys)} objects {done}"])
    if found.rebuildable:
        print_lines([f"{len(found.rebuildable)} jobs are not in the ledger: rebuild it first"])
    return 0


def rebuild(arguments: Namespace) -> int:
    """Make rows anew; 1 if not everything came back."""
    with tenant_of(arguments) as tenant:
        made = tenant.rebuild()
    print_lines([f"{made.jobs} jobs, {made.files} files, {made.corrections} corrections are back"])
    print_lines([f"job {job_id}: had not ended; submit it again" for job_id in made.lost])
    print_lines([f"job {job_id}: its manifest cannot be read" for job_id in made.unreadable])
    print_lines([f"file {file_id}: no job tells what it is" for file_id in made.unnamed])
    if made.jobs:
        print_lines(["names, persons, actors, batches and decisions are not in storage"])
    return FAILED if made.lost or made.unreadable or made.unnamed else 0
