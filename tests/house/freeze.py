"""Samples of what other processes, hosts and auditors rely on: ``python -m tests.house.freeze``.

Run it to rewrite the samples after a change that was meant; read its difference before you commit.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

import resume_pipeline
import resume_pipeline.testing
from resume_pipeline.backends.sql_ledger.tables import tables
from resume_pipeline.wire.base import Sealed, Wire
from resume_pipeline.wire.correction import Correction
from resume_pipeline.wire.messages import Completion, JobMessage, Presence, Progress
from resume_pipeline.wire.notice import NoticeBody
from resume_pipeline.wire.objects import AttemptEnd, Claim, Envelope, Manifest
from resume_pipeline.wire.payloads import Document, Profile, ScoreCard, View
from resume_pipeline.wire.result import Explanations, Result, Summary
from resume_pipeline.wire.vacancy import Vacancy

FROZEN = Path(__file__).parent / "frozen"
WIRE: tuple[type[Wire], ...] = (
    *(JobMessage, Progress, Completion, Presence),
    *(Envelope, Claim, AttemptEnd, Manifest),
    *(Document, Profile, View, ScoreCard),
    *(NoticeBody, Correction),
    *(Result, Summary, Explanations, Vacancy),
)
PACKAGES = (resume_pipeline, resume_pipeline.testing)
DIALECTS = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}


def schema_of(kind: type[Wire]) -> dict[str, Any]:
    """The shape of ``kind``, without the words that explain it."""
    shape = without_words(kind.model_json_schema())
    sealed = {"sealed": True} if issubclass(kind, Sealed) else {}
    return {"schema_id": kind.schema_id, "shape": shape, **sealed}


def without_words(value: Any) -> Any:
    """``value`` without titles and descriptions, which may be improved at any time.

    A description is a text; a field of that name is an object, and stays.
    """
    if isinstance(value, list):
        return [without_words(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = value.items()
    return {
        name: without_words(item)
        for name, item in kept
        if not (name in ("title", "description") and isinstance(item, str))
    }


def ddl_of(dialect: str) -> dict[str, str]:
    """The statements that create the ledger, by the name of the table or index."""
    kind = DIALECTS[dialect]()
    made: dict[str, str] = {}
    for table in tables().metadata.sorted_tables:
        made[table.name] = _flat(CreateTable(table).compile(dialect=kind))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            made[str(index.name)] = _flat(CreateIndex(index).compile(dialect=kind))
    return made


def _flat(statement: Any) -> str:
    return " ".join(str(statement).split())


def samples() -> dict[str, Any]:
    """Everything that is frozen, by the name of its file."""
    names = {package.__name__: package.__all__ for package in PACKAGES}
    wire = {f"{kind.schema_id.replace('/', '-')}.json": schema_of(kind) for kind in WIRE}
    ledgers = {f"ledger-{dialect}.json": ddl_of(dialect) for dialect in DIALECTS}
    return {"public-names.json": names, **wire, **ledgers}


def main() -> None:
    """Write every sample, and delete those that nothing stands for any more."""
    FROZEN.mkdir(exist_ok=True)
    found = samples()
    for path in FROZEN.glob("*.json"):
        if path.name not in found:
            path.unlink()
    for name, value in found.items():
        text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)
        (FROZEN / name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
