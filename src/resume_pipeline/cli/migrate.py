"""The command ``migrate``: bring the ledger's tables to this release's layout."""

from __future__ import annotations

import io
from argparse import Namespace
from typing import Any

from resume_pipeline.backends.sql_ledger.ledger import SqlLedger, engine_of
from resume_pipeline.cli.configured import settings_of
from resume_pipeline.cli.tables import print_lines
from resume_pipeline.errors import SettingsError
from resume_pipeline.plugins import BUILTIN
from resume_pipeline.settings import PREFIX, Settings


def migrate(arguments: Namespace) -> int:
    """Add what the tables lack, remove what is obsolete if asked to; or print the statements."""
    settings = settings_of(arguments)
    ledger = SqlLedger(engine_of(_ledger_of(settings)), settings.table_prefix)
    try:
        if arguments.sql:
            _print_statements(ledger, arguments)
        else:
            done = ledger.migrate(**_asked(arguments))
            print_lines([*done, f"{ledger.describe()}: {_sum(done)}"])
    finally:
        ledger.close()
    return 0


def _sum(done: list[str]) -> str:
    return "migrated" if done else "nothing to change"


def _asked(arguments: Namespace) -> dict[str, Any]:
    return {"contract": arguments.contract, "row_security": arguments.row_security}


def _print_statements(ledger: SqlLedger, arguments: Namespace) -> None:
    statements = io.StringIO()
    done = ledger.migrate(**_asked(arguments), sql=statements)
    print(statements.getvalue().strip() if done else "-- nothing to change")


def _ledger_of(settings: Settings) -> str:
    """The URL of the ledger, which is all that this command needs.

    Raises:
        SettingsError: none is set, or it is not one of the library's own.
    """
    url = settings.for_host().ledger if settings.is_embedded else settings.ledger
    if url is None:
        raise SettingsError(f"{PREFIX}LEDGER is not set: give the URL of the database of jobs")
    scheme = url.partition(":")[0].partition("+")[0]
    if scheme not in BUILTIN["ledgers"]:
        raise SettingsError(
            f"ledgers of the scheme {scheme!r} come from a plugin: what changes their layout "
            "comes from there, too"
        )
    return url
