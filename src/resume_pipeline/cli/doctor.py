"""The command ``doctor``: what is configured, reachable and missing, and how to mend it."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import attrs

from resume_pipeline.cli import checks
from resume_pipeline.cli.boundary import REFUSED
from resume_pipeline.cli.checks import Finding, Level
from resume_pipeline.cli.configured import settings_of
from resume_pipeline.cli.safe import masked
from resume_pipeline.cli.tables import print_lines
from resume_pipeline.errors import ConfigError
from resume_pipeline.settings import Settings


def doctor(arguments: Namespace) -> int:
    """Print a line per finding; with ``--strict``, 2 if something is missing."""
    configured = settings_of(arguments)
    missing = 0
    with _patient(configured) as settings:
        for finding in _findings(configured, settings, arguments.celery):
            missing += finding.level is Level.MISSING
            said = finding.said.replace(settings.home, configured.home)
            print_lines(_lines(attrs.evolve(finding, said=said)))
    print_lines(["", _sum(missing)])
    return REFUSED if arguments.strict and missing else 0


def _findings(
    configured: Settings, settings: Settings, celery_app: str | None
) -> Iterator[Finding]:
    yield from _celery(celery_app) if celery_app else ()  # first: what it imports is looked at
    yield from checks.machine()
    yield from checks.configuration(configured)
    yield from checks.plugins(settings)
    yield from checks.backends(settings, is_embedded=configured.is_embedded)
    yield from checks.box(settings)


def _celery(target: str) -> Iterator[Finding]:
    """Which of the two kinds an app is, and what is unsafe about it."""
    try:
        from resume_pipeline.engines.celery.examining import examine

        app = examine(target)
    except (ConfigError, ImportError) as error:
        yield Finding(Level.MISSING, "celery", f"{error}", "see the guide on Celery")
        return
    yield _kind(app.name, app.is_own, app.reach)
    for said in app.unsafe:
        yield Finding(Level.MISSING, "celery", said)


def _kind(name: str, is_own: bool, reach: Sequence[str]) -> Finding:
    if is_own and not reach:
        return Finding(
            Level.OK, "celery", "our own app, without a database: it knows broker and storage"
        )
    whose = "our own app" if is_own else f"a host's app, {name}"
    if not reach:
        return Finding(Level.OK, "celery", f"{whose}; no database in reach is seen from here")
    said = f"{whose}, with a database in reach: {', '.join(reach)}"
    mend = (
        "start workers of an environment without it"
        if is_own
        else "our own app needs none: celery -A resume_pipeline.engines.celery worker"
    )
    return Finding(Level.WEAK, "celery", said, mend)


@contextmanager
def _patient(configured: Settings) -> Iterator[Settings]:
    """What to examine: a home that is not there yet is stood in for beside its place."""
    home = Path(configured.home).absolute()
    if not configured.is_embedded or home.exists():
        yield configured
        return
    nearest = next(parent for parent in home.parents if parent.exists())
    with tempfile.TemporaryDirectory(prefix=".resume-pipeline-", dir=nearest) as folder:
        yield configured.model_copy(update={"home": folder})


def _lines(finding: Finding) -> Iterable[str]:
    yield f"{finding.level:<8} {finding.what:<13} {masked(finding.said)}"
    if finding.mend:
        yield f"{'':<22} -> {finding.mend}"


def _sum(missing: int) -> str:
    return f"{missing} missing" if missing else "nothing is missing"
