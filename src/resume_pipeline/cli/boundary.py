"""From errors to one line on standard error and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Final

from resume_pipeline import errors
from resume_pipeline.cli.safe import masked, safe

FAILED: Final = 1  #: a job failed
REFUSED: Final = 2  #: settings, arguments or a backend must be mended first
BUG: Final = 70
INTERRUPTED: Final = 130
_PIPE_CLOSED: Final = 141

_BACKENDS: Final = (
    (errors.LedgerError, "ledger"),
    (errors.StorageError, "storage"),
    (errors.QueueError, "queue"),
    (errors.ReportError, "reporter"),
)


def guarded(command: Callable[[], int], *, debug: bool = False) -> int:
    """The exit code of ``command``, whatever it raises; with ``debug``, its traceback too."""
    _tolerate_encodings()
    try:
        return _flushed(command())
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _reader_left()
    except Exception as error:
        if debug:
            raise
        return told(error)


def _flushed(code: int) -> int:
    sys.stdout.flush()  # here, where a reader that has left is still expected
    return code


def told(error: Exception) -> int:
    """Say what is wrong and what to do; return the exit code."""
    sys.stdout.flush()
    complain(_advice(error))
    if isinstance(error, errors.JobFailedError):
        return FAILED
    is_ours = isinstance(error, errors.ResumePipelineError) and not _is_bug(error)
    return REFUSED if is_ours or isinstance(error, OSError) else BUG


def complain(line: str) -> None:
    """Print one line to standard error."""
    print(f"resume-pipeline: {safe(masked(line))}", file=sys.stderr)


def _is_bug(error: Exception) -> bool:
    return isinstance(error, errors.BugError)


def _advice(error: Exception) -> str:
    if isinstance(error, errors.UnavailableError):
        return _unavailable(error)
    if isinstance(error, errors.StageError):
        return f"{error}: try again"
    if isinstance(error, errors.ResumePipelineError) and not _is_bug(error):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'the system'}: {error.strerror}"
    return f"{type(error).__name__}: {error}; this is a bug, run again with --debug and report it"


def _unavailable(error: Exception) -> str:
    name = next((name for kind, name in _BACKENDS if isinstance(error, kind)), "backend")
    return (
        f"the {name} does not answer ({error}): check that it runs, and that --{name} or "
        f"RESUME_PIPELINE_{name.upper()} names it; `resume-pipeline doctor` tells more"
    )


def _reader_left() -> int:
    """Nobody reads our output any more: what is still buffered goes nowhere."""
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  os.devnull is no path to a file
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return _PIPE_CLOSED


def _tolerate_encodings() -> None:
    """Print a question mark for a letter that the terminal's encoding lacks."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
