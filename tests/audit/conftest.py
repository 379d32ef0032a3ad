"""A host in memory with the stages that ship, and a resume that was read once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import attrs
import pytest

from resume_pipeline import Criterion, FileRecord, Job, Pipeline, Settings, TenantPipeline, Vacancy
from resume_pipeline.engines.inline import drain
from resume_pipeline.worker import Worker

RESUME = b"""Ada Example
ada@example.org

Experience

Clerk, Acme Ltd, Berlin
January 2018 - March 2021
- Kept the books of a small company, and answered its letters and calls every day
- Wrote invoices, sent reminders and reconciled accounts with the bank each month

Sales assistant, Umbrella GmbH, Hamburg
May 2014 - December 2017
- Sold hardware to customers, kept the shelves in order and counted the stock
- Trained three new colleagues in the shop, and planned their weekly shifts

Education

Bachelor of Arts, University of Hamburg
2010 - 2014

Skills

Python, Fortran, Excel
"""
VACANCY = Vacancy(
    title="Accountant",
    criteria=(
        Criterion(kind="must", label="Kubernetes"),
        Criterion(kind="must", label="Python"),
        Criterion(kind="must", label="Fortran"),
        Criterion(kind="title", label="Accountant"),
    ),
)


@attrs.define
class Desk:
    """One host and one worker that run what they are given."""

    pipeline: Pipeline
    worker: Worker

    @property
    def acme(self) -> TenantPipeline:
        return self.pipeline.tenant("acme", actor="user-7")

    def run(self, file: FileRecord | str, **more) -> Job:
        job = self.acme.submit(file, **{"vacancy": VACANCY, **more})
        drain(self.pipeline, self.worker)
        return self.acme.job(job)


@pytest.fixture
def desk() -> Iterator[Desk]:
    name = uuid.uuid4().hex
    settings = Settings.of(
        storage=f"memory://{name}", ledger="sqlite://", queue=f"memory://{name}",
        entry_points=False,
    )  # fmt: skip
    pipeline = Pipeline.open(settings)
    worker = Worker.open(settings.model_copy(update={"ledger": None}))
    yield Desk(pipeline, worker)
    worker.close()
    pipeline.close()


@pytest.fixture
def file(desk: Desk) -> FileRecord:
    return desk.acme.upload(RESUME, filename="cv.txt", subject="candidate-9")


@pytest.fixture
def job(desk: Desk, file: FileRecord) -> Job:
    return desk.run(file)
