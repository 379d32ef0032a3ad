"""The report of a chaos run: what was done to the road, and what came of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import attrs


@attrs.define(kw_only=True)
class Promise:
    """A promise, how often it was checked, and what broke it.

    Attributes:
        broken: what was found instead, in words.
    """

    name: str
    checked: int = 0
    broken: list[str] = attrs.field(factory=list)

    def line(self) -> str:
        """For people."""
        said = f"{len(self.broken)} of {self.checked} broken" if self.broken else "held"
        first = "".join(f"\n             {words}" for words in self.broken[:3])
        return f"{self.checked:>10}   {self.name}: {said}{first}"


@attrs.define(kw_only=True)
class Report:
    """What a run was, did and found. Times in seconds.

    Attributes:
        seed: gives the same kills, deaths, cuts and fates of messages again.
        parts, engine: on what it ran.
        asked: jobs, kills and processes that were asked for.
        jobs: how many were submitted, ended, and ended before the last kill.
        kills: SIGKILLs from outside, by victim.
        deaths: processes that killed themselves, by fault point.
        exits: processes that ended by themselves, by exit code.
        connections: by way, how many there were and what was done to them.
        messages: how many were lost, repeated and held back.
        verdicts: how often each was given, and how jobs ended.
        attempts: how many jobs took so many attempts.
        times: of the parts of the run, and from submit to ending.
        versions: of everything that took part.
        promises: with numbers.
    """

    seed: int
    parts: str
    engine: str
    asked: dict[str, int]
    jobs: dict[str, int] = attrs.field(factory=dict)
    kills: dict[str, int] = attrs.field(factory=dict)
    deaths: dict[str, int] = attrs.field(factory=dict)
    exits: dict[str, int] = attrs.field(factory=dict)
    connections: dict[str, dict[str, int]] = attrs.field(factory=dict)
    messages: dict[str, int] = attrs.field(factory=dict)
    verdicts: dict[str, int] = attrs.field(factory=dict)
    attempts: dict[str, int] = attrs.field(factory=dict)
    times: dict[str, float] = attrs.field(factory=dict)
    versions: dict[str, str] = attrs.field(factory=dict)
    promises: list[Promise] = attrs.field(factory=list)

    @property
    def broken(self) -> list[str]:
        """Everything that did not hold, in words; empty if all is well."""
        return [f"{one.name}: {words}" for one in self.promises for words in one.broken]

    def lines(self) -> list[str]:
        """For people."""
        told = {
            "seed": str(self.seed),
            "on": f"{self.parts}, engine {self.engine}",
            "asked": _counts(self.asked),
            "jobs": _counts(self.jobs),
            "kills": f"{sum(self.kills.values())} from outside: {_counts(self.kills)}",
            "deaths": f"{sum(self.deaths.values())} at fault points: {_counts(self.deaths)}",
            "exits": f"by themselves, by exit code: {_counts(self.exits)}",
            **{f"way to {name}": _counts(counts) for name, counts in self.connections.items()},
            "messages": _counts(self.messages),
            "verdicts": _counts(self.verdicts),
            "attempts": f"number of jobs that took so many: {_counts(self.attempts)}",
            "seconds": _counts(self.times),
            "versions": ", ".join(f"{name} {value}" for name, value in self.versions.items()),
        }
        end = f"{len(self.broken)} promises broken" if self.broken else "every promise held"
        lines = [f"{name:<17}{words}" for name, words in told.items()]
        return [*lines, "checked", *(one.line() for one in self.promises), end]

    def to_json(self) -> str:
        """For machines."""
        whole: dict[str, Any] = {**attrs.asdict(self), "holds": not self.broken}
        return json.dumps(whole, indent=2) + "\n"


def _counts(counts: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {count:g}" for name, count in counts.items()) or "none"


def ordered(counts: Counter[Any]) -> dict[str, int]:
    """Counts under their names, in the order of these."""
    return {str(name): counts[name] for name in sorted(counts)}
