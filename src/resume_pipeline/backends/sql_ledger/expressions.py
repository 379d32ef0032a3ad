"""Conditions that indexes are made for, spelled as the databases must see them to use those."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Text, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

#: That a job has not ended. A bound value would hide from the planner that an index covers it.
IS_OPEN: Final = text("state IN ('queued', 'running')")


class ErrorStage(FunctionElement[str]):
    """The stage that a job's error names."""

    name = "error_stage"
    type = Text()
    inherit_cache = True


@compiles(ErrorStage, "sqlite")
def _for_sqlite(element: ErrorStage, compiler: Any, **how: Any) -> str:
    return f"(json_extract({compiler.process(element.clauses, **how)}, '$.stage'))"


@compiles(ErrorStage, "postgresql")
def _for_postgres(element: ErrorStage, compiler: Any, **how: Any) -> str:
    return f"(CAST({compiler.process(element.clauses, **how)} AS JSON) ->> 'stage')"
