"""What can be asked for of what is kept: arguments only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Add = Callable[..., Any]


def add_keeping(commands: Any, add: Add, moment: Callable[[str], int], positive: Any) -> None:
    """What erases, what looks after storage, and what counts."""
    _add_erasing(commands, add)
    more = ("The first line of FILE names its columns: url, filename, subject. Run it again after "
            "a stop: what was adopted is known. Exit code 1: something was not.")  # fmt: skip
    taken = _one(commands, add, "adopt", "make files of objects in your own storage", more,
                 where="adopting")  # fmt: skip
    taken.add_argument("file", metavar="FILE")
    scrub = _one(commands, add, "scrub", "read what is stored again and compare its digests",
                 "Exit code 1: something is damaged or missing.")  # fmt: skip
    words = "at most so many megabytes a second"
    scrub.add_argument("--rate", type=positive, metavar="N", help=words)
    left = _one(commands, add, "leftovers", "find objects that belong to nothing",
                "Says what it would delete; with --yes, deletes it.")  # fmt: skip
    left.add_argument("--yes", action="store_true", help="delete them")
    words = "only what is older (24)"
    left.add_argument("--hours", type=positive, default=24.0, metavar="N", help=words)
    _one(commands, add, "rebuild", "make rows anew from storage, after the ledger was lost",
         "Exit code 1: not everything came back; it says what did not.")  # fmt: skip
    totals = _one(commands, add, "totals", "what ended, by day and plan")
    words = "from this day: a date, or 3d, 1w ago (30 days ago)"
    totals.add_argument("--since", type=moment, metavar="TIME", help=words)
    totals.add_argument("--until", type=moment, metavar="TIME", help="to this day (today)")
    totals.add_argument("--plan", metavar="PLAN")
    totals.add_argument("--json", action="store_true", help="one JSON object a line")
    metrics = add(commands, "metrics", "keeping.counting:metrics",
                  "numbers for Prometheus, out of the ledger")  # fmt: skip
    words = "serve them over HTTP until told to stop"
    metrics.add_argument("--port", type=int, metavar="N", help=words)
    metrics.add_argument("--host", default="127.0.0.1", metavar="HOST", help="(127.0.0.1)")


def _add_erasing(commands: Any, add: Add) -> None:
    more = "Says when it will be done, if a worker may still write. Exit code 1: it is not done."
    erase = _one(commands, add, "erase", "forget a person", more, where="erasing")
    erase.add_argument("subject", metavar="SUBJECT", help="the host's id of the person")
    erase.add_argument("--reason", default="asked", metavar="CODE", help="(asked)")
    more = "With an id, what is left of it is looked for; exit code 1: something is."
    listing = _one(commands, add, "erasures", "what was to be erased", more, where="erasing")
    listing.add_argument("erasure", nargs="?", metavar="ERASURE")
    hold = _one(commands, add, "hold", "have nothing of a person erased", where="erasing")
    hold.add_argument("subject", metavar="SUBJECT")
    hold.add_argument("--reason", required=True, metavar="TEXT")
    release = _one(commands, add, "release", "end a hold", where="erasing")
    release.add_argument("subject", metavar="SUBJECT")
    _one(commands, add, "holds", "of whom nothing is erased", where="erasing")
    more = "The database is locked meanwhile, for a time that grows with its size."
    words = "leave no bytes of what was erased in the ledger's pages"
    add(commands, "compact", "keeping.erasing:compact", words, more)


def _one(commands: Any, add: Add, name: str, words: str, more: str = "", **how: str) -> Any:
    where = how.get("where", "counting" if name == "totals" else "looking")
    made = add(commands, name, f"keeping.{where}:{name}", words, more)
    made.add_argument("--tenant", default="default", metavar="NAME", help="whose (default)")
    return made
