"""What a user would write: Celery, SQLAlchemy and files, without the guarantees.

A row for the job, two updates of its status, two JSON files; acknowledged late, one message
prefetched. Run by `python -m tests.benchmarks.throughput`; a Celery worker imports `app`.
"""

import json
import os
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from celery import Celery
from sqlalchemy import Column, MetaData, String, Table, create_engine, event, func, select, update

from tests.benchmarks.work import read_and_score

METADATA = MetaData()
JOB = Table(
    "by_hand_job",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("file", String(500)),
    Column("status", String(20), index=True),
)
FOLDER = Path(os.environ.get("BY_HAND_FOLDER", "."))
IS_FLUSHED = os.environ.get("BY_HAND_FLUSH") == "1"
KIND = os.environ.get("BY_HAND_KIND", "noops")

app = Celery("by_hand", broker=os.environ.get("BY_HAND_BROKER", "memory://"))
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    broker_connection_retry_on_startup=True,
    task_default_queue=os.environ.get("BY_HAND_QUEUE", "by_hand"),
)


@cache
def engine():
    """The database, as durable as the library's."""
    url = os.environ.get("BY_HAND_DATABASE", "sqlite://")
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def prepare(connection, _):
            for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL"):
                connection.execute(f"PRAGMA {pragma}")

    return engine


def set_status(job, status):
    with engine().begin() as connection:
        connection.execute(update(JOB).where(JOB.c.id == job).values(status=status))


def write(path, value):
    with path.open("w") as file:
        json.dump(value, file)
        if IS_FLUSHED:
            file.flush()
            os.fsync(file.fileno())


@app.task
def process(job, path):
    set_status(job, "running")
    parts, result = read_and_score(KIND, path)
    write(FOLDER / f"{job}.parts.json", parts)
    write(FOLDER / f"{job}.result.json", result)
    set_status(job, "done")


def submit(job, path):
    with engine().begin() as connection:
        connection.execute(JOB.insert().values(id=job, file=str(path), status="queued"))
    process.delay(job, str(path))


def done():
    """How many jobs are done."""
    with engine().connect() as connection:
        query = select(func.count()).where(JOB.c.status == "done")
        return connection.execute(query).scalar_one()


def run(paths, threads):
    """Submit a job for each of ``paths`` from ``threads`` threads; seconds until all are done."""
    wanted = done() + len(paths)
    started = time.monotonic()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda path: submit(str(uuid.uuid4()), path), paths))
    while done() < wanted:
        time.sleep(0.02)
    return time.monotonic() - started
