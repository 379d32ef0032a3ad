"""From values with their signals, right or wrong, to the frozen model of confidence.

A logistic regression weighs the signals, over all rules and for each rule. What its sums are worth
is told by isotonic regression on layouts that were left out when the weights were fitted.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import attrs

from resume_pipeline.errors import ConfigError
from resume_pipeline.stages.parse.confidence.model import ANY, Confidence, frozen

_FOLDS: Final = 5
_STRENGTH: Final = 0.3  # inverse of how much weights are held back
_RARE: Final = 15  # a signal of fewer values says nothing
_BIN: Final = 60  # values that a level rests on at least
_ERRORS: Final = 2  # standard errors that a level stays below what was right
_CAP: Final = 995  # nothing is surer than what so few values can show


@attrs.frozen
class Example:
    """A value that was judged.

    Attributes:
        group: its layout, or the labelled file.
        rule, signals: of how it was found.
        is_right: whether the truth has it.
    """

    group: str
    rule: str
    signals: tuple[str, ...]
    is_right: bool


Weights = dict[str, dict[str, int]]


def fit(examples: Sequence[Example], made: dict[str, Any]) -> Confidence:
    """The model of these examples; the same examples give the same bytes.

    Args:
        examples: of at least two groups, right and wrong ones.
        made: what the file says of where it comes from.

    Raises:
        ConfigError: scikit-learn is not installed.
        ValueError: too few groups, or all right, or all wrong.
    """
    try:
        from sklearn.model_selection import GroupKFold
    except ImportError:
        said = "training needs scikit-learn: pip install 'resume-pipeline[train]'"
        raise ConfigError(said) from None
    groups = [one.group for one in examples]
    if len(set(groups)) < 2 or len({one.is_right for one in examples}) < 2:
        raise ValueError("too few resumes to learn from")
    sums = [0] * len(examples)
    folds = GroupKFold(n_splits=min(_FOLDS, len(set(groups))))
    for rest, left in folds.split(sums, groups=groups):
        model = _uncalibrated(_weights([examples[n] for n in rest]))
        for n in left:
            sums[n] = model.sum(examples[n].rule, examples[n].signals)
    steps, levels = _levels(sums, examples)
    return Confidence.from_bytes(frozen(_weights(examples), steps, levels, made))


def _uncalibrated(weights: Weights) -> Confidence:
    return Confidence(weights, (), (0,), b"", "", {})


def _weights(examples: Sequence[Example]) -> Weights:
    """By rule, what each signal adds in thousandths of a logit."""
    columns = _columns(examples)
    learned = _learned(examples, columns)
    general = {signal: weight for (rule, signal), weight in learned.items() if rule == ANY}
    tables = {ANY: general}
    for rule in sorted({rule for rule, _ in columns} - {ANY}):
        own = {signal: weight for (of, signal), weight in learned.items() if of == rule}
        tables[rule] = {s: general.get(s, 0) + own.get(s, 0) for s in (*general, *own)}
    return {
        rule: {s: round(1000 * w) for s, w in table.items() if s == "" or round(1000 * w)}
        for rule, table in tables.items()
    }


def _features(one: Example) -> Iterable[tuple[str, str]]:
    """What an example has: each signal, for every rule and for its own."""
    for signal in ("", *one.signals):
        yield one.rule, signal
        if signal:
            yield ANY, signal


def _columns(examples: Sequence[Example]) -> dict[tuple[str, str], int]:
    counts = Counter(feature for one in examples for feature in set(_features(one)))
    kept = sorted(feature for feature, count in counts.items() if count >= _RARE or not feature[1])
    return {feature: number for number, feature in enumerate(kept)}


def _learned(
    examples: Sequence[Example], columns: dict[tuple[str, str], int]
) -> dict[tuple[str, str], float]:
    """Weights by rule and signal; the intercept is the empty signal of every rule."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    rows = [sorted({columns[f] for f in _features(one) if f in columns}) for one in examples]
    ends = [0]
    for row in rows:
        ends.append(ends[-1] + len(row))
    places = [column for row in rows for column in row]
    shape = (len(rows), len(columns))
    matrix = csr_matrix(([1.0] * len(places), places, ends), shape=shape)
    regression = LogisticRegression(C=_STRENGTH, max_iter=2_000, tol=1e-7)
    regression.fit(matrix, [one.is_right for one in examples])
    learned = {f: float(regression.coef_[0][n]) for f, n in columns.items()}
    return {**learned, (ANY, ""): float(regression.intercept_[0])}


def _levels(sums: Sequence[int], examples: Sequence[Example]) -> tuple[list[int], list[int]]:
    """Where each level begins, and the levels: shares that were right, less two standard errors.

    The error is the one between groups: values of one layout are right or wrong together.
    """
    steps: list[int] = []
    levels: list[int] = []
    for begin, members in _bins(sums, examples):
        level = max([_level([examples[n] for n in members]), *levels[-1:]])
        if levels and level == levels[-1]:
            continue
        steps += [begin] if levels else []
        levels.append(level)
    return steps, levels


def _bins(sums: Sequence[int], examples: Sequence[Example]) -> list[tuple[int, list[int]]]:
    """Values of about one share that was right, by rising sums; each with its lowest sum."""
    from sklearn.isotonic import IsotonicRegression

    shares = IsotonicRegression().fit_transform(sums, [one.is_right for one in examples])
    order = sorted(range(len(sums)), key=lambda n: (sums[n], n))
    bins: list[tuple[int, list[int]]] = []
    for n in order:
        is_full = bins and len(bins[-1][1]) >= _BIN
        before = bins[-1][1][-1] if bins else n
        if not bins or (is_full and shares[n] > shares[before] and sums[n] > sums[before]):
            bins.append((sums[n], []))
        bins[-1][1].append(n)
    return bins


def _level(members: Sequence[Example]) -> int:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in members:
        counts[one.group][0] += one.is_right
        counts[one.group][1] += 1
    share = sum(right for right, _ in counts.values()) / len(members)
    spread = sum((right - share * total) ** 2 for right, total in counts.values())
    error = math.sqrt(spread) / len(members)
    return max(0, min(_CAP, int(1000 * (share - _ERRORS * error))))
