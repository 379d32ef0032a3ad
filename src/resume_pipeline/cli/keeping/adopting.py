"""The command ``adopt``: files of objects that lie in the host's own storage already."""

from __future__ import annotations

import csv
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

from resume_pipeline.cli.boundary import FAILED, complain
from resume_pipeline.cli.jobs import tenant_of
from resume_pipeline.cli.tables import print_lines
from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.intake.source import Adopted, Adoption

_COLUMNS: Final = {"url", "filename", "subject"}


def adopt(arguments: Namespace) -> int:
    """Adopt every row of a CSV file; again after a stop, it goes on where it stopped.

    Returns:
        1 if something was not adopted.
    """
    counts: Counter[str] = Counter()
    with (
        tenant_of(arguments) as tenant,
        Path(arguments.file).open(encoding="utf-8-sig", newline="") as file,
    ):
        for one in tenant.adopt_all(rows_of(file)):
            counts[_tell(one)] += 1
    told = (f"{counts[kind]} {kind}" for kind in ("adopted", "known", "refused"))
    print(f"adopt: {', '.join(told)}")
    return FAILED if counts["refused"] else 0


def _tell(one: Adopted) -> str:
    if one.file is None:
        complain(f"row {one.row}: {one.error}")
        return "refused"
    kind = "adopted" if one.is_new else "known"
    print_lines([f"{one.file.id}  row {one.row}  {kind}"])
    return kind


def rows_of(file: TextIO) -> Iterator[Adoption]:
    """What the rows of a CSV file ask for.

    Raises:
        InvalidRequestError: its first line names no ``url``, or a column that means nothing.
    """
    rows = csv.DictReader(file, strict=True)
    names = set(rows.fieldnames or ())
    if "url" not in names or names - _COLUMNS:
        raise InvalidRequestError("the first line names the columns: url, filename, subject")
    try:
        for row in rows:
            yield Adoption(
                url=row["url"] or "",
                filename=row.get("filename") or "",
                subject=row.get("subject") or None,
            )
    except csv.Error as error:
        raise InvalidRequestError(f"line {rows.line_num} is no CSV: {error}") from None
