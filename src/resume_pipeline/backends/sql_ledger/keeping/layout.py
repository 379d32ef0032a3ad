"""The tables that layout 4 added."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, MetaData, PrimaryKeyConstraint, Table, Text, text

from resume_pipeline.backends.sql_ledger.columns import maybe, maybe_numbers, numbers, words


def kept(meta: MetaData, prefix: str) -> tuple[Table, ...]:
    """Erasure, hold, trail, trail_head, total and trace, each name beginning with ``prefix``."""
    # Long because it is a list, like the tables of the layouts before.

    def table(name: str, *parts: Any) -> Table:
        return Table(prefix + name, meta, *parts)

    erasure = table(
        "erasure",
        Column("id", Text, primary_key=True),
        *words("tenant", "mark", "files", "jobs", "reason"),
        *maybe("subject", "actor"),
        *numbers("asked_at", "objects"),
        *maybe_numbers("waits_until", "done_at"),
    )
    Index(f"{prefix}erasure_tenant", erasure.c.tenant, erasure.c.id)
    unfinished = text("done_at IS NULL")
    Index(
        f"{prefix}erasure_open", erasure.c.id,
        sqlite_where=unfinished, postgresql_where=unfinished,
    )  # fmt: skip
    hold = table(
        "hold",
        *words("tenant", "subject", "reason"),
        *maybe("actor"),
        *numbers("held_at"),
        PrimaryKeyConstraint("tenant", "subject"),
    )
    trail = table(
        "trail",
        Column("id", Text, primary_key=True),
        *words("tenant", "entry"),
        *maybe("hash"),
        *numbers("at"),
        *maybe_numbers("position"),
    )
    Index(f"{prefix}trail_position", trail.c.tenant, trail.c.position)
    unchained = text("position IS NULL")
    Index(
        f"{prefix}trail_unchained", trail.c.tenant, trail.c.id,
        sqlite_where=unchained, postgresql_where=unchained,
    )  # fmt: skip
    trail_head = table(
        "trail_head",
        Column("tenant", Text, primary_key=True),
        *words("hash"),
        *numbers("position"),
    )
    total = table(
        "total",
        *words("tenant", "plan", "day", "measure"),  # no tenant and no day: all of them
        *numbers("value"),
        PrimaryKeyConstraint("tenant", "day", "plan", "measure"),
    )
    trace = table("trace", Column("job_id", Text, primary_key=True), *words("tenant", "context"))
    return erasure, hold, trail, trail_head, total, trace
