"""A report on rates by group as Markdown, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from resume_pipeline.audit.bias import NOT_AN_AUDIT, SMALL, BiasReport, Group, Table

_FAVOURED: Final = {"selection": "# Selected", "scoring": "# Above median"}
_RATE: Final = {"selection": "Selection rate", "scoring": "Scoring rate"}
_ALSO_NEEDED: Final = (
    "Whoever publishes a summary also has to give the date of the audit, the source and an "
    "explanation of the data, and the date since when the tool is used (6 RCNY 5-302)."
)
_COLUMNS: Final = (
    *("measure", "question", "category", "applicants", "favoured", "rate", "impact_ratio"),
    *("fisher_p", "ratio_low", "ratio_high", "share", "flags"),
)


def decimal(value: Fraction | float | None, places: int = 4) -> str:
    """A number with so many places, rounded half to even; empty if there is none."""
    if value is None:
        return ""
    scaled = round(Fraction(value) * 10**places)
    sign, digits = "-" * (scaled < 0), str(abs(scaled)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def as_markdown(report: BiasReport) -> str:
    """Tables for people, with what a reader must know above them."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: BiasReport) -> Iterator[str]:
    yield from ("# Rates by self-reported group", "", NOT_AN_AUDIT, "")
    yield f"People assessed: {report.people}."
    if report.median is not None:
        yield f"Median score of the full sample: {decimal(report.median)}."
    yield from _about_small(report)
    for table in report.tables:
        yield from _table(table)
    yield from ("", _ALSO_NEEDED)


def _about_small(report: BiasReport) -> Iterator[str]:
    percent = int(SMALL * 100)
    if report.left_out_because is None:
        yield f"Groups of less than {percent} percent of the data were not left out."
    else:
        yield (
            f"Groups of less than {percent} percent of the data were left out of the impact "
            "ratios; their counts and rates are shown. Justification: "
            f"{_cell(report.left_out_because)}"
        )


def _table(table: Table) -> Iterator[str]:
    yield from ("", f"## {table.measure.capitalize()} by {table.question}", "")
    heads = ("Category", "# of Applicants", _FAVOURED[table.measure], _RATE[table.measure])
    more = ("Impact ratio", "95% bounds", "Fisher's p", "Flags")
    yield f"| {' | '.join((*heads, *more))} |"
    yield "| --- " * len((*heads, *more)) + "|"
    for group in table.groups:
        yield f"| {' | '.join(_cells(group))} |"
    yield ""
    yield f"Not in any rate: {table.unknown} people of unknown category" + (
        f", {table.unmeasured} without an outcome." if table.unmeasured else "."
    )


def _cells(group: Group) -> tuple[str, ...]:
    low, high = group.bounds or (None, None)
    bounds = f"{decimal(low, 3)} to {decimal(high, 3)}" if group.bounds else "-"
    counts = group.counts
    return (
        _cell(group.name),
        str(counts.people),
        str(counts.favoured),
        decimal(counts.rate),
        decimal(group.impact_ratio) or "-",
        bounds,
        decimal(group.p) or "-",
        ", ".join(group.flags) or "-",
    )


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def as_csv(report: BiasReport) -> str:
    """One row a group, numbers with nine places; the first row says what it is not.

    The last row of each table counts people of unknown category, the one before it those without an
    outcome, if there are any.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([f"# {NOT_AN_AUDIT}"])
    writer.writerow(_COLUMNS)
    for table in report.tables:
        for row in _rows(table):
            writer.writerow([_inert(str(row.get(name, ""))) for name in _COLUMNS])
    return out.getvalue()


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    where = {"measure": table.measure, "question": table.question}
    yield from ({**where, **_record(group)} for group in table.groups)
    if table.unmeasured:
        yield {**where, "category": "(without an outcome)", "applicants": table.unmeasured}
    yield {**where, "category": "(unknown category)", "applicants": table.unknown}


def _inert(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def _record(group: Group) -> dict[str, Any]:
    low, high = group.bounds or (None, None)
    return {
        "category": group.name,
        "applicants": group.counts.people,
        "favoured": group.counts.favoured,
        "rate": decimal(group.counts.rate, 9),
        "impact_ratio": decimal(group.impact_ratio, 9),
        "fisher_p": decimal(group.p, 9),
        "ratio_low": decimal(low, 9),
        "ratio_high": decimal(high, 9),
        "share": decimal(group.share, 9),
        "flags": " ".join(group.flags),
    }


def as_json(report: BiasReport) -> dict[str, Any]:
    """The same as plain values; rates and ratios also as exact fractions."""
    return {
        "schema": "resume_pipeline.bias/1",
        "note": NOT_AN_AUDIT,
        "people": report.people,
        "median": None if report.median is None else str(report.median),
        "left_out_because": report.left_out_because,
        "tables": [
            {
                "measure": table.measure,
                "question": table.question,
                "unknown": table.unknown,
                "unmeasured": table.unmeasured,
                "groups": [{**_record(group), "exact": _exact(group)} for group in table.groups],
            }
            for table in report.tables
        ],
    }


def _exact(group: Group) -> dict[str, str]:
    pairs = {"rate": group.counts.rate, "impact_ratio": group.impact_ratio}
    return {name: str(value) for name, value in pairs.items() if value is not None}
