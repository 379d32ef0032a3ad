"""Try the parser on many texts: ``python -m tests.fuzz [EXAMPLES]``, 20,000 unless told.

First what Hypothesis draws, then a million characters of each kind and shape, with the seconds
that each took and how much longer twice the text takes. It stops at the first that does not hold.
"""

from __future__ import annotations

import sys

from hypothesis import HealthCheck, Phase, given, settings

from .checks import RATIO, SECONDS, check_profile, idle_seconds, ratio
from .texts import REPEATED, document, documents, shapes

_SIZE = 90_000  # of the shorter text of a pair; parse looks at no more than twice as much


def draw(examples):
    phases = (Phase.generate, Phase.shrink)
    quiet = list(HealthCheck)
    budget = settings(
        max_examples=examples, deadline=None, phases=phases, suppress_health_check=quiet
    )
    budget(given(documents())(check_profile))()
    print(f"{examples} documents: each made a profile whose values are printed there")


def repeat(name):
    for shape, text in shapes(REPEATED[name], 1_000_000):
        took = idle_seconds(text)
        longer = ratio(REPEATED[name], shape, _SIZE)
        print(f"{name}, {shape}: {took:.2f} s; twice the text takes {longer:.1f} times as long")
        assert took <= SECONDS
        assert longer <= RATIO
        check_profile(document(dict(shapes(REPEATED[name], 20_000))[shape]))


def main(examples="20000"):
    draw(int(examples))
    for name in REPEATED:
        repeat(name)


if __name__ == "__main__":
    main(*sys.argv[1:])
