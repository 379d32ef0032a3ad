"""What a plugin may offer, and what it is told. These docstrings are the plugin manual.

A plugin is a module with functions marked `hookimpl`, named in an entry point of the group
``resume_pipeline``. ``register_*`` hooks are called once, when a pipeline or a worker opens; the
others are told of things that have happened, after the commit: what they raise is logged and
changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO

import pluggy

from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.job import Job
from resume_pipeline.model.plan import Plan
from resume_pipeline.ports.stage import Stage

PROJECT = "resume_pipeline"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)

#: Takes a backend's URL, and keyword arguments that the port's factory documents.
Factory = Callable[..., Any]


@hookspec
def register_storages(register: Callable[[str, Factory], None]) -> None:
    """Call ``register(scheme, factory)``; ``factory(url)`` gives a `Storage`.

    Only where the settings hold keys of the storage, it is ``factory(url, credentials=(access key,
    secret key))``.
    """


@hookspec
def register_ledgers(register: Callable[[str, Factory], None]) -> None:
    """Call ``register(scheme, factory)``; ``factory(url, prefix)`` gives a `Ledger`.

    Only where the setting ``row_security`` is on, it is ``factory(url, prefix, role=…)``, ``host``
    or ``coordinator``.
    """


@hookspec
def register_queues(register: Callable[[str, Factory], None]) -> None:
    """Call ``register(scheme, factory)``; ``factory(url)`` gives a `Queue`."""


@hookspec
def register_reporters(register: Callable[[str, Factory], None]) -> None:
    """Call ``register(scheme, factory)``; ``factory(url, queue, settings)`` gives a `Reporter`.

    ``queue`` is the worker's own queue, for reporters that use it; ``settings`` are the `Settings`
    of its process, without the URL of a ledger.
    """


@hookspec
def register_stages(register: Callable[[Stage], None]) -> None:
    """Call ``register(stage)``; a stage's name belongs to one plugin."""


@hookspec
def register_plans(register: Callable[[Plan], None]) -> None:
    """Call ``register(plan)``; every stage must be offered, and find its input before it."""


@hookspec
def scan_file(file: FileRecord, open_file: Callable[[], BinaryIO]) -> str | None:
    """Say what is wrong with a file that is stored and not accepted yet; None if nothing is.

    Each scanner is called, before there is a record, for uploads, accepted and adopted files alike.
    Unlike other notices this one decides: a file that a scanner names something for is deleted and
    `FileRefusedError` raised with that as its code. What a scanner raises refuses the file, too,
    unless the setting ``scanning`` is ``open``.

    ``open_file()`` gives the stored bytes from the start; close the stream.
    """


@hookspec
def file_uploaded(file: FileRecord) -> None:
    """A file was stored and recorded."""


@hookspec
def job_submitted(job: Job) -> None:
    """A job was created. With a host's own transaction: when that was given, not committed."""


@hookspec
def job_finalized(job: Job) -> None:
    """A job has ended. With a host's own transaction: when that was given, not committed."""


@hookspec
def batch_finished(batch_id: str) -> None:
    """The last job of a batch has ended; told together with that job's ending."""
