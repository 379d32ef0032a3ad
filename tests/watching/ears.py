"""Ears: what is said in this process, held against the words, and noted in the watch's folder."""

from __future__ import annotations

import atexit
import json
import logging
import os
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tests.watching import PATTERN

#: Names the folder in which processes note what they heard.
FOLDER: Final = "WATCHED_FOLDER"
_NEARBY: Final = 60

counts: Counter[str] = Counter()


def heard(place: str, text: str) -> None:
    """Note it if ``text``, which was said at ``place``, has one of the words."""
    counts[place] += 1
    for match in PATTERN.finditer(text):
        near = text[max(0, match.start() - _NEARBY) : match.end() + _NEARBY]
        test = os.environ.get("PYTEST_CURRENT_TEST", "")
        _note("found", {"place": place, "word": match[0], "near": near, "test": test})


def _note(kind: str, said: Any) -> None:
    folder = os.environ.get(FOLDER, "")
    if folder and Path(folder).is_dir():  # the run is over where it is gone
        with (Path(folder) / f"{os.getpid()}.{kind}").open("a", encoding="utf-8") as notes:
            notes.write(json.dumps(said) + "\n")


def listen() -> None:
    """From now on, to everything in this process."""
    _logs()
    _errors()
    _uncaught()
    atexit.register(lambda: _note("counts", dict(counts)))
    os.register_at_fork(after_in_child=counts.clear)


def _logs() -> None:
    """Every record that passes its logger's level, whoever handles it; and none is below."""
    true, formatter = logging.Logger.handle, logging.Formatter("%(name)s %(message)s")

    def handle(self: logging.Logger, record: logging.LogRecord) -> None:
        if not record.name.startswith("tests"):
            heard(
                "logs", formatter.format(record) + repr(vars(record).get("resume_pipeline_fields"))
            )
            record.exc_text = None
        true(self, record)

    logging.Logger.handle = handle  # type: ignore[method-assign]
    logging.getLogger().setLevel(logging.DEBUG)
    logging.getLogger("resume_pipeline").setLevel(logging.DEBUG)


def _errors() -> None:
    """Messages of the library's own errors, and of those that jobs end with."""
    from resume_pipeline import errors
    from resume_pipeline.model.artifact import JobError

    _after(errors.ResumePipelineError, lambda error: heard("errors", repr(error.args)))
    _after(JobError, lambda error: heard("errors of jobs", f"{error.code} {error.message}"))


def _after(kind: type[Any], tell: Callable[[Any], None]) -> None:
    true = kind.__init__

    def __init__(self: Any, *given: Any, **named: Any) -> None:
        true(self, *given, **named)
        tell(self)

    kind.__init__ = __init__


def _uncaught() -> None:
    """What the interpreter would print."""
    process, thread = sys.excepthook, threading.excepthook

    def of_process(kind: Any, error: Any, trace: Any) -> None:
        heard("uncaught", "".join(traceback.format_exception(error)))
        process(kind, error, trace)

    def of_thread(said: Any) -> None:
        heard("uncaught", "".join(traceback.format_exception(said.exc_value)))
        thread(said)

    sys.excepthook, threading.excepthook = of_process, of_thread
