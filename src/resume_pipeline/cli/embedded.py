"""A whole pipeline in this process, for commands that read files and end."""

from __future__ import annotations

import logging
import os
import signal
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Final

import attrs

from resume_pipeline.cli.configured import URLS, settings_of
from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.batch import Batch, Standing
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.settings import Settings
from resume_pipeline.tenant import TenantPipeline
from resume_pipeline.wire.payloads import ReadingStatus
from resume_pipeline.wire.result import Result
from resume_pipeline.wire.vacancy import Vacancy

TENANT: Final = "default"
_LOOK: Final = 0.25  # seconds between looks at a job that has not ended
_BACKOFF: Final = 0.5  # seconds: nobody else is there whom a quick second attempt could disturb
_QUIET: Final = logging.NullHandler()  # what went wrong is told by each file's line
#: Called with how many jobs have ended, of how many.
Progress = Callable[[int, int], None]


@attrs.frozen(kw_only=True)
class Handled:
    """What came of one file.

    Attributes:
        path: as it was named.
        job: None where the file was refused before there could be one.
        result: of a job that succeeded.
        rank: 1 is best; None without a score.
        code: why there is no result, or no score.
    """

    path: Path
    job: Job | None = None
    result: Result | None = None
    rank: int | None = None
    code: str | None = None

    @property
    def has_failed(self) -> bool:
        """Whether there is no result."""
        return self.result is None

    @property
    def reading_status(self) -> ReadingStatus | None:
        """What came of opening the document, if that is known."""
        said = self.result.summary.reading_status if self.result else self.code
        return ReadingStatus(said) if said in set(ReadingStatus) else None


@attrs.frozen(kw_only=True)
class Asked:
    """What is asked for: these files, by this plan, against this vacancy, with these options."""

    paths: Sequence[Path]
    plan: str
    vacancy: Vacancy | None = None
    options: Mapping[str, Any] | None = None


def extracting(arguments: Namespace) -> dict[str, Any]:
    """Options of the extract stage that the command line names."""
    named = arguments.ocr_languages
    return {} if named is None else {"ocr_languages": named}


def embedded(arguments: Namespace, home: Path) -> Settings:
    """The configured settings, but with everything in ``home`` and in this process.

    Raises:
        InvalidRequestError: an option names a backend, which this command does not use.
        SettingsError: what is configured would not work for a service either.
    """
    named = [name for name in URLS if getattr(arguments, f"{name}_url")]
    named += ["home"] if arguments.home else []
    if named:
        options = ", ".join(f"--{name}" for name in named)
        raise InvalidRequestError(f"this command runs by itself: leave out {options}")
    given = settings_of(arguments)
    given.for_host()
    apart = dict.fromkeys((*URLS, "window")) | {"hooks": {}, "after_hooks": {}, "routes": {}}
    return given.model_copy(
        update={
            **apart,
            "home": str(home),
            "slots": min(64, os.cpu_count() or 1),
            "backoff": min(given.backoff, _BACKOFF),
        }
    )


def checked(paths: Sequence[Path]) -> Sequence[Path]:
    """``paths`` themselves.

    Raises:
        InvalidRequestError: one of them is not a file that can be read.
    """
    for path in paths:
        if not path.exists():
            raise InvalidRequestError(f"{path}: there is no such file")
        if not path.is_file():
            raise InvalidRequestError(f"{path}: is not a file; name the files in it")
        if not os.access(path, os.R_OK):
            raise InvalidRequestError(f"{path}: may not be read by this user")
    return paths


def made(folder: Path) -> Path:
    """``folder``, made if need be.

    Raises:
        InvalidRequestError: something else is there.
    """
    if folder.exists() and not folder.is_dir():
        raise InvalidRequestError(f"{folder}: is not a folder")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def home_of(out: Path | None) -> Iterator[Path]:
    """The folder ``out``, or one that is gone afterwards."""
    with _told_to_stop():
        if out is not None:
            yield made(out)
            return
        with tempfile.TemporaryDirectory(prefix="resume-pipeline-") as folder:
            yield Path(folder)


@contextmanager
def _told_to_stop() -> Iterator[None]:
    """Let SIGTERM unwind the stack, so that a temporary folder with resumes never stays."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def run(asked: Asked, settings: Settings, progress: Progress) -> list[Handled]:
    """Upload, run and wait; what came of each file: best first, failures last, else as named."""
    logging.getLogger("resume_pipeline").addHandler(_QUIET)
    with Pipeline.open(settings) as pipeline:
        tenant = pipeline.tenant(TENANT)
        refused = [one for path in asked.paths if (one := _refused(path, settings))]
        without_job = {one.path for one in refused}
        named = [path for path in asked.paths if path not in without_job]
        if not named:
            return refused
        paths = _uploaded(tenant, named)
        options = {"extract": asked.options} if asked.options else None
        batch = tenant.batch(list(paths), vacancy=asked.vacancy, plan=asked.plan, options=options)
        with pipeline.running():
            _follow(tenant, batch, progress)
        handled = [_handled(tenant, standing, paths) for standing in tenant.ranking(batch)]
    place = {path: number for number, path in enumerate(asked.paths)}
    return sorted([*handled, *refused], key=lambda one: (*_goodness(one), place[one.path]))


def _goodness(one: Handled) -> tuple[bool, bool, int]:
    return one.has_failed, one.rank is None, one.rank or 0


def _refused(path: Path, settings: Settings) -> Handled | None:
    """Files that no pipeline takes, told by their size."""
    size = path.stat().st_size
    if size > settings.max_upload_bytes:
        return Handled(path=path, code=ReadingStatus.TOO_LARGE)
    return None if size else Handled(path=path, code=ReadingStatus.EMPTY)


def _uploaded(tenant: TenantPipeline, paths: Sequence[Path]) -> dict[str, Path]:
    """Where each uploaded file came from, by its id."""
    found = {}
    for path in paths:
        name = os.fsencode(path.name).decode("utf-8", "replace")
        with path.open("rb") as stream:
            found[tenant.upload(stream, filename=name).id] = path
    return found


def _follow(tenant: TenantPipeline, batch: Batch, progress: Progress) -> None:
    """Wait until every job of ``batch`` has ended.

    Raises:
        NobodyRunningError: the threads that run them are gone.
    """
    for job_id in [standing.job_id for standing in tenant.ranking(batch)]:
        while not tenant.wait(job_id, timeout=_LOOK).is_terminal:
            progress(batch.total - tenant.batch_of(batch.id).open, batch.total)
    progress(batch.total, batch.total)


def _handled(tenant: TenantPipeline, standing: Standing, paths: dict[str, Path]) -> Handled:
    job = tenant.job(standing.job_id)
    has_result = job.state is JobState.SUCCEEDED
    return Handled(
        path=paths[job.files[0]],
        job=job,
        result=tenant.result(job) if has_result else None,
        rank=standing.rank,
        code=standing.code or (None if has_result else str(job.state)),
    )
