"""The commands ``erase``, ``erasures``, ``hold``, ``release`` and ``holds``."""

from __future__ import annotations

from argparse import Namespace

from resume_pipeline.cli.boundary import FAILED
from resume_pipeline.cli.configured import settings_of
from resume_pipeline.cli.jobs import tenant_of
from resume_pipeline.cli.tables import print_lines, table
from resume_pipeline.errors import SettingsError
from resume_pipeline.model.keeping.erasure import Erasure
from resume_pipeline.model.naming import when
from resume_pipeline.pipeline import Pipeline


def erase(arguments: Namespace) -> int:
    """Forget a person; 1 if it is not done yet."""
    with tenant_of(arguments) as tenant:
        made = tenant.erase(arguments.subject, reason=arguments.reason)
    print_lines([f"erasure {made.id}: {_said(made)}"])
    return 0 if made.is_done else FAILED


def _said(erasure: Erasure) -> str:
    sizes = f"{len(erasure.files)} files, {len(erasure.jobs)} jobs, {erasure.objects} objects"
    if erasure.is_done:
        return f"done, {sizes}"
    until = when(erasure.waits_until)
    waits = f"not before {until}: a worker may still write" if until else "an open job is ending"
    return f"a coordinator finishes it, {waits}; {sizes} so far"


def erasures(arguments: Namespace) -> int:
    """List them; or look for what is left of one, 1 if something is."""
    with tenant_of(arguments) as tenant:
        if arguments.erasure:
            left = tenant.left_of(arguments.erasure)
            print_lines(left or ["nothing is left"])
            return FAILED if left else 0
        found = tenant.erasures()
    rows = [
        (e.id, e.reason, e.actor, when(e.asked_at), when(e.done_at), len(e.files), len(e.jobs))
        for e in found
    ]
    print_lines(table(("ERASURE", "REASON", "BY", "ASKED", "DONE", "FILES", "JOBS"), rows))
    return 0


def hold(arguments: Namespace) -> int:
    """Have nothing of a person erased."""
    with tenant_of(arguments) as tenant:
        tenant.hold(arguments.subject, reason=arguments.reason)
    print_lines(["held"])
    return 0


def release(arguments: Namespace) -> int:
    """End a hold; nothing is wrong if there was none."""
    with tenant_of(arguments) as tenant:
        was_held = tenant.release(arguments.subject)
    print_lines(["released" if was_held else "was not held"])
    return 0


def holds(arguments: Namespace) -> int:
    """List holds."""
    with tenant_of(arguments) as tenant:
        rows = [(h.subject, h.reason, h.actor, when(h.held_at)) for h in tenant.holds()]
    print_lines(table(("SUBJECT", "REASON", "BY", "SINCE"), rows))
    return 0


def compact(arguments: Namespace) -> int:
    """Write the ledger's pages anew."""
    with Pipeline.open(settings_of(arguments)) as pipeline:
        if not pipeline.compact():
            raise SettingsError("this ledger cannot be asked to: do it by the database's own means")
    print_lines(["compacted"])
    return 0
