"""For hosts whose own migrations run in the database that the ledger's tables are in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from resume_pipeline.backends.sql_ledger.tables import DEFAULT_PREFIX, tables

#: The table of a queue in SQL, which may be in the same database.
QUEUE_TABLE: Final = "resume_pipeline_message"


def is_host_table(
    name: str | None,
    kind: str,
    parents: Mapping[str, str | None],  # noqa: ARG001  Alembic passes it
    *,
    prefix: str = DEFAULT_PREFIX,
) -> bool:
    """Whether Alembic's autogenerate should look at this name: it is no table of the library.

    For ``include_name`` of ``context.configure`` in a host's ``env.py``. Without it, a revision
    made by ``alembic revision --autogenerate`` would drop the library's tables.

    Args:
        name, kind, parents: as Alembic passes them.
        prefix: the setting ``table_prefix``, if it is not the default; bind it with
            ``functools.partial``.
    """
    return kind != "table" or name not in _ours(prefix)


@lru_cache
def _ours(prefix: str) -> frozenset[str]:
    return frozenset(tables(prefix).metadata.tables) | {QUEUE_TABLE}
