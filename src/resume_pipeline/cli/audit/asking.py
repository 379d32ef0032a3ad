"""What the commands of this package can be asked for."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

Add = Callable[..., argparse.ArgumentParser]


def add_records(commands: Any, add: Add) -> None:
    """``records``: what people say of a reading or decide on a job."""
    records = commands.add_parser("records", help="corrections and decisions of people")
    several = records.add_subparsers(metavar="COMMAND", required=True)
    words = "correct what was read from a file, for jobs that are submitted from now on"
    correct = add(several, "correct", "audit.records:correct", words)
    correct.add_argument("file", metavar="FILE", help="id of the file")
    words = "JSON pointer into the profile: /work/0/position; /skills/- adds an entry"
    correct.add_argument("path", metavar="PATH", help=words)
    correct.add_argument("value", nargs="?", metavar="VALUE", help="what it says now")
    correct.add_argument("--as-json", dest="is_json", action="store_true", help="VALUE is JSON")
    correct.add_argument("--remove", action="store_true", help="take away what stands there")
    correct.add_argument("--reason", required=True, metavar="TEXT")
    _who(correct)
    words = "what was corrected in a file's reading"
    listing = add(several, "corrections", "audit.records:corrections", words)
    listing.add_argument("file", metavar="FILE", help="id of the file")
    _whose(listing, is_listed=True)
    _add_decisions(several, add)


def _add_decisions(several: Any, add: Add) -> None:
    words = "put a person's decision on a job on record; no score changes"
    decide = add(several, "decide", "audit.records:decide", words)
    decide.add_argument("job", metavar="JOB")
    words = "the host's own code, such as invited"
    decide.add_argument("--outcome", required=True, metavar="CODE", help=words)
    stance = decide.add_mutually_exclusive_group(required=True)
    stance.add_argument("--agrees", action="store_true", help="it follows the score")
    words = "it goes against the score; needs --reason-code"
    stance.add_argument("--overrides", dest="agrees", action="store_false", help=words)
    decide.add_argument("--reason-code", default="", metavar="CODE")
    decide.add_argument("--note", default="", metavar="TEXT")
    _who(decide)
    listing = add(several, "decisions", "audit.records:decisions", "what was decided")
    listing.add_argument("job", nargs="?", metavar="JOB", help="on this one only")
    listing.add_argument("--limit", type=_count, default=50, metavar="N", help="(50)")
    listing.add_argument("--after", default="", metavar="ID", help="from behind this decision")
    _whose(listing, is_listed=True)


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above zero")
    return int(text)


def _who(to: argparse.ArgumentParser) -> None:
    to.add_argument("--actor", required=True, metavar="NAME", help="who says so")
    _whose(to)


def _whose(to: argparse.ArgumentParser, *, is_listed: bool = False) -> None:
    to.add_argument("--tenant", default="default", metavar="NAME", help="whose (default)")
    if is_listed:
        to.add_argument("--json", action="store_true", help="one JSON object a line")


def add_audit(commands: Any, add: Add, moment: Callable[[str], int]) -> None:
    """``audit``: what an auditor is given."""
    audit = commands.add_parser("audit", help="what an auditor is given")
    several = audit.add_subparsers(metavar="COMMAND", required=True)
    more = (
        "FILE has the columns sex, race_ethnicity, source (self_reported), selected or score, and "
        "count if a row stands for several people. It is no independent audit."
    )
    words = "rates and impact ratios by self-reported group"
    bias = add(several, "bias", "audit.reports:bias", words, more)
    bias.add_argument("people", type=Path, metavar="FILE", help="CSV with a header, or .json")
    words = "leave groups of less than 2 percent out of the ratios, and say why"
    bias.add_argument("--leave-out-small", metavar="WHY", help=words)
    words = "take outcomes from the ledger: FILE has a column job in their place"
    bias.add_argument("--jobs", action="store_true", help=words)
    words = "with --jobs, a decision's outcome that moves somebody forward; again for each"
    bias.add_argument("--selected", action="append", metavar="CODE", help=words)
    _whose(bias)
    bias.add_argument("--format", choices=("md", "csv", "json"), default="md", help="(md)")
    _into(bias)
    words = "who did what, as a chain of lines"
    more = "The last hash, the head, is printed on standard error: keep it apart from the file."
    export = add(several, "export", "audit.reports:export", words, more)
    words = "leave out what is younger: a date or time in UTC, or 30m, 2h, 3d, 1w ago"
    export.add_argument("--until", type=moment, metavar="TIME", help=words)
    _whose(export)
    _into(export)
    words = "see that an export is what was exported"
    check = add(several, "check", "audit.reports:check", words, "Exit code 1: it does not hold.")
    check.add_argument("export", type=Path, metavar="FILE")
    check.add_argument("--head", metavar="HASH", help="as it was kept when it was exported")
    card = add(several, "card", "audit.reports:card", "the model card of the score")
    words = "figures that were recorded, a JSON list of what, figure and command"
    card.add_argument("--measured", type=Path, metavar="FILE", help=words)
    _into(card)


def _into(to: argparse.ArgumentParser) -> None:
    to.add_argument("--out", type=Path, metavar="FILE", help="a new file (standard output)")
