"""A host's own Celery app that runs jobs, too: one call, and one setting.

    export ACME_BROKER=amqp://guest:guest@localhost/
    export RESUME_PIPELINE_QUEUE=$ACME_BROKER
    export RESUME_PIPELINE_STORAGE=file:///var/acme/resumes
    celery -A celery_host worker                          # everything
    celery -A celery_host worker -Q celery                # only what is the host's own
    celery -A celery_host worker -Q resume_pipeline.jobs  # only jobs

A coordinator of its own (`resume-pipeline coordinator`) relays and finalizes.
"""

from __future__ import annotations

import os
from pathlib import Path

from celery import Celery

from resume_pipeline.engines.celery import install

app = Celery("acme", broker=os.environ["ACME_BROKER"])
app.conf.worker_prefetch_multiplier = 1  # a worker that starts says so if it is forgotten
install(app)


@app.task(name="acme.note", ignore_result=True)
def note(path: str, words: str) -> None:
    """Something that the host does in its workers besides."""
    Path(path).write_text(words, encoding="utf-8")
