"""Rates and impact ratios by group, with the columns of New York City's rule (6 RCNY 5-300 ff).

Counts are whole numbers and rates are fractions; only the bounds of a ratio are floats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

import attrs

from resume_pipeline.audit.exact import Counts, fisher, interval
from resume_pipeline.audit.people import Assessed, groups_of
from resume_pipeline.errors import InvalidRequestError

#: Stands in every report.
NOT_AN_AUDIT: Final = (
    "This is a computation by the tool that it is about. It is not an independent audit: New York "
    "City's rule asks for an auditor who neither uses, develops nor distributes the tool, and has "
    "no interest in who does (6 RCNY 5-300)."
)
#: A group with less of the data than this may be left out of the ratios (6 RCNY 5-301(d)).
SMALL: Final = Fraction(2, 100)
#: A ratio below this is taken as evidence of adverse impact (29 CFR 1607.4(D)).
FOUR_FIFTHS: Final = Fraction(4, 5)
#: Groups with fewer people say little.
_FEW: Final = 30
#: In two groups together; with more, whole numbers grow too long to test in a moment.
_MOST_TESTED: Final = 50_000
_QUESTIONS: Final = ("sex", "race_ethnicity", "sex and race_ethnicity")


@attrs.frozen(kw_only=True)
class Group:
    """One group of one table.

    Attributes:
        name: as people reported it.
        counts: how many were favoured (selected, or scored above the median), of how many.
        share: of the people in the table.
        impact_ratio: its rate by that of the group with the highest; None where it is left out, or
            nobody at all was favoured.
        p: of Fisher's exact test against that group; None for that group itself, and for groups
            of more than 50,000 people together.
        bounds: 95 percent interval of the ratio, where it is defined.
        is_left_out: whether it is too small, and was left out of the ratios.
    """

    name: str
    counts: Counts
    share: Fraction
    impact_ratio: Fraction | None
    p: Fraction | None
    bounds: tuple[float, float] | None
    is_left_out: bool

    @property
    def flags(self) -> tuple[str, ...]:
        """What a person should look at: ``few_people``, ``below_four_fifths``, ``left_out``."""
        is_low = self.impact_ratio is not None and self.impact_ratio < FOUR_FIFTHS
        said = {
            "few_people": self.counts.people < _FEW,
            "below_four_fifths": is_low,
            "left_out": self.is_left_out,
        }
        return tuple(name for name, holds in said.items() if holds)


@attrs.frozen(kw_only=True)
class Table:
    """The groups by one question.

    Attributes:
        measure: ``selection`` or ``scoring``.
        question: ``sex``, ``race_ethnicity`` or both.
        unknown: people assessed whose group by this question is not known; in no rate.
        unmeasured: people in a known group without an outcome, such as those without a score.
    """

    measure: str
    question: str
    groups: tuple[Group, ...]
    unknown: int
    unmeasured: int


@attrs.frozen(kw_only=True)
class BiasReport:
    """What was found.

    Attributes:
        people: how many were assessed.
        median: of all scores, if there are any; a score must be above it to be favoured.
        left_out_because: why small groups were left out of the ratios, if they were.
    """

    tables: tuple[Table, ...]
    people: int
    median: Fraction | None
    left_out_because: str | None


def bias(people: Sequence[Assessed], *, leave_out_small: str | None = None) -> BiasReport:
    """Selection and scoring rates, impact ratios, and how far chance explains them.

    Args:
        leave_out_small: why groups of less than 2 percent of the data are left out of the ratios;
            None leaves them in.

    Raises:
        InvalidRequestError: nobody has an outcome, or the reason is empty.
    """
    if leave_out_small is not None and not leave_out_small.strip():
        raise InvalidRequestError("leaving out small groups needs a justification")
    middle = median(people)
    measures: dict[str, Callable[[Assessed], bool | None]] = {}
    if any(one.selected is not None for one in people):
        measures["selection"] = lambda one: one.selected
    if middle is not None:
        measures["scoring"] = lambda one: None if one.score is None else one.score > middle
    if not measures:
        raise InvalidRequestError("nobody has an outcome: a column selected or score is needed")
    return BiasReport(
        tables=tuple(
            _table(people, name, question, measure, leave_out_small is not None)
            for name, measure in measures.items()
            for question in _QUESTIONS
        ),
        people=sum(one.count for one in people),
        median=middle,
        left_out_because=leave_out_small,
    )


def median(people: Sequence[Assessed]) -> Fraction | None:
    """The median score of the full sample, also of those in unknown groups (6 RCNY 5-301(c))."""
    scores = sorted((one.score, one.count) for one in people if one.score is not None)
    total = sum(count for _, count in scores)
    if not total:
        return None
    return (_nth(scores, (total - 1) // 2) + _nth(scores, total // 2)) / 2


def _nth(scores: Sequence[tuple[Fraction, int]], index: int) -> Fraction:
    """The score with this index among all people in order."""
    for score, count in scores:
        if index < count:
            return score
        index -= count
    raise IndexError(index)


def _table(
    people: Sequence[Assessed],
    name: str,
    question: str,
    measure: Callable[[Assessed], bool | None],
    leaves_out: bool,
) -> Table:
    totals: Counter[str] = Counter()
    favoured: Counter[str] = Counter()
    unknown = unmeasured = 0
    for one in people:
        group, outcome = dict(groups_of(one))[question], measure(one)
        if group is None:
            unknown += one.count
        elif outcome is None:
            unmeasured += one.count
        else:
            totals[group] += one.count
            favoured[group] += one.count * outcome
    counts = {group: Counts(favoured[group], totals[group]) for group in sorted(totals)}
    return Table(
        measure=name,
        question=question,
        groups=_groups(counts, leaves_out=leaves_out),
        unknown=unknown,
        unmeasured=unmeasured,
    )


def _groups(counts: dict[str, Counts], *, leaves_out: bool) -> tuple[Group, ...]:
    total = sum(one.people for one in counts.values())
    shares = {name: Fraction(one.people, total) for name, one in counts.items()}
    small = {name for name, share in shares.items() if leaves_out and share < SMALL}
    compared = {name: one for name, one in counts.items() if name not in small}
    first = max(compared, key=lambda name: _rate(compared[name]), default=None)
    return tuple(
        _group(name, counts, first if name in compared else None, shares[name], name in small)
        for name in counts
    )


def _rate(counts: Counts) -> Fraction:
    return counts.rate or Fraction(0)


def _group(
    name: str, counts: dict[str, Counts], first: str | None, share: Fraction, is_left_out: bool
) -> Group:
    one = counts[name]
    best = counts[first] if first is not None else None
    is_compared = best is not None and best.favoured > 0
    is_other = is_compared and name != first
    is_tested = best is not None and is_other and one.people + best.people <= _MOST_TESTED
    return Group(
        name=name,
        counts=one,
        share=share,
        impact_ratio=_rate(one) / _rate(best) if best and is_compared else None,
        p=fisher(one, best) if best and is_tested else None,
        bounds=interval(one, best) if best and is_other else None,
        is_left_out=is_left_out,
    )
