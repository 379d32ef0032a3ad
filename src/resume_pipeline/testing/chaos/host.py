"""The host of a chaos run: it submits jobs, tries again like any client, and sees them end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

import attrs

from resume_pipeline import demo
from resume_pipeline.errors import UnavailableError
from resume_pipeline.model.ids import sha256
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.wire.vacancy import Vacancy

TENANT: Final = "chaos"
T = TypeVar("T")
_OPEN: Final = 200  # jobs
_REST: Final = 0.2  # seconds until a host tries again
#: Bytes that may follow such a file and leave its content what it is.
_TAILS: Final = {".pdf": b"\n%% %d\n", ".html": b"\n<!-- %d -->\n", ".txt": b"\n\n%d\n"}


@attrs.define(kw_only=True)
class Host:
    """Submits from one thread and watches from another.

    Attributes:
        submitted: the ids of its jobs, in order.
        ended: the ids of those whose ending it has seen.
        tries: how often it had to try a call again.
        seen: digests of artifacts of ended jobs, by key, as they were when first seen.
    """

    pipeline: Pipeline
    stop: threading.Event = attrs.field(factory=threading.Event)
    submitted: list[str] = attrs.field(factory=list)
    ended: set[str] = attrs.field(factory=set)
    tries: int = 0
    seen: dict[str, str] = attrs.field(factory=dict)
    _position: int = 0

    def submit_all(self, folder: Path, *, jobs: int) -> None:
        """Upload and submit ``jobs`` jobs, so many at a time that `_OPEN` have not ended."""
        paths, advert = demo.write(folder)
        vacancy = Vacancy.from_text(advert.read_text(encoding="utf-8"))
        tenant = self.pipeline.tenant(TENANT)
        for number in range(jobs):
            while len(self.submitted) - len(self.ended) >= _OPEN:
                if self.stop.wait(_REST):
                    return
            content = _content(paths, number)
            file = self.tried(lambda c=content: tenant.upload(c))  # type: ignore[misc]
            ref = f"application-{number}"
            job = self.tried(
                lambda f=file, r=ref: tenant.submit(f, vacancy=vacancy, ref=r, idempotency_key=r)  # type: ignore[misc]
            )
            self.submitted.append(job.id)

    def tried(self, call: Callable[[], T]) -> T:
        """What ``call`` returns, as soon as the backends answer."""
        while True:
            try:
                return call()
            except UnavailableError:
                self.tries += 1
                if self.stop.wait(_REST):
                    raise

    def look(self) -> None:
        """See which jobs have ended since, and remember artifacts of the last of them."""
        try:
            endings = self.pipeline.endings(self._position, limit=500)
            for ending in endings:
                self._position = ending.position
                self.ended.add(ending.job_id)
            for ending in endings[-1:]:
                self._remember(ending.job_id)
        except UnavailableError:
            self.tries += 1

    def _remember(self, job_id: str) -> None:
        """Artifacts as they are stored now, to be compared at the end."""
        for ref in self.pipeline.tenant(TENANT).artifacts(job_id):
            body = self.pipeline.opened.storage.get(ref.key)
            if body is not None:
                self.seen.setdefault(ref.key, sha256(body))


def _content(paths: Sequence[Path], number: int) -> bytes:
    """A resume of its own for each job, where its kind of file allows that."""
    path = paths[number % len(paths)]
    tail = _TAILS.get(path.suffix)
    return path.read_bytes() + (tail % number if tail else b"")
