"""A queue in a table: on one machine a SQLite file, between machines a Postgres database.

A message is leased by setting when it becomes visible again, and a token that says whose lease it
is; only the holder of the token may acknowledge, release or extend. Leases are read against the
clock of whoever receives: machines that share a queue must agree on the time to within a small
part of the lease.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

import attrs
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    bindparam,
    create_engine,
    delete,
    event,
    func,
    insert,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from resume_pipeline.errors import ConfigError, QueueError, SettingsError, UnknownBackendError
from resume_pipeline.ports.clock import Clock, SystemClock
from resume_pipeline.ports.queue import Delivery

LEASE_MS: Final = 30 * 60_000
BUSY_MS: Final = 30_000
#: Seconds between two questions whether a SQLite file changed: the first and the longest.
FIRST_PAUSE, LONGEST_PAUSE = 0.005, 0.05
#: Seconds between two looks at a queue whose file did not change: leases end by themselves.
LOOK: Final = 0.5
#: Seconds between two looks at a queue in a server.
SERVER_PAUSE: Final = 0.1

metadata = MetaData()
message = Table(
    "resume_pipeline_message",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("queue", Text, nullable=False),
    Column("visible_at", BigInteger, nullable=False),
    Column("lease", Text),
    Column("body", LargeBinary, nullable=False),
    # The oldest come first and few of them are leased, so a scan in this order ends early.
    Index("resume_pipeline_message_due", "queue", "seq", "visible_at"),
    sqlite_autoincrement=True,
)


@attrs.frozen
class Leased:
    """A message under a lease.

    Attributes:
        body: what was published.
        seq, lease: which message, and the token of this lease.
    """

    body: bytes
    seq: int
    lease: str
    _queue: SqlQueue = attrs.field(repr=False)

    def ack(self) -> None:
        """Delete the message, if the lease is still this one."""
        self._queue.settle(self, None)

    def release(self) -> None:
        """Make the message visible now, if the lease is still this one."""
        self._queue.settle(self, 0)

    def extend(self) -> None:
        """Start the lease anew, if it is still this one."""
        self._queue.settle(self, self._queue.redelivery_ms)


class SqlQueue:
    """A durable queue in a database; any number of processes may use it at once.

    Delivers the oldest visible message first. Every method raises QueueError when the database
    does not answer, and once the queue is closed.
    """

    def __init__(self, url: URL, *, lease_ms: int = LEASE_MS, clock: Clock | None = None) -> None:
        self._url = url
        self._lease_ms = lease_ms
        self._clock = clock or SystemClock()
        self._engines: dict[int, Engine] = {}
        self._closed = False

    @classmethod
    def from_url(cls, url: str, *, lease_ms: int = LEASE_MS, clock: Clock | None = None) -> Self:
        """Open the queue at ``url`` and make its table if it is missing.

        Args:
            url: ``sqlite:////absolute/file``, ``sqlite:///relative/file`` or a Postgres URL.
            lease_ms: after how many milliseconds an unacknowledged message is delivered again.
            clock: tells when leases end.

        Raises:
            SettingsError: the URL cannot be read, or names a database in memory.
            UnknownBackendError: SQLAlchemy has nothing for this scheme.
            ConfigError: the scheme's driver is not installed, or the folder cannot be used.
            QueueError: the database did not answer.
        """
        queue = cls(checked_url(url), lease_ms=lease_ms, clock=clock)
        with queue._writing() as connection:
            make_table(connection)
        return queue

    @property
    def redelivery_ms(self) -> int:
        """The lease, in milliseconds."""
        return self._lease_ms

    def describe(self) -> str:
        """Where the messages are, in words, without credentials."""
        place = self._url.database or "the default database"
        if self._url.get_backend_name() == "sqlite":
            return f"the SQLite file {place}"
        return f"the {self._url.get_backend_name()} database {place} on {self._url.host}"

    def publish(self, queue: str, bodies: Sequence[bytes]) -> None:
        """Add ``bodies``, all or none."""
        with self._writing() as connection:
            if bodies:
                now = self._clock.now()
                rows = [{"queue": queue, "visible_at": now, "body": body} for body in bodies]
                connection.execute(insert(message), rows)

    def receive(self, queue: str, *, limit: int, wait: float) -> list[Leased]:
        """Lease up to ``limit`` messages; looks again for up to ``wait`` seconds."""
        if wait <= 0:
            return self._take(queue, limit)
        end = time.monotonic() + wait
        with self._reading() as connection:
            watch = Watch(connection)
            while not (leased := self._take(queue, limit)):
                left = end - time.monotonic()
                if left <= 0:
                    break
                watch.wait(min(left, LOOK))
        return leased

    def depth(self, queue: str) -> int:
        """How many messages are visible."""
        with self._reading() as connection:
            return connection.scalar(select(func.count()).where(*self._due(queue))) or 0

    def settle(self, leased: Leased, visible_in: int | None) -> None:
        """Delete ``leased``, or make it visible in so many milliseconds; nothing if it is lost."""
        mine = (message.c.seq == leased.seq, message.c.lease == leased.lease)
        with self._writing() as connection:
            if visible_in is None:
                connection.execute(delete(message).where(*mine))
            else:
                lease = leased.lease if visible_in else None
                moved = {"visible_at": self._clock.now() + visible_in, "lease": lease}
                connection.execute(update(message).where(*mine).values(moved))

    def ack_all(self, deliveries: Sequence[Delivery]) -> None:
        """Delete many messages in one transaction, each if its lease is still the one given."""
        mine = [d for d in deliveries if isinstance(d, Leased)]
        if not mine:
            return
        same = (message.c.seq == bindparam("at"), message.c.lease == bindparam("token"))
        rows = [{"at": leased.seq, "token": leased.lease} for leased in mine]
        with self._writing() as connection:
            connection.execute(delete(message).where(*same), rows)

    def close(self) -> None:
        """Close this process's connections; what is leased is delivered again in time."""
        self._closed = True
        engine = self._engines.pop(os.getpid(), None)
        if engine is not None:
            engine.dispose()

    def _due(self, queue: str) -> tuple[Any, Any]:
        return message.c.queue == queue, message.c.visible_at <= self._clock.now()

    def _has_due(self, queue: str) -> bool:
        """A look that takes no lock, so that waiting consumers never hold up a publisher."""
        with self._reading() as connection:
            return connection.scalar(select(1).where(*self._due(queue)).limit(1)) is not None

    def _take(self, queue: str, limit: int) -> list[Leased]:
        return self._lease(queue, limit) if self._has_due(queue) else []

    def _lease(self, queue: str, limit: int) -> list[Leased]:
        token = secrets.token_hex(16)
        due = select(message.c.seq).where(*self._due(queue)).order_by(message.c.seq).limit(limit)
        # Its own query: a planner that joined it could lease more than `limit`.
        oldest = due.with_for_update(skip_locked=True).cte("oldest")
        lease = (
            update(message)
            .where(message.c.seq.in_(select(oldest.c.seq)))
            .values(visible_at=self._clock.now() + self._lease_ms, lease=token)
            .returning(message.c.seq, message.c.body)
        )
        with self._writing() as connection:
            rows = sorted(connection.execute(lease), key=lambda row: row.seq)
        return [Leased(bytes(row.body), row.seq, token, self) for row in rows]

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with translated(), self._engine().begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with translated(), self._engine().connect() as connection:
            yield connection.execution_options(reads_only=True)

    def _engine(self) -> Engine:
        """This process's engine.

        A parent's is kept and never touched: a connection must be neither used nor closed on the
        other side of a fork.
        """
        if self._closed:
            raise QueueError("the queue is closed")
        process = os.getpid()
        if process not in self._engines:
            self._engines[process] = engine_for(self._url)
        return self._engines[process]


