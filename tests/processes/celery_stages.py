"""Stages for tests of engines: each looks at something of the process that runs it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from resume_pipeline.hookspecs import hookimpl
from resume_pipeline.model.plan import Plan
from resume_pipeline.ports.stage import RawFile, Work
from resume_pipeline.wire.base import Payload


class Seen(Payload):
    """Variables and modules that a stage can see, and the variables that a box can see."""

    schema_id = "acme.seen/1"
    variables: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    in_box: tuple[str, ...] = ()


def variables(_content: bytes) -> list[str]:
    """What there is in the environment."""
    return sorted(f"{name}={value}" for name, value in os.environ.items())


class Look:
    """Looks around in the process of the worker, and in the one that opens documents."""

    name, version = "acme.look", "1"
    consumes, produces = (RawFile,), Seen

    def run(self, work: Work) -> Seen:
        assert work.box is not None
        boxed = work.box.call(f"{__name__}:variables", b"", {})
        return Seen(
            variables=tuple(variables(b"")),
            modules=tuple(sorted(sys.modules)),
            in_box=tuple(boxed.value) if boxed.status == "ok" else (boxed.status,),
        )


class Waited(Payload):
    """That somebody waited."""

    schema_id = "acme.waited/1"


class Wait:
    """Runs until it is told to stop, the first time; ends at once when it is run again."""

    name, version = "acme.wait", "1"
    consumes, produces = (RawFile,), Waited

    def run(self, work: Work) -> Waited:
        marks = Path(os.environ["ACME_MARKS"])
        with (marks / "runs").open("a", encoding="utf-8") as runs:
            runs.write(f"{os.getpid()}\n")
        if len((marks / "runs").read_text(encoding="utf-8").split()) == 1:
            until = time.monotonic() + 60
            while not work.stopped() and time.monotonic() < until:
                time.sleep(0.02)
            raise InterruptedError  # as a long stage may
        return Waited()


@hookimpl
def register_stages(register):
    register(Look())
    register(Wait())


@hookimpl
def register_plans(register):
    register(Plan("look", (Look.name,)))
    register(Plan("wait", (Wait.name,)))
