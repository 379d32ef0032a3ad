"""StageContract: what a stage must keep to be repeatable. Subclass it in your own tests.

::

    class TestFindBadges(StageContract):
        stage = FindBadges()
        examples = (Work(inputs=(profile,), as_of="2026-01-31"),)

The class must stand at the top of its module: the examples are also run in a fresh process, which
imports it by name.
"""

from __future__ import annotations

import base64
import copy
import datetime
import functools
import importlib
import importlib.metadata
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import attrs

from resume_pipeline.errors import StageError
from resume_pipeline.model.keys import is_stage_name
from resume_pipeline.ports.stage import Stage, StageTraits, Work
from resume_pipeline.testing.contract import Contract
from resume_pipeline.wire.base import Payload

#: Another world: seed of hashes, time zone, language; and a clock that is years ahead.
_ELSEWHERE = {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Auckland", "LC_ALL": "tr_TR.UTF-8"}
_AHEAD = datetime.timedelta(days=4_000)
_TIMEOUT = 120
_REPLY = "from resume_pipeline.testing.stage_contract import reply; reply({test!r})"


class StageContract(Contract):
    """Claims about a stage, as tests.

    Attributes:
        stage: the stage under test.
        examples: works that it can do, as a sequence or a method that returns one.
        other_options: options under which the first example comes out differently, or fails; an
            empty mapping for a stage that has none.
    """

    stage: ClassVar[Stage]
    examples: ClassVar[Any]
    other_options: ClassVar[Mapping[str, Any]] = {}

    def works(self) -> Sequence[Work]:
        """The examples, made anew if they are a method."""
        given = self.examples
        works: Sequence[Work] = given() if callable(given) else given
        assert works, "a stage needs at least one example"
        return works

    def test_its_traits_are_well_formed(self) -> None:
        stage, traits = self.stage, StageTraits.of(self.stage)
        assert isinstance(stage, Stage), "name, version, consumes, produces and run are needed"
        assert is_stage_name(stage.name), "lower-case words, joined by at most three dots"
        assert isinstance(stage.version, str)
        assert stage.version
        assert stage.consumes, "a stage consumes something"
        for kind in (*stage.consumes, stage.produces):
            assert issubclass(kind, Payload)
            assert kind.schema_id, f"{kind.__name__} has no schema_id"
        flags = (getattr(traits, name) for name in _FLAGS)
        assert all(isinstance(flag, bool) for flag in flags)
        assert isinstance(traits.model, str)

    def test_its_engines_are_installed_distributions(self) -> None:
        for engine in StageTraits.of(self.stage).engines:
            assert importlib.metadata.version(engine)

    def test_it_produces_what_it_declares(self) -> None:
        for work in self.works():
            output = run(self.stage, work)
            assert type(output) is self.stage.produces
            assert type(output).from_bytes(output.to_bytes()) == output

    def test_the_same_work_gives_the_same_bytes(self) -> None:
        for work in self.works():
            assert run(self.stage, work).to_bytes() == run(self.stage, work).to_bytes()

    def test_a_fresh_process_in_another_world_gives_the_same_bytes(self) -> None:
        """Other hash seed, time zone, language and date; nothing of this process."""
        there = elsewhere(f"{type(self).__module__}:{type(self).__qualname__}")
        for work, output in zip(self.works(), there, strict=True):
            assert output == run(self.stage, work).to_bytes()

    def test_its_numbers_are_integers(self) -> None:
        for work in self.works():
            floats = [path for path, _ in floats_in(run(self.stage, work).to_json())]
            assert not floats, f"numbers that are not whole: {floats}"

    def test_it_leaves_its_inputs_alone(self) -> None:
        for work in self.works():
            before = fingerprint(work)
            self.stage.run(work)
            assert fingerprint(work) == before

    def test_its_options_count(self) -> None:
        if self.other_options:
            work = self.works()[0]
            other = attrs.evolve(work, options=self.other_options)
            assert outcome(self.stage, other) != outcome(self.stage, work)


_FLAGS = ("per_file", "shared", "own_object", "uses_vacancy", "uses_as_of")


def run(stage: Stage, work: Work) -> Payload:
    """The stage's output for a copy of ``work``, with its model loaded if it has one."""
    load = getattr(stage, "load", None)
    if load is not None:
        load(work.options)
    return stage.run(attrs.evolve(work, options=copy.deepcopy(dict(work.options))))


def outcome(stage: Stage, work: Work) -> bytes | str:
    """The output's bytes, or the code with which the stage failed."""
    try:
        return run(stage, work).to_bytes()
    except StageError as error:
        return error.code


def fingerprint(work: Work) -> tuple[Any, ...]:
    """What a stage must not change of its work."""
    return (
        tuple(payload.to_bytes() for payload in work.inputs),
        copy.deepcopy(dict(work.options)),
        work.vacancy.to_bytes() if work.vacancy else None,
        work.content,
        work.as_of,
        work.file,
    )


def floats_in(value: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Every float in a JSON value, with its JSON pointer."""
    if isinstance(value, float):
        yield path, value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from floats_in(item, f"{path}/{name}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from floats_in(item, f"{path}/{index}")


def elsewhere(test: str) -> list[bytes]:
    """What the examples of the contract ``module:class`` give in a fresh process."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    path = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)  # noqa: PTH100  "" is here
    done = subprocess.run(
        [sys.executable, "-c", _REPLY.format(test=test)],
        env={**kept, **_ELSEWHERE, "PYTHONPATH": path},
        capture_output=True,
        timeout=_TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, f"the fresh process failed:\n{done.stderr.decode()}"
    return [base64.b64decode(line) for line in done.stdout.splitlines()]


def reply(test: str) -> None:
    """In the fresh process: run the examples and print each output in base64, on a line."""
    _set_clocks_ahead()
    module, _, name = test.partition(":")
    found: Any = functools.reduce(getattr, name.split("."), importlib.import_module(module))
    contract: StageContract = found()
    for work in contract.works():
        output = run(contract.stage, work).to_bytes()
        sys.stdout.write(base64.b64encode(output).decode() + "\n")


def _set_clocks_ahead() -> None:
    """Let `time` and `datetime` tell another day to whatever is imported from now on."""
    ahead = int(_AHEAD.total_seconds())
    now, now_ns = time.time, time.time_ns

    class Later(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            return super().now(tz) + _AHEAD

        @classmethod
        def utcnow(cls) -> Any:
            return cls.now(datetime.UTC).replace(tzinfo=None)

    class Another(datetime.date):
        @classmethod
        def today(cls) -> Any:
            return super().today() + _AHEAD

    changed: tuple[tuple[Any, str, Callable[..., Any]], ...] = (
        (time, "time", lambda: now() + ahead),
        (time, "time_ns", lambda: now_ns() + ahead * 10**9),
        (datetime, "datetime", Later),
        (datetime, "date", Another),
    )
    for module, name, value in changed:
        setattr(module, name, value)
