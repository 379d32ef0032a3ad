"""Fisher's exact test by whole numbers, and an interval of a ratio of two rates."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import attrs

#: The 97.5 percent point of the standard normal distribution.
_Z: Final = 1.959963984540054


@attrs.frozen
class Counts:
    """How many of a group were favoured, and of how many."""

    favoured: int
    people: int

    @property
    def rate(self) -> Fraction | None:
        """The share of those favoured; None of nobody."""
        return Fraction(self.favoured, self.people) if self.people else None


def fisher(one: Counts, other: Counts) -> Fraction:
    """The two-sided p-value of Fisher's exact test that two groups are favoured alike.

    The sum of the probabilities of all tables with the same margins that are no likelier than the
    one seen. Numerators of the hypergeometric distribution are compared as whole numbers, so that
    ties are ties (R. A. Fisher, Statistical Methods for Research Workers, 1934, section 21.02).
    """
    favoured, people = one.favoured + other.favoured, one.people + other.people
    seen = math.comb(one.people, one.favoured) * math.comb(other.people, other.favoured)
    as_unlikely = sum(weight for weight in _weights(one, other) if weight <= seen)
    return Fraction(as_unlikely, math.comb(people, favoured))


def _weights(one: Counts, other: Counts) -> Iterator[int]:
    """How many ways lead to each table with these margins, by how many of ``one`` are favoured."""
    favoured = one.favoured + other.favoured
    least, most = max(0, favoured - other.people), min(one.people, favoured)
    weight = math.comb(one.people, least) * math.comb(other.people, favoured - least)
    yield weight
    for k in range(least, most):
        weight = weight * (one.people - k) * (favoured - k)
        weight //= (k + 1) * (other.people - favoured + k + 1)
        yield weight


def interval(one: Counts, other: Counts) -> tuple[float, float] | None:
    """95 percent bounds of the rate of ``one`` divided by that of ``other``.

    By the logarithm of the ratio (D. Katz and others, Biometrics 34, 1978). None where it is not
    defined: nobody of one of the groups was favoured.
    """
    if not one.favoured or not other.favoured:
        return None
    ratio = Fraction(one.favoured * other.people, one.people * other.favoured)
    variance = (
        Fraction(1, one.favoured)
        - Fraction(1, one.people)
        + Fraction(1, other.favoured)
        - Fraction(1, other.people)
    )
    spread = math.exp(_Z * math.sqrt(variance))
    return float(ratio) / spread, float(ratio) * spread
