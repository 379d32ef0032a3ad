"""One process of the benchmark's fleet: a worker or a coordinator, by the variables MEMBER_*."""

import os
import signal
import sys
import threading

from resume_pipeline import Pipeline, Settings
from resume_pipeline.backends.fsspec_storage import local
from resume_pipeline.engines.coordinating import coordinate
from resume_pipeline.engines.working import work as work_loop
from resume_pipeline.worker import Worker
from tests.benchmarks import work


def leave_the_disk_alone():
    """What the library has no setting for: a power cut would take what was acknowledged."""
    local.flush_files = lambda *_: None
    local.LocalDriver._make_durable = lambda *_: None
    local.flush_system = lambda *_: True


def main():
    settings = Settings.model_validate_json(os.environ["MEMBER_SETTINGS"])
    if os.environ["MEMBER_UNFLUSHED"] == "1":
        leave_the_disk_alone()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    if sys.argv[1] == "coordinator":
        with Pipeline.open(settings, plugins=[work]) as pipeline:
            coordinate(pipeline, stop)
        return
    worker = Worker.open(settings.model_copy(update={"ledger": None}), plugins=[work])
    try:
        work_loop(worker, stop)
    finally:
        worker.close()


if __name__ == "__main__":
    main()
