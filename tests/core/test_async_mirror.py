"""The awaited facades have every method of the blocking ones, with the same signatures."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

import attrs
import pytest

from resume_pipeline import (
    AsyncPipeline,
    AsyncTenantPipeline,
    Pipeline,
    TenantPipeline,
    asynchronous,
)

ROOT = Path(__file__).resolve().parents[2]
#: Given as they are, at once: nothing in them waits.
AT_ONCE = {"describe", "tenant", "running", "settings"}
MISSING = """
Each public method of {sync} needs a line in {awaited}:
    {name} = awaited({sync}.{name})
or a name in AT_ONCE here, if nothing in it can block.
"""


def names(kind: type) -> list[str]:
    methods = inspect.getmembers(kind, lambda v: inspect.isroutine(v) or isinstance(v, property))
    return [name for name, _ in methods if not name.startswith("_")]


def facades() -> list[tuple[type, type]]:
    """Each blocking facade with its awaited one, which says whose it is."""
    modules = [
        importlib.import_module(f"{asynchronous.__name__}.{module.name}")
        for module in pkgutil.iter_modules(asynchronous.__path__)
    ]
    kinds = {kind for module in modules for kind in vars(module).values() if attrs.has(kind)}
    hints = {kind: get_type_hints(kind) for kind in kinds}
    return sorted(
        ((hints[kind]["sync"], kind) for kind in kinds if "sync" in hints[kind]),
        key=lambda pair: pair[0].__name__,
    )


PAIRS = facades()
METHODS = [(sync, other, name) for sync, other in PAIRS for name in names(sync)]


@pytest.mark.parametrize(("sync", "other", "name"), METHODS)
def test_every_method_has_its_awaited_one(sync: type, other: type, name: str) -> None:
    advice = MISSING.format(sync=sync.__name__, awaited=other.__name__, name=name)
    assert name in names(other), advice
    method = inspect.unwrap(getattr(other, name))
    if isinstance(method, property):
        return
    assert parameters(method) == parameters(getattr(sync, name))
    is_awaited = inspect.iscoroutinefunction(getattr(other, name))
    is_iterated = inspect.isasyncgenfunction(getattr(other, name))
    assert (is_awaited or is_iterated) is (name not in AT_ONCE), advice


def parameters(method) -> list[tuple[str, object, object]]:
    found = inspect.signature(method).parameters.values()
    return [(each.name, each.kind, each.default) for each in found if each.name != "cls"]


def test_both_facades_are_among_them() -> None:
    assert {(Pipeline, AsyncPipeline), (TenantPipeline, AsyncTenantPipeline)} <= set(PAIRS)


def test_nothing_is_there_that_the_blocking_facade_has_not() -> None:
    for sync, other in PAIRS:
        assert set(names(other)) <= set(names(sync))


HOST = """
from collections.abc import AsyncIterator
from typing import assert_type
from resume_pipeline import *
from resume_pipeline.asynchronous.streams import AsyncFile
from resume_pipeline.model.batch import Standing

async def host(pipeline: AsyncPipeline, body: AsyncIterator[bytes]) -> None:
    assert_type(await AsyncPipeline.open(home="data", hooks={"a": "b:c"}), AsyncPipeline)
    async with await AsyncPipeline.open(Settings.of()) as opened:
        assert_type(opened, AsyncPipeline)
    acme = pipeline.tenant("acme", actor="user-7")
    file = await acme.upload(body, filename="cv.pdf")
    assert_type(file, FileRecord)
    job = await acme.submit(file, vacancy=None, ref="r", priority=1)
    assert_type(job, Job)
    assert_type(await acme.wait(job, timeout=1), Job)
    assert_type(await acme.jobs(limit=1, ref="r"), list[Job])
    assert_type(await acme.artifact(job, Profile), Profile)
    assert_type(await acme.ranking("b"), list[Standing])
    assert_type(await acme.download(file.id), AsyncFile)
    assert_type(await pipeline.relay(), int)
    async for event in acme.follow(job):
        assert_type(event, JobEvent)
    async with pipeline.running():
        pass
    await acme.submit(file, plan=3)  # type: ignore[arg-type]
    await acme.submit(file, vacnacy=None)  # type: ignore[call-arg]
    await acme.upload(3)  # type: ignore[arg-type]
    await acme.nothing()  # type: ignore[attr-defined]
    await AsyncPipeline.open(hooks=3)  # type: ignore[arg-type]
    acme.submit(file).id  # type: ignore[attr-defined]
"""


@pytest.mark.slow
@pytest.mark.house
def test_a_type_checker_sees_what_is_taken_and_given(tmp_path: Path) -> None:
    """Each ignored error has to be one, and nothing else may be: mypy says so."""
    (tmp_path / "host.py").write_text(HOST, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", tmp_path / "host.py"],
        cwd=ROOT,  # for its settings, and what mypy knows already
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
