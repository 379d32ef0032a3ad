"""The commands ``audit``: rates by group, the chain of what happened, and the score's card."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from resume_pipeline.cli.jobs import tenant_of
from resume_pipeline.cli.tables import print_lines
from resume_pipeline.errors import InvalidRequestError

if TYPE_CHECKING:
    from resume_pipeline.audit.people import Assessed


def bias(arguments: Namespace) -> int:
    """Print rates and impact ratios by self-reported group."""
    from resume_pipeline.audit.bias import bias as measured
    from resume_pipeline.audit.bias_page import as_csv, as_json, as_markdown
    from resume_pipeline.audit.people import read_people

    people = read_people(_file(arguments.people))
    if arguments.jobs:
        people = _looked_up(arguments, people)
    elif arguments.selected or any(one.job for one in people):
        raise InvalidRequestError("to look up what became of jobs, say --jobs")
    found = measured(people, leave_out_small=arguments.leave_out_small)
    written = {
        "md": lambda: as_markdown(found),
        "csv": lambda: as_csv(found),
        "json": lambda: json.dumps(as_json(found), ensure_ascii=False, indent=2) + "\n",
    }
    with _out(arguments.out) as out:
        out.write(written[arguments.format]())
    return 0


def _looked_up(arguments: Namespace, people: list[Assessed]) -> list[Assessed]:
    """``people`` with the outcomes of their jobs, out of the ledger."""
    from resume_pipeline.audit.outcomes import with_outcomes

    with tenant_of(arguments) as tenant:
        return with_outcomes(tenant, people, selected=arguments.selected or ())


def _file(path: Path) -> Path:
    if not path.is_file():
        raise InvalidRequestError(f"{path}: there is no such file")
    return path


@contextmanager
def _out(path: Path | None) -> Iterator[TextIO]:
    """A file that does not exist yet, or standard output.

    Raises:
        InvalidRequestError: it exists: what an auditor was given is not written over.
    """
    if path is None:
        reconfigure = getattr(sys.stdout, "reconfigure", None)
        if reconfigure is not None:  # a hash is of UTF-8, whatever the terminal speaks
            reconfigure(encoding="utf-8")
        yield sys.stdout
        return
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            yield file
    except FileExistsError:
        raise InvalidRequestError(f"{path} exists: name another file") from None


def export(arguments: Namespace) -> int:
    """Write the chain, and its head to standard error."""
    line = ""
    with tenant_of(arguments) as tenant, _out(arguments.out) as out:
        for line in tenant.audit_lines(until=arguments.until):
            out.write(line + "\n")
    print(f"head {json.loads(line)['hash']}: keep it apart from the file", file=sys.stderr)
    return 0


def check(arguments: Namespace) -> int:
    """See that an export is what was exported."""
    from resume_pipeline.audit.chain import check as checked

    try:
        with _file(arguments.export).open(encoding="utf-8", newline="\n") as lines:
            head = checked((line.rstrip("\n") for line in lines), head=arguments.head)
    except UnicodeDecodeError:
        raise InvalidRequestError("the file is no export: it is not UTF-8") from None
    except InvalidRequestError as error:
        print_lines([f"does not hold: {error}"])
        return 1
    print_lines([f"holds; head {head}"])
    return 0


def card(arguments: Namespace) -> int:
    """Print the model card of the score that is installed here."""
    from resume_pipeline.audit.card import as_markdown, read_figures

    figures = read_figures(_file(arguments.measured)) if arguments.measured else None
    with _out(arguments.out) as out:
        out.write(as_markdown(figures))
    return 0
