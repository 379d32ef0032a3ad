"""What the doctor looks at. A check never raises what an operator can mend."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import unquote, urlsplit

import attrs

from resume_pipeline import __version__
from resume_pipeline.backends.sql_ledger.ledger import SqlLedger
from resume_pipeline.backends.sql_ledger.schema import OWN
from resume_pipeline.cli.configured import URLS
from resume_pipeline.errors import ResumePipelineError
from resume_pipeline.flow.watch import live_workers
from resume_pipeline.model.naming import when
from resume_pipeline.plugins import Registry, build, load
from resume_pipeline.ports.clock import SystemClock
from resume_pipeline.ports.ledger import Ledger, Process
from resume_pipeline.ports.queue import Queue
from resume_pipeline.sandbox import configured_box
from resume_pipeline.sandbox.levels import NONE, weaknesses
from resume_pipeline.settings import DEFAULT_QUEUE, REPORTS, Settings
from resume_pipeline.stages.extract.ocr.data import languages
from resume_pipeline.stages.extract.ocr.pages import is_installed

T = TypeVar("T")
_ENGINES: Final = ("attrs", "fsspec", "kombu", "pluggy", "pydantic", "pypdf", "pypdfium2")
_READER: Final = "resume_pipeline.stages.extract.reader:read"
_DOCUMENT: Final = b"Ada Example\nengineer of engines that compute\n"
_MACHINES: Final = ("x86_64", "aarch64", "arm64")


class Level(StrEnum):
    """How good a finding is."""

    OK = "ok"
    WEAK = "weak"  #: it works, with a promise less
    MISSING = "missing"  #: it does not work


@attrs.frozen
class Finding:
    """One thing that was looked at.

    Attributes:
        what: in a word or two.
        said: what is there.
        mend: what to do, if something is to be done.
    """

    level: Level
    what: str
    said: str
    mend: str = ""


def machine() -> Iterator[Finding]:
    """Versions and platform."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in (*_ENGINES, "sqlalchemy"))
    python = platform.python_version()
    yield Finding(Level.OK, "versions", f"resume-pipeline {__version__}, Python {python}")
    yield Finding(Level.OK, "", versions)
    yield _platform()
    yield _ocr()


def _ocr() -> Finding:
    if not is_installed():
        said = "not installed: pages that are pictures are told, and not read"
        return Finding(Level.OK, "ocr", said, "for scans: pip install 'resume-pipeline[ocr]'")
    names = languages(os.environ.get("TESSDATA_PREFIX", ""))
    if not names:
        mend = "install tesseract-ocr, or set TESSDATA_PREFIX to the data's folder"
        return Finding(Level.WEAK, "ocr", "installed, without the data of any language", mend)
    return Finding(Level.OK, "ocr", f"Tesseract, with the data of {', '.join(names)}")


def _platform() -> Finding:
    libc, _ = platform.libc_ver()
    where = " ".join(part for part in (platform.system(), platform.machine(), libc) if part)
    if sys.platform == "darwin":
        said = f"{where}: memory of the box is watched, not held"
        return Finding(Level.WEAK, "platform", said, "run workers on Linux for hostile documents")
    if libc != "glibc" or platform.machine() not in _MACHINES:
        mend = "every promise is kept on Linux with glibc, x86_64 or aarch64"
        return Finding(Level.WEAK, "platform", where, mend)
    return Finding(Level.OK, "platform", where)


def configuration(settings: Settings) -> Iterator[Finding]:
    """URLs and whether host and worker could start with them."""
    if settings.is_embedded:
        home = Path(settings.home).absolute()
        said = f"no URL is set: everything is in {home}"
        yield Finding(Level.OK, "settings", said if home.exists() else f"{said}, made when used")
    for name in URLS:
        url = getattr(settings, name)
        if url is not None:
            # Under its own name, the line of a backend says whether it answers.
            yield Finding(Level.OK, "settings", f"{name} is {url}")
    yield from _starts(settings)
    if settings.ledger is not None:
        mend = "start workers in an environment without it, so that a document never gets near it"
        yield Finding(Level.WEAK, "worker", "this environment names the ledger", mend)


def _starts(settings: Settings) -> Iterator[Finding]:
    """Whether a host and a worker have the URLs they need; a worker's box needs no more."""
    _, of_host = _tried(settings.for_host)
    _, of_worker = _tried(settings.for_worker)
    if not of_host:
        yield Finding(Level.OK, "host", "a host or a coordinator could start here")
    elif of_worker or settings.ledger is not None:
        yield Finding(Level.MISSING, "host", of_host)
    else:
        yield Finding(Level.WEAK, "host", f"only a worker could start here: {of_host}")
    if of_worker:
        yield Finding(Level.MISSING, "worker", of_worker)
    else:
        yield Finding(Level.OK, "worker", "a worker could start here")


