"""Connections of a pool, asked whether they still live when that is worth a round trip."""

from __future__ import annotations

import time
from typing import Any, Final

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

#: Seconds after which a connection that nobody used is asked before it is used again.
IDLE: Final = 1.0
_SINCE: Final = "resume_pipeline.idle_since"


def check_idle_connections(engine: Engine) -> None:
    """Have ``engine`` replace connections that died while nobody used them.

    Like ``pool_pre_ping``, but without a round trip for a connection that was used just now: a
    coordinator takes one many times a second.
    """

    def checked_in(_connection: Any, record: Any) -> None:
        record.info[_SINCE] = time.monotonic()

    def checked_out(connection: Any, record: Any, _fairy: Any) -> None:
        since = record.info.get(_SINCE)
        if since is not None and time.monotonic() - since > IDLE:
            _require_alive(engine, connection)

    event.listen(engine, "checkin", checked_in)
    event.listen(engine, "checkout", checked_out)


def _require_alive(engine: Engine, connection: Any) -> None:
    """Have the pool open another connection in the place of one that does not answer."""
    driver: Any = engine.dialect.loaded_dbapi
    try:
        engine.dialect.do_ping(connection)
    except driver.Error as error:
        raise DisconnectionError from error
