"""What can be asked for: arguments only, with imports that cost nothing."""

from __future__ import annotations

import argparse
import difflib
import re
from pathlib import Path
from typing import Any, Final, NoReturn

from resume_pipeline import __version__
from resume_pipeline.cli.accuracy.asking import add_accuracy
from resume_pipeline.cli.audit.asking import add_audit, add_records
from resume_pipeline.cli.keeping.asking import add_keeping
from resume_pipeline.cli.report.asking import add_reports
from resume_pipeline.errors import InvalidRequestError

_STATES: Final = ("queued", "running", "succeeded", "failed", "cancelled")
_UNITS: Final = {"m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
_SETTINGS: Final = (
    ("--settings", "settings", "FILE", "a TOML file of settings; the environment goes over it"),
    ("--storage", "storage_url", "URL", "where files and artifacts are"),
    ("--ledger", "ledger_url", "URL", "the database of jobs"),
    ("--queue", "queue_url", "URL", "where messages wait"),
    ("--reporter", "reporter_url", "URL", "where a worker reports to"),
    ("--home", "home", "DIR", "the folder of everything, when no URL is set"),
)
_EXITS: Final = (
    "exit codes: 0 all is well, 1 a job failed, 2 something must be changed first (one line on "
    "standard error says what), 130 interrupted"
)


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line like any other of the command's."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments.

        Raises:
            InvalidRequestError: always.
        """
        raise InvalidRequestError(f"{_with_hint(message)}; see `{self.prog} --help`")


def _with_hint(message: str) -> str:
    """``message`` with the choice that was probably meant."""
    found = re.search(r"invalid choice: '(.*)' \(choose from (.*)\)", message)
    choices = found[2].replace("'", "").split(", ") if found else []
    near = difflib.get_close_matches(found[1], choices, n=1) if found else []
    return f"{message}; did you mean {near[0]}?" if near else message


def moment(text: str) -> int:
    """Epoch milliseconds of a UTC date or time, or of so long ago (``30m``, ``2h``, ``3d``)."""
    import datetime as dt
    import time

    ago = re.fullmatch(r"(\d{1,6})([mhdw])", text)
    if ago:
        return time.time_ns() // 1_000_000 - int(ago[1]) * _UNITS[ago[2]]
    try:
        read = dt.datetime.fromisoformat(text)
    except ValueError:
        said = f"{text!r} is no time: write 2026-01-31, 2026-01-31T12:00 (UTC), 30m, 2h, 3d or 1w"
        raise argparse.ArgumentTypeError(said) from None
    aware = read if read.tzinfo else read.replace(tzinfo=dt.UTC)
    return int(aware.timestamp() * 1000)


def _positive(kind: type[int] | type[float]) -> Any:
    def read(text: str) -> int | float:
        try:
            value = kind(text)
        except ValueError:
            value = kind(0)
        if not 0 < value < 1_000_000:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number above zero")
        return value

    return read


def parser() -> Parser:
    """The command's parser. ``target`` of its answer names ``module:function`` of the command."""
    top = Parser(
        prog="resume-pipeline",
        description="Turn resumes into profiles and scores that can be audited and reproduced.",
        epilog=f"Options of settings may stand before or after the command. {_EXITS}.",
    )
    top.add_argument("--version", action="version", version=f"resume-pipeline {__version__}")
    _settings(top)
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    _add_one_shots(commands)
    _add_processes(commands)
    _add_jobs(commands)
    _add_hooks(commands)
    _add_operating(commands)
    _add_endpoints(commands)
    add_records(commands, _add)
    add_audit(commands, _add, moment)
    add_reports(commands, _add)
    add_keeping(commands, _add, moment, _positive(float))
    add_accuracy(commands, _add, _positive(int))
    _add_checks(commands)
    return top


def _settings(to: argparse.ArgumentParser, *, again: bool = False, but: str = "") -> None:
    """Options of settings; ``again`` behind the command, where an absent one says nothing."""
    group = to.add_argument_group("settings")
    for option, dest, metavar, words in _SETTINGS:
        if option == but:
            continue
        how: dict[str, Any] = {"default": argparse.SUPPRESS} if again else {}
        shown = argparse.SUPPRESS if again else words
        group.add_argument(option, dest=dest, metavar=metavar, help=shown, **how)
    shown = argparse.SUPPRESS if again else "show the traceback of an error"
    default = argparse.SUPPRESS if again else False
    group.add_argument("--debug", action="store_true", default=default, help=shown)


def _add(commands: Any, name: str, target: str, words: str, more: str = "") -> Parser:
    """A command; ``more`` stands below its one line of help."""
    added: Parser = commands.add_parser(
        name, help=words, description=f"{words[0].upper()}{words[1:]}. {more}".strip(), epilog=None
    )
    added.set_defaults(target=target)
    names_queue = name in ("worker", "pause", "resume")  # where --queue is a queue's name
    _settings(added, again=True, but="--queue" if names_queue else "")
    return added


def _add_one_shots(commands: Any) -> None:
    # Long because it is a list: each command with its arguments, in the order of the help.
    demo = _add(
        commands,
        "demo",
        "demo:demo",
        "rank invented resumes, to see what it does",
        "Everything is written below one folder; run it again to rank them again.",
    )
    demo.add_argument("--dir", type=Path, default=Path("resume-demo"), metavar="DIR")
    profile = _add(
        commands,
        "profile",
        "profile:profile",
        "read resumes, and rank them if a vacancy is given",
        "It runs in this process. Exit code 1: a file could not be read, or a job failed.",
    )
    profile.add_argument("files", nargs="+", type=Path, metavar="FILE")
    words = "the advert as plain text, or a vacancy with its criteria as .json"
    profile.add_argument("--vacancy", type=Path, metavar="FILE", help=words)
    words = "keep everything in this folder; without it nothing is kept"
    profile.add_argument("--out", type=Path, metavar="DIR", help=words)
    words = "one JSON object a line, best first: file, job_id, state, reading_status, score, result"
    profile.add_argument("--json", action="store_true", help=words)
    _add_ocr(profile)
    draft = _add(
        commands,
        "draft",
        "profile:draft",
        "draft criteria from an advert, for a person to confirm",
        "It prints a vacancy as JSON. Edit it, and give it to profile as --vacancy FILE.json.",
    )
    draft.add_argument("advert", type=Path, metavar="FILE", help="the advert as plain text")
    parse = _add(
        commands,
        "parse",
        "parse:parse",
        "write a JSON Resume document for each resume",
        "A file that cannot be read gives {} and a line with its reading status on standard "
        "error. Exit code 0: each file was handled and at least one could be read; 1: none "
        "could, or something else than its content stopped one.",
    )
    parse.add_argument("files", nargs="+", type=Path, metavar="FILE")
    words = "for STEM.json of each file, or NAME.json where two stems are the same"
    parse.add_argument("--out", type=Path, required=True, metavar="DIR", help=words)
    _add_ocr(parse)
    inspect = _add(
        commands,
        "inspect",
        "parse:inspect",
        "show how one resume was read, as a page to look at",
        "The page holds the document's pages and everything that was read on them. Exit code 1: "
        "the document could not be read; the page says why.",
    )
    inspect.add_argument("file", type=Path, metavar="FILE")
    words = "where to write the page; it needs no other file, and no network"
    inspect.add_argument("--html", type=Path, required=True, metavar="OUT", help=words)
    _add_ocr(inspect)


def _add_ocr(command: argparse.ArgumentParser) -> None:
    words = "languages of text in pictures, by Tesseract's names, like eng+deu; doctor names yours"
    command.add_argument("--ocr-languages", metavar="NAMES", help=words)


def _add_processes(commands: Any) -> None:
    worker = _add(
        commands,
        "worker",
        "operate:worker",
        "run jobs until told to stop",
        "It needs storage, queue and reporter, and never the ledger. SIGTERM and SIGINT stop it; "
        "a second one does so at once.",
    )
    words = "name of the queue to listen on (before the command, --queue is the queue's URL)"
    worker.add_argument("--queue", dest="listens_to", metavar="NAME", help=words)
    worker.add_argument("--slots", type=_positive(int), metavar="N", help="jobs at the same time")
    coordinator = _add(
        commands,
        "coordinator",
        "operate:coordinator",
        "relay, finalize and sweep until told to stop",
        "Any number may run at once. SIGTERM and SIGINT stop it; a second one does so at once.",
    )
    for one in (worker, coordinator):
        words = "of the lines on standard error; json has one object a line (text)"
        one.add_argument("--log-format", choices=("text", "json"), default="text", help=words)


def _add_jobs(commands: Any) -> None:
    jobs = commands.add_parser("jobs", help="look at jobs, cancel and repeat them")
    several = jobs.add_subparsers(metavar="COMMAND", required=True)
    listing = _add(several, "list", "jobs:listing", "list jobs, the oldest first")
    _tenant(listing)
    _filters(listing)
    words = "how many at most (50)"
    listing.add_argument("--limit", type=_positive(int), default=50, metavar="N", help=words)
    _json(listing)
    for name, words in (
        ("show", "all that is known of a job"),
        ("events", "what happened to a job"),
        ("why", "why a job is where it is, and what it waits for"),
    ):
        one = _add(several, name, f"jobs:{name}", words)
        _tenant(one)
        one.add_argument("job", metavar="JOB")
        _json(one)
    words = "run a job again without checkpoints and compare, byte for byte"
    verify = _add(several, "verify", "jobs:verify", words, "Exit code 1: it does not hold.")
    _tenant(verify)
    verify.add_argument("job", metavar="JOB")
    _bulk(several, "cancel", "cancel jobs that have not ended")
    _bulk(several, "rerun", "run jobs that have ended again, as new jobs")


def _bulk(commands: Any, name: str, words: str) -> None:
    more = "By id, or all that match. Says what it would do; with --yes, does it."
    bulk = _add(commands, name, f"bulk:{name}", words, more)
    _tenant(bulk)
    bulk.add_argument("jobs", nargs="*", metavar="JOB")
    _filters(bulk)
    bulk.add_argument("--yes", action="store_true", help="do it")
    words = "go on behind this job, with the same filters"
    bulk.add_argument("--after", default="", metavar="JOB", help=words)
    words = "at most so many a second (10), in chunks of a second and of 200 at most"
    bulk.add_argument("--rate", type=_positive(float), default=10.0, metavar="N", help=words)


def _tenant(to: argparse.ArgumentParser) -> None:
    to.add_argument("--tenant", default="default", metavar="NAME", help="whose jobs (default)")


def _json(to: argparse.ArgumentParser) -> None:
    to.add_argument("--json", action="store_true", help="one JSON object a line")


def _filters(to: argparse.ArgumentParser) -> None:
    """Fields that jobs must match, named as `JobFilter` names them."""
    group = to.add_argument_group("which jobs")
    group.add_argument("--state", choices=_STATES)
    group.add_argument("--code", metavar="CODE", help="of the error")
    group.add_argument("--stage", metavar="STAGE", help="in which the error was")
    group.add_argument("--plan", metavar="PLAN")
    group.add_argument("--batch", metavar="BATCH")
    group.add_argument("--ref", metavar="REF", help="the host's name of what the job is about")
    words = "created at this time or later: a date or time in UTC, or 30m, 2h, 3d, 1w ago"
    group.add_argument("--since", dest="created_from", type=moment, metavar="TIME", help=words)
    words = "created before this time"
    group.add_argument("--before", dest="created_before", type=moment, metavar="TIME", help=words)


def _add_hooks(commands: Any) -> None:
    hooks = commands.add_parser("hooks", help="the host's hooks: which are known, retire one")
    several = hooks.add_subparsers(metavar="COMMAND", required=True)
    _add(several, "list", "hooks:listing", "which hooks are known here, and how many jobs wait")
    retire = _add(
        several, "retire", "hooks:retire", "never call a hook again, also for jobs that name it"
    )
    retire.add_argument("name", metavar="NAME")


def _add_operating(commands: Any) -> None:
    for name, words in (
        ("pause", "dispatch nothing of a queue, a tenant or a plan for now"),
        ("resume", "end a pause"),
    ):
        more = "What runs goes on, and what a broker already holds may still start."
        added = _add(commands, name, f"pause:{name}", words, more if name == "pause" else "")
        for kind in ("queue", "tenant", "plan"):
            added.add_argument(f"--{kind}", dest=f"paused_{kind}", metavar="NAME")
        added.add_argument("--actor", default="command", metavar="NAME", help="who (command)")
        if name == "pause":
            added.add_argument("--reason", metavar="TEXT", help="which `why` tells")
    pauses = _add(commands, "pauses", "pause:listing", "what is paused, since when and why")
    pauses.add_argument("--all", action="store_true", help="also the latest that ended")
    _json(pauses)
    more = "LOAD is jobs that wait, are dispatched or run, per slot that is alive."
    _json(_add(commands, "backlog", "pause:backlog", "how much each queue has to do", more))


def _add_endpoints(commands: Any) -> None:
    endpoints = commands.add_parser("endpoints", help="who is told of endings over HTTP")
    several = endpoints.add_subparsers(metavar="COMMAND", required=True)
    words = "whose; without it the host's own, told of every tenant's endings"

    def one(name: str, target: str, words_of_it: str, *, takes_id: bool = True) -> Parser:
        added = _add(several, name, f"endpoints:{target}", words_of_it)
        added.add_argument("--tenant", metavar="NAME", help=words)
        if takes_id:
            added.add_argument("endpoint", metavar="ENDPOINT")
        return added

    one("list", "listing", "list endpoints", takes_id=False)
    add = one("add", "add", "register an endpoint, and show its secret once", takes_id=False)
    add.add_argument("url", metavar="URL")
    add.add_argument("--event", action="append", metavar="EVENT", help="again for each (all)")
    rotate = one("rotate", "rotate", "give an endpoint a new key, and show it once")
    more = "seconds for which the keys before sign, too (86400); 0 if one has leaked"
    rotate.add_argument("--overlap", type=float, default=86_400.0, metavar="N", help=more)
    one("enable", "enable", "tell an endpoint again")
    one("disable", "disable", "tell an endpoint nothing for now")
    one("remove", "remove", "forget an endpoint and its log")
    log = one("log", "log", "what an endpoint was told, the latest first")
    log.add_argument("--limit", type=_positive(int), default=50, metavar="N", help="(50)")
    _json(log)
    resend = one("resend", "resend", "send notices again, by id or all that were given up")
    resend.add_argument("notices", nargs="*", metavar="NOTICE")
    resend.add_argument("--since", type=moment, metavar="TIME", help="given up, written since")


def _add_checks(commands: Any) -> None:
    doctor = _add(commands, "doctor", "doctor:doctor", "what is configured, reachable and missing")
    words = "exit code 2 if something is missing"
    doctor.add_argument("--strict", action="store_true", help=words)
    words = "also examine this Celery app, named as for `celery -A`"
    doctor.add_argument("--celery", metavar="APP", help=words)
    migrate = _add(
        commands,
        "migrate",
        "migrate:migrate",
        "bring the ledger's tables to the layout of this release",
        "It only adds, so that processes of the release before run on, and it may be run again, "
        "or twice at once.",
    )
    words = "then remove what only older releases need, once none of their processes is left"
    migrate.add_argument("--contract", action="store_true", help=words)
    words = "put the tables under Postgres' row-level security, with a role for hosts and one for"
    migrate.add_argument("--row-security", action="store_true", help=f"{words} coordinators")
    words = "print the statements for somebody else to run, and change nothing"
    migrate.add_argument("--sql", action="store_true", help=words)
    chaos = _add(
        commands,
        "chaos",
        "operate:chaos",
        "kill real processes and servers at random and do the sums",
        "Servers are started for it, on free ports, and removed with their data. Exit code 1: a "
        "promise did not hold.",
    )
    words = "embedded (a folder and SQLite), or with Postgres and S3: rabbitmq, redis"
    kinds = ("embedded", "rabbitmq", "redis")
    chaos.add_argument("--on", dest="parts", choices=kinds, default="embedded", help=words)
    words = "what runs the jobs (loop)"
    chaos.add_argument("--engine", choices=("loop", "celery"), default="loop", help=words)
    chaos.add_argument("--jobs", type=_positive(int), default=200, metavar="N", help="(200)")
    words = "how often something is killed from outside (20)"
    chaos.add_argument("--kills", type=_positive(int), default=20, metavar="N", help=words)
    chaos.add_argument("--workers", type=_positive(int), default=4, metavar="N", help="(4)")
    words = "of the faults; without it, one is drawn and printed"
    chaos.add_argument("--seed", type=int, metavar="N", help=words)
    words = "for report.json and the logs (chaos)"
    chaos.add_argument("--out", type=Path, default=Path("chaos"), metavar="DIR", help=words)
