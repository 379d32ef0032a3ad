"""The commands about the host's hooks."""

from __future__ import annotations

import difflib
from argparse import Namespace

from resume_pipeline.cli.configured import settings_of
from resume_pipeline.cli.tables import print_lines, table
from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.pipeline import Pipeline


def listing(arguments: Namespace) -> int:
    """List hooks: whether they are known here, whether retired, how many open jobs name them."""
    with Pipeline.open(settings_of(arguments)) as pipeline:
        states = pipeline.hook_states()
        after = sorted(pipeline.opened.after_hooks)
    rows: list[tuple[object, ...]] = [
        (name, "in the transaction", _yes(is_known), _yes(is_retired), count)
        for name, (is_known, is_retired, count) in states.items()
    ]
    rows += [(name, "after it", "yes", "no", None) for name in after if name not in states]
    print_lines(table(("HOOK", "CALLED", "KNOWN HERE", "RETIRED", "OPEN JOBS"), rows))
    return 0


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def retire(arguments: Namespace) -> int:
    """Never call a hook again.

    Raises:
        InvalidRequestError: nobody knows such a hook.
    """
    with Pipeline.open(settings_of(arguments)) as pipeline:
        known = sorted({*pipeline.hook_states(), *pipeline.opened.after_hooks})
        if arguments.name not in known:
            near = difflib.get_close_matches(arguments.name, known, n=1)
            hint = (
                f"did you mean {near[0]}?" if near else f"there are: {', '.join(known) or 'none'}"
            )
            raise InvalidRequestError(
                f"no job and no setting names the hook {arguments.name}; {hint}"
            )
        pipeline.retire_hook(arguments.name)
    print_lines([f"{arguments.name} is retired: it is never called again"])
    return 0