class Watch:
    """Waits until other connections commit, at almost no cost on SQLite.

    Made before a look, so that no commit falls between the look and the wait.
    """

    def __init__(self, connection: Connection) -> None:
        self._file: Any = None
        if connection.dialect.name == "sqlite":
            self._file = connection.connection.driver_connection
            self._version = self._read()

    def wait(self, seconds: float) -> None:
        """Sleep until something was committed, for at most ``seconds``."""
        if self._file is None:
            time.sleep(min(seconds, SERVER_PAUSE))
            return
        end, pause = time.monotonic() + seconds, FIRST_PAUSE
        while (version := self._read()) == self._version:
            left = end - time.monotonic()
            if left <= 0:
                break
            time.sleep(min(pause, left))
            pause = min(pause * 2, LONGEST_PAUSE)
        self._version = version

    def _read(self) -> Any:
        return self._file.execute("PRAGMA data_version").fetchone()


@contextmanager
def translated() -> Iterator[None]:
    """Turn a driver's error into QueueError with its kind, not its words or the statement."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        origin = getattr(error, "orig", None) or error
        kind = getattr(origin, "sqlite_errorname", None) or type(origin).__name__
        raise QueueError(f"the queue's database did not answer: {kind}") from error


def checked_url(url: str) -> URL:
    """``url`` read, the folder of a SQLite file made."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise SettingsError("not a database URL, such as sqlite:///queue.db") from None
    try:
        parsed.get_dialect().import_dbapi()
    except NoSuchModuleError:
        raise UnknownBackendError(f"no queue is known for {parsed.drivername}: URLs") from None
    except ImportError:
        raise ConfigError(f"the driver for {parsed.drivername}: URLs is not installed") from None
    if parsed.get_backend_name() == "sqlite":
        return checked_file(parsed)
    return parsed


def checked_file(url: URL) -> URL:
    """``url`` with its file's absolute path, its folder made."""
    if not url.database or url.database == ":memory:" or url.query:
        raise SettingsError("a SQLite queue is a file: sqlite:///relative or sqlite:////absolute")
    file = Path(url.database).absolute()
    try:
        file.parent.mkdir(mode=0o770, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"the queue's folder cannot be made: {type(error).__name__}") from error
    return url.set(database=str(file))


def engine_for(url: URL) -> Engine:
    """An engine whose transactions, on SQLite, take the write lock at once."""
    # Each waiting thread holds a connection beside the one it works with.
    engine = create_engine(url, hide_parameters=True, max_overflow=-1)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", configure)
        event.listen(engine, "begin", begin_immediate)
    return engine


def configure(connection: Any, _record: Any) -> None:
    """Set a new SQLite connection up for several processes and for power cuts."""
    connection.isolation_level = None  # transactions begin in `begin_immediate`
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")  # a message names what the host calls a job
    end = time.monotonic() + BUSY_MS / 1000
    while not in_wal(connection):
        if time.monotonic() > end:
            raise sqlite3.OperationalError("the file stays locked")
        time.sleep(FIRST_PAUSE)


def in_wal(connection: Any) -> bool:
    """Whether the file is in WAL mode now; changing the mode does not heed `busy_timeout`."""
    try:
        return bool(connection.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",))
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False


def begin_immediate(connection: Connection) -> None:
    """Take the write lock first: a lock taken midway fails at once instead of waiting."""
    if not connection.get_execution_options().get("reads_only"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def make_table(connection: Connection) -> None:
    """Create the table and its index if they are missing, one process at a time."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtext('resume_pipeline_message'))")
        )
    metadata.create_all(connection)
