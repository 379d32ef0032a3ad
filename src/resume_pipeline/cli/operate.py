"""The commands of processes: ``worker``, ``coordinator`` and ``chaos``."""

from __future__ import annotations

import difflib
import importlib
import logging
import signal
import sys
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

from resume_pipeline.cli.configured import settings_of
from resume_pipeline.errors import ConfigError, SettingsError
from resume_pipeline.ports.logs import JsonLines
from resume_pipeline.settings import DEFAULT_QUEUE, Settings

# Neither loop is imported here: a worker process must never import the ledger's modules.


def worker(arguments: Namespace) -> int:
    """Run jobs until a signal says stop; 0 then."""
    from resume_pipeline.engines.working import work
    from resume_pipeline.worker import Worker

    settings = settings_of(arguments, slots=arguments.slots)
    queue = _listened_to(arguments.listens_to or DEFAULT_QUEUE, settings)
    with process(arguments.log_format) as stop, ExitStack() as stack:
        opened = Worker.open(settings, queue=queue)
        stack.callback(opened.close)
        work(opened, stop)
    return 0


def _listened_to(name: str, settings: Settings) -> str:
    known = sorted({DEFAULT_QUEUE, *settings.routes.values()})
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
        raise SettingsError(f"no stage is routed to queue {name!r}; {hint}")
    return name


def coordinator(arguments: Namespace) -> int:
    """Relay, finalize and sweep until a signal says stop; 0 then."""
    from resume_pipeline.engines.coordinating import coordinate
    from resume_pipeline.pipeline import Pipeline

    settings = settings_of(arguments)
    with process(arguments.log_format) as stop, Pipeline.open(settings) as pipeline:
        coordinate(pipeline, stop)
    return 0


@contextmanager
def process(log_format: str = "text") -> Iterator[threading.Event]:
    """A process that logs to standard error; the event is set when a signal says stop."""
    handler = logging.StreamHandler(sys.stderr)
    as_text = logging.Formatter("%(asctime)s %(levelname)s %(message)s")
    handler.setFormatter(JsonLines() if log_format == "json" else as_text)
    logger = logging.getLogger("resume_pipeline")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        with _stopped_by_signals() as stop:
            yield stop
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


@contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    stop = threading.Event()

    def ask(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)  # who asks twice does not want to wait

    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, ask) for number in numbers]
    try:
        yield stop
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def chaos(arguments: Namespace) -> int:
    """Kill real processes and servers while jobs run; 0 if every promise held."""
    from resume_pipeline.cli.embedded import home_of

    try:
        # By name: the kit and the command line stand side by side and do not import each other.
        kit = importlib.import_module("resume_pipeline.testing.chaos")
    except ImportError as error:
        raise ConfigError(
            f"chaos needs the testing kit ({error}): pip install 'resume-pipeline[testing]'"
        ) from error
    asked = ("parts", "engine", "jobs", "kills", "workers", "seed")
    how = {name: getattr(arguments, name) for name in asked}
    with home_of(arguments.out) as out:  # told to stop, it still stops its servers
        return int(kit.main(out, **how))