def plugins(settings: Settings) -> Iterator[Finding]:
    """Plugins, stages, plans, routes and hooks."""
    registry, problem = _tried(lambda: build(settings))
    if registry is None:
        yield Finding(Level.MISSING, "plugins", problem, "uninstall or mend the plugin")
        return
    names = sorted(name for name, _ in registry.manager.list_name_plugin())
    stages = [f"{name}@{stage.version}" for name, stage in sorted(registry.stages.items())]
    plans = [f"{p.name} ({' > '.join(p.stages)})" for _, p in sorted(registry.plans.items())]
    yield Finding(Level.OK, "plugins", ", ".join(names))
    yield Finding(Level.OK, "stages", ", ".join(stages))
    yield Finding(Level.OK, "plans", ", ".join(plans))
    for stage in sorted(set(settings.routes) - set(registry.stages)):
        said = f"a route is set for stage {stage}, which nobody offers"
        yield Finding(Level.MISSING, "routes", said, "correct the name, or install its plugin")
    yield from _hooks(settings)


def _hooks(settings: Settings) -> Iterator[Finding]:
    for name, target in sorted((settings.hooks | settings.after_hooks).items()):
        if target[:1] == "=":
            yield Finding(Level.OK, "hook", f"{name} is an alias of {target[1:]}")
            continue
        _, problem = _tried(lambda wanted=target: load(wanted))  # type: ignore[misc]
        mend = "jobs that name it wait until a coordinator can load it"
        found = Finding(Level.MISSING, "hook", f"{name}: {problem}", mend)
        yield found if problem else Finding(Level.OK, "hook", f"{name}: {target}")


def backends(settings: Settings, *, is_embedded: bool) -> Iterator[Finding]:
    """Storage, ledger, queue and reporter: whether they answer, and who is there."""
    complete, _ = _tried(settings.for_host)
    registry, _ = _tried(lambda: build(settings))
    if registry is None:
        return
    chosen = complete or settings
    yield from _storage(registry, chosen)
    yield from _ledger(registry, chosen, is_embedded)
    yield from _queue(registry, chosen)


def _storage(registry: Registry, settings: Settings) -> Iterator[Finding]:
    url = settings.storage
    if url is None:
        return
    storage, problem = _tried(lambda: registry.storage(url))
    if storage is None:
        yield Finding(Level.MISSING, "storage", problem, "check its URL, rights and credentials")
        return
    try:
        _, problem = _tried(getattr(storage, "probe", lambda: None))
        if problem:
            yield Finding(Level.MISSING, "storage", problem, "use a storage that can create once")
        else:
            yield Finding(Level.OK, "storage", f"{storage.describe()}; creates each object once")
        yield from _lasting(storage.capabilities.durable, storage.capabilities.shared)
    finally:
        storage.close()
    if url.startswith("file:"):
        yield _hard_links(Path(unquote(urlsplit(url).path)))


def _lasting(is_durable: bool, is_shared: bool) -> Iterator[Finding]:
    if not is_durable:
        yield Finding(Level.WEAK, "storage", "what is in it does not survive a power cut")
    if not is_shared:
        yield Finding(Level.WEAK, "storage", "other processes do not see what is in it")


def _hard_links(folder: Path) -> Finding:
    """Whether the file system can link, which is how a folder creates each object once."""
    try:
        with tempfile.TemporaryDirectory(prefix=".probe-", dir=folder) as inside:
            source = Path(inside, "source")
            source.touch()
            os.link(source, Path(inside, "link"))
    except OSError as error:
        mend = "put the files on a file system with hard links"
        return Finding(Level.MISSING, "hard links", f"{error.strerror}", mend)
    return Finding(Level.OK, "hard links", "the file system has them")


def _ledger(registry: Registry, settings: Settings, is_embedded: bool) -> Iterator[Finding]:
    url = settings.ledger
    if url is None:
        return
    role = "host" if settings.row_security else None
    ledger, problem = _tried(lambda: registry.ledger(url, settings.table_prefix, role).of(""))
    if ledger is None:
        mend = "check that the database runs, and the URL's host, user and password"
        yield Finding(Level.MISSING, "ledger", problem, mend)
        return
    try:
        walls = "; rows of tenants are kept apart by the database" if role else ""
        yield Finding(Level.OK, "ledger", ledger.describe() + walls)
        yield from _layout(ledger)
        yield from _pauses(ledger)
        yield from _processes(ledger, settings, is_embedded)
    finally:
        ledger.close()


def _layout(ledger: Ledger) -> Iterator[Finding]:
    """Whether the tables are those of the release before this one."""
    if isinstance(ledger, SqlLedger) and ledger.layout < OWN:
        said = f"its tables have layout {ledger.layout}, this release has {OWN}"
        yield Finding(Level.WEAK, "ledger", said, "run `resume-pipeline migrate`")


def _pauses(ledger: Ledger) -> Iterator[Finding]:
    pauses, problem = _tried(lambda: ledger.read(lambda tx: tx.pauses.holding()))
    if pauses is None:
        yield Finding(Level.MISSING, "ledger", problem)
    for pause in pauses or ():
        said = f"{pause.describe()}; since {when(pause.paused_at)}"
        mend = f"`resume-pipeline resume --{pause.kind} {pause.name}`"
        yield Finding(Level.WEAK, "paused", said, mend)


