"""The command ``demo``: invented resumes, ranked against an invented vacancy."""

from __future__ import annotations

import shlex
import sys
from argparse import Namespace

from resume_pipeline import demo as samples
from resume_pipeline.cli.boundary import FAILED
from resume_pipeline.cli.embedded import Asked, embedded, home_of, made, run
from resume_pipeline.cli.profile import ranked_table, vacancy_in
from resume_pipeline.cli.tables import Bar, print_lines


def demo(arguments: Namespace) -> int:
    """Write the demo's files, rank them, and say where everything is."""
    folder = made(arguments.dir)
    resumes, advert = samples.write(folder / "resumes")
    asked = Asked(paths=resumes, plan="default", vacancy=vacancy_in(advert))
    with home_of(folder / "results") as home:
        handled = run(asked, embedded(arguments, home), Bar().show)
    print_lines(
        [
            *ranked_table(handled),
            "",
            f"The resumes and the advert are in {folder / 'resumes'}, the results in {home}.",
            f"Look at a job:   {_invoked()} --home {shlex.quote(str(home))} jobs list",
            f"Delete it all:   rm -r {shlex.quote(str(folder))}",
        ]
    )
    return FAILED if any(one.has_failed for one in handled) else 0


def _invoked() -> str:
    """The command as it was typed: it may not be on the path."""
    typed = sys.argv[0]
    return shlex.quote(typed) if typed.endswith("resume-pipeline") else "resume-pipeline"
