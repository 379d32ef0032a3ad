"""The schedule of a chaos run: what is killed when. The same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Final

import attrs

#: How often each kind of victim comes up, among those that there are.
WEIGHTS: Final = {"worker": 10, "coordinator": 6, "broker": 2, "database": 3}
_LAST: Final = 0.97  # of the jobs: nothing is killed once so many have ended
_DOWN: Final = 3.0  # seconds that a server is down at most, before it is started again
_OCCURRENCES: Final = 20


@attrs.frozen(kw_only=True)
class Kill:
    """A SIGKILL.

    Attributes:
        after: how many jobs have ended by then.
        victim: ``worker``, ``coordinator``, ``broker`` or ``database``.
        place: which of them, counted from 0.
        down: seconds until a server is started again.
    """

    after: int
    victim: str
    place: int
    down: float


def kills(seed: int, *, count: int, jobs: int, places: Mapping[str, int]) -> tuple[Kill, ...]:
    """``count`` kills, spread at random over the endings of ``jobs`` jobs, in their order.

    By progress and not by time, so that a slow machine sees as many kills a job as a fast one.

    Args:
        places: how many victims of each kind there are; every kind gets its share of `WEIGHTS`.
    """
    draw = random.Random(f"{seed}/kills")
    victims = [name for name, weight in WEIGHTS.items() if name in places for _ in range(weight)]
    chosen = [victims[number * len(victims) // count] for number in range(count)]
    draw.shuffle(chosen)
    moments = sorted(int(draw.uniform(0, jobs * _LAST)) for _ in range(count))
    return tuple(
        Kill(
            after=after,
            victim=victim,
            place=draw.randrange(places[victim]),
            down=draw.uniform(0, _DOWN),
        )
        for after, victim in zip(moments, chosen, strict=True)
    )


def deaths(seed: int, member: str, points: Sequence[str]) -> list[tuple[str, int] | None]:
    """At which fault point each process in a member's place dies; every other one lives."""
    draw = random.Random(f"{seed}/deaths/{member}")
    order = draw.sample(points, len(points))
    at_points = [(point, draw.randint(1, _OCCURRENCES)) for point in order]
    return [death for at_point in at_points for death in (at_point, None)]