def _processes(ledger: Ledger, settings: Settings, is_embedded: bool) -> Iterator[Finding]:
    """Who has been seen within three beats."""
    seen, problem = _tried(
        lambda: ledger.read(
            lambda tx: (tx.watch.processes("coordinator"), tx.watch.processes("worker"))
        )
    )
    if seen is None:
        yield Finding(Level.MISSING, "ledger", problem)
        return
    policy, now = settings.policy, SystemClock().now()
    yield _live("coordinator", live_workers(seen[0], "", policy, now), is_embedded)
    for queue in sorted({DEFAULT_QUEUE, *settings.routes.values()}):
        live = live_workers(seen[1], queue, policy, now)
        option = "" if queue == DEFAULT_QUEUE else f" --queue {queue}"
        yield _live("worker", live, is_embedded, option)


def _live(role: str, live: list[Process], is_embedded: bool, option: str = "") -> Finding:
    if live:
        slots = sum(process.slots for process in live)
        said = f"{len(live)} alive" + (f" with {slots} slots" if role == "worker" else "")
        return Finding(Level.OK, role, said + option)
    mend = f"start `resume-pipeline {role}{option}`"
    if is_embedded:
        return Finding(Level.WEAK, role, "none is running", f"{mend}, or use pipeline.running()")
    return Finding(Level.MISSING, role, "none is running", mend)


def _queue(registry: Registry, settings: Settings) -> Iterator[Finding]:
    url = settings.queue
    if url is None:
        return
    queue, problem = _tried(lambda: registry.queue(url))
    if queue is None:
        mend = "check that the broker runs, and the URL's host, user and password"
        yield Finding(Level.MISSING, "queue", problem, mend)
        return
    try:
        # A client connects when it is used: the first answer shows that a broker is there.
        depths, problem = _tried(lambda: _depths(queue, settings))
        if depths is None:
            mend = "start the broker, or check the URL's host, port, user and password"
            yield Finding(Level.MISSING, "queue", f"{queue.describe()}: {problem}", mend)
            return
        yield Finding(Level.OK, "queue", queue.describe())
        yield _redelivery(queue, settings)
        yield from depths
        reporter, problem = _tried(lambda: registry.reporter(settings.reporter or "queue:", queue))
        said = reporter.describe() if reporter else problem
        yield Finding(Level.OK if reporter else Level.MISSING, "reporter", said)
    finally:
        queue.close()


def _redelivery(queue: Queue, settings: Settings) -> Finding:
    limit = settings.attempt_limit
    if queue.redelivery_ms is None:
        return Finding(Level.OK, "redelivery", f"never; an attempt may take {limit:g} s")
    seconds = queue.redelivery_ms / 1000
    said = f"after {seconds:g} s; an attempt may take {limit:g} s"
    if 2 * limit <= seconds:
        return Finding(Level.OK, "redelivery", said)
    mend = f"set attempt_limit to {seconds / 2:g} or less, or raise the queue's time-out"
    return Finding(Level.MISSING, "redelivery", said, mend)


def _depths(queue: Queue, settings: Settings) -> list[Finding]:
    """How many messages each queue holds; the broker's own errors go through."""
    names = sorted({DEFAULT_QUEUE, REPORTS, *settings.routes.values()})
    depths = [(name, queue.depth(name)) for name in names]
    return [
        Finding(Level.OK, "waiting", f"{depth} messages in {name}")
        for name, depth in depths
        if depth is not None
    ]


def box(settings: Settings) -> Iterator[Finding]:
    """Open a tiny document in the box, and say how far it isolates."""
    opened, problem = _tried(lambda: configured_box(settings))
    if opened is None:
        yield Finding(Level.MISSING, "box", problem, "set isolation=strongest, or move")
        return
    options = {"max_pages": 1, "max_characters": 1000}
    try:
        answer, problem = _tried(lambda: opened.call(_READER, _DOCUMENT, options))
    finally:
        opened.close()
    if answer is None or answer.status != "ok":
        said = problem or f"a tiny document ended with {answer and answer.status}"
        mend = "raise box_seconds or box_bytes, and see that this user may start processes"
        yield Finding(Level.MISSING, "box", said, mend)
        return
    weaker = "; ".join(weaknesses(answer.isolation))
    said = f"opened a document; isolation {answer.isolation}"
    if weaker:
        elsewhere = "run workers where the kernel has Landlock and seccomp"
        mend = "set isolation to strongest" if answer.isolation == NONE else elsewhere
        yield Finding(Level.WEAK, "box", f"{said}: {weaker}", mend)
    else:
        yield Finding(Level.OK, "box", said)


def _tried(look: Callable[[], T]) -> tuple[T | None, str]:
    """What ``look`` finds, or what is wrong in words."""
    try:
        return look(), ""
    except (ResumePipelineError, OSError) as error:
        return None, str(error) or type(error).__name__
