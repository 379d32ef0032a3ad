"""SqlLedger: transactions, and what SQLite and Postgres need around them."""

from __future__ import annotations

import copy
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Self, TextIO, TypeVar

import attrs
from sqlalchemy import Connection, Engine, StaticPool, create_engine, event, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    SQLAlchemyError,
)

from resume_pipeline.backends.sql_ledger import row_security, schema
from resume_pipeline.backends.sql_ledger.intake import SqlAdoptions, SqlQuotas
from resume_pipeline.backends.sql_ledger.jobs import SqlJobs
from resume_pipeline.backends.sql_ledger.joining import connection_of
from resume_pipeline.backends.sql_ledger.keeping.compacting import compact
from resume_pipeline.backends.sql_ledger.keeping.erasures import SqlErasures
from resume_pipeline.backends.sql_ledger.keeping.totals import SqlTotals, SqlTraces
from resume_pipeline.backends.sql_ledger.keeping.trail import SqlTrail
from resume_pipeline.backends.sql_ledger.on_record import SqlRecords
from resume_pipeline.backends.sql_ledger.outgoing.notices import SqlNotices
from resume_pipeline.backends.sql_ledger.outgoing.outbox import SqlOutbox
from resume_pipeline.backends.sql_ledger.pauses import SqlPauses
from resume_pipeline.backends.sql_ledger.pooled import check_idle_connections
from resume_pipeline.backends.sql_ledger.records import SqlBatches, SqlFiles
from resume_pipeline.backends.sql_ledger.statements import insert_new
from resume_pipeline.backends.sql_ledger.tables import DEFAULT_PREFIX, Tables, tables
from resume_pipeline.backends.sql_ledger.watch import SqlWatch
from resume_pipeline.errors import BugError, InvalidRequestError, LedgerError, SettingsError
from resume_pipeline.ports.faults import reach
from resume_pipeline.ports.ledger import Elsewhere

T = TypeVar("T")
_TRIES = 5
_BUSY_MS = 30_000
_MIGRATE = "migrate"


@attrs.define
class SqlTransaction:
    """See `resume_pipeline.ports.ledger.Transaction`."""

    connection: Connection
    tables: Tables
    layout: int = schema.OWN
    pauses: SqlPauses = attrs.field(init=False)
    notices: SqlNotices = attrs.field(init=False)
    records: SqlRecords = attrs.field(init=False)
    outbox: SqlOutbox = attrs.field(init=False)
    jobs: SqlJobs = attrs.field(init=False)
    files: SqlFiles = attrs.field(init=False)
    batches: SqlBatches = attrs.field(init=False)
    watch: SqlWatch = attrs.field(init=False)
    quotas: SqlQuotas = attrs.field(init=False)
    adoptions: SqlAdoptions = attrs.field(init=False)
    erasures: SqlErasures = attrs.field(init=False)
    trail: SqlTrail = attrs.field(init=False)
    totals: SqlTotals = attrs.field(init=False)
    traces: SqlTraces = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.pauses = SqlPauses(self.connection, self.tables)
        self.notices = SqlNotices(self.connection, self.tables)
        self.records = SqlRecords(self.connection, self.tables)
        self.outbox = SqlOutbox(self.connection, self.tables, self.pauses)
        self.jobs = SqlJobs(self.connection, self.tables, self.outbox)
        self.quotas = SqlQuotas(self.connection, self.tables, self.layout)
        self.adoptions = SqlAdoptions(self.connection, self.tables, self.layout)
        self.files = SqlFiles(self.connection, self.tables, self.quotas)
        self.batches = SqlBatches(self.connection, self.tables)
        self.watch = SqlWatch(self.connection, self.tables)
        layout = self.layout
        self.erasures = SqlErasures(self.connection, self.tables, layout, self.quotas)
        self.trail = SqlTrail(self.connection, self.tables, layout)
        self.totals = SqlTotals(self.connection, self.tables, layout)
        self.traces = SqlTraces(self.connection, self.tables, layout)

    def savepoint(self) -> AbstractContextManager[Any]:
        """A part that is undone by itself if it raises."""
        return self.connection.begin_nested()


class SqlLedger:
    """The ledger on SQLAlchemy Core. One object per process; safe to share between threads.

    Attributes:
        layout: number of the layout that the tables have: this release's own or the one before,
            whose tables have less. What needs more says that `resume-pipeline migrate` brings it.
        role: of this process under row security; a host's transactions name their tenant.
        tenant: whose transactions these are.
    """

    tenant: str | None = None

    def __init__(
        self, engine: Engine, prefix: str = DEFAULT_PREFIX, *, role: row_security.Role | None = None
    ) -> None:
        """Use ``engine``, with tables whose names begin with ``prefix``."""
        self.engine = engine
        self.role = role
        self.tables = tables(prefix)
        self.layout = schema.OWN
        self._key = b""
        # An in-memory database has one connection, which threads take in turns.
        is_single = isinstance(engine.pool, StaticPool)
        self._turn: AbstractContextManager[Any] = threading.RLock() if is_single else nullcontext()

    @classmethod
    def from_url(
        cls, url: str, prefix: str = DEFAULT_PREFIX, *, role: row_security.Role | None = None
    ) -> Self:
        """Open ``sqlite:///file``, ``sqlite://`` (in memory) or any SQLAlchemy URL.

        Tables of an older layout are brought to this release's if the URL ends in ``?migrate=yes``.

        Args:
            role: for tables under row security, as which this process comes.

        Raises:
            SettingsError: the URL is malformed, its driver is not installed, or the tables have a
                layout that this release does not run on.
            LedgerError: the database does not answer.
        """
        ledger = cls(engine_of(url), prefix, role=role)
        try:
            ledger.create(migrates=_migrates(url))
        except BaseException:
            ledger.close()
            raise
        return ledger

    def create(self, *, migrates: bool = False) -> None:
        """Create tables in an empty database, and the coordinator's key unless it is there.

        Args:
            migrates: whether tables of an older layout are brought to this release's.

        Raises:
            SettingsError: the tables have a layout that this release does not run on.
        """
        with self._translated(), self._turn, self.engine.begin() as connection:
            schema.lock(connection)
            if self.role is not None:
                row_security.check(connection, self.tables, self.role)
            layout = schema.found(connection, self.tables) or schema.create(connection, self.tables)
            if migrates and layout.number < schema.OWN:
                self._migrate(connection)
                layout = attrs.evolve(layout, number=schema.OWN)
            layout.check()
            if self.role != "host":
                self._key = self._made_key(connection)
        self.layout = layout.number

    def of(self, tenant: str) -> Self:
        """The ledger of one tenant; see the port."""
        if self.role != "host":
            return self
        scoped = copy.copy(self)
        scoped.tenant = tenant
        return scoped

    def migrate(
        self,
        *,
        contract: bool = False,
        row_security: bool = False,
        sql: TextIO | None = None,
    ) -> list[str]:
        """Bring the tables to this release's layout, or create them in an empty database.

        Only adds, so that processes of the release before run on. Two at once wait for each other.

        Args:
            contract: whether to remove then what is obsolete, and only older releases need.
            row_security: whether to put the tables under it; those that are stay so.
            sql: where statements are written to, for somebody else to run; nothing is executed.

        Returns:
            A line for each change; none if there is nothing to change.
        """
        with self._translated(), self._turn, self.engine.begin() as connection:
            schema.lock(connection)
            return self._migrate(connection, contract=contract, secures=row_security, sql=sql)

    def _migrate(
        self,
        connection: Connection,
        *,
        contract: bool = False,
        secures: bool = False,
        sql: TextIO | None = None,
    ) -> list[str]:
        # Imported where it is needed: most processes never see another layout.
        from resume_pipeline.backends.sql_ledger.migrations import Migration

        migration = Migration(connection=connection, tables=self.tables, sql=sql)
        return migration.run(contract=contract, secures=secures)

    def _made_key(self, connection: Connection) -> bytes:
        """The coordinator's key, made by whoever came first."""
        about = self.tables.about
        held = select(about.c.value).where(about.c.name == "coordinator")
        key = connection.execute(held).scalar_one_or_none()
        if key is None:
            row_security.check_open(connection, self.tables, self.role)
            row = {"name": "coordinator", "value": secrets.token_hex(32)}
            insert_new(connection, about, [row], key="name")
            key = connection.execute(held).scalar_one()
        return bytes.fromhex(key)

    def _opened(self, connection: Connection) -> SqlTransaction:
        """The open transaction; tables of an older layout may have been added to meanwhile."""
        if self.layout < schema.OWN:
            self.layout = schema.number(connection, self.tables)
        if self.role == "host":
            row_security.name_tenant(connection, self.tenant)
        return SqlTransaction(connection, self.tables, self.layout)

    @property
    def key(self) -> bytes:
        """The coordinator's secret."""
        if self.role == "host":
            raise SettingsError(row_security.NO_COORDINATOR)
        return self._key

    def describe(self) -> str:
        """Where the rows are."""
        url: URL = self.engine.url
        if url.get_backend_name() == "sqlite":
            return f"SQLite file {url.database}" if url.database else "SQLite in memory"
        return url.render_as_string(hide_password=True)

    def transact(self, work: Callable[[SqlTransaction], T], *, joined: Any = None) -> T:
        """Call ``work`` and commit; see the port."""
        if isinstance(joined, Elsewhere):
            found: T = joined.run(lambda host: self._join(work, host))
            return found
        if joined is not None:
            return self._join(work, joined)
        for _ in range(_TRIES - 1):
            try:
                return self._once(work)
            except _DeadlockError:
                continue
        return self._once(work)

    def _once(self, work: Callable[[SqlTransaction], T]) -> T:
        with self._translated(), self._turn:
            with self.engine.begin() as connection:
                value = work(self._opened(connection))
            reach("ledger.committed")
            return value

    def _join(self, work: Callable[[SqlTransaction], T], joined: Any) -> T:
        with self._translated():
            connection = connection_of(joined, self.tables)
            if self.role == "coordinator":
                row_security.check(connection, self.tables, self.role)
            return work(self._opened(connection))

    def read(self, work: Callable[[SqlTransaction], T]) -> T:
        """Call ``work``, which only reads; see the port."""
        with self._translated(), self._turn, self.engine.connect() as connection:
            reading = connection.execution_options(**self._as_reading())
            return work(self._opened(reading))

    def _as_reading(self) -> dict[str, Any]:
        """Options of a connection that only reads.

        On Postgres each statement sees what is committed when it starts, with or without a
        transaction around them; without one there are two round trips less. A host's transaction
        names a tenant, which holds for that transaction.
        """
        if self.engine.dialect.name == "postgresql" and self.role != "host":
            return {"isolation_level": "AUTOCOMMIT"}
        return {"reading": True}

    def compact(self) -> None:
        """Leave no bytes of what was deleted; see `resume_pipeline.ports.keeping.Compacts`."""
        with self._translated(), self._turn:
            compact(self.engine, self.tables)

    def close(self) -> None:
        """Let go of connections."""
        self.engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Driver errors become LedgerErrors, without statements or values."""
        try:
            yield
        except (DataError, OverflowError, UnicodeEncodeError) as error:
            raise InvalidRequestError(
                "the database cannot hold a value that was given: a NUL, half a character, or a "
                "number that is too large"
            ) from error
        except IntegrityError as error:
            raise BugError("a rule of the ledger's tables was broken") from error
        except DBAPIError as error:
            kind = _DeadlockError if _is_deadlock(error) else LedgerError
            raise kind(f"the database said {type(error.orig).__name__}") from error
        except SQLAlchemyError as error:
            raise LedgerError(f"the database layer said {type(error).__name__}") from error


class _DeadlockError(LedgerError):
    """Two transactions waited for each other; one was chosen to be repeated."""


def _is_deadlock(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in {"40P01", "40001"}


def _migrates(address: str) -> bool:
    said = make_url(address).query.get(_MIGRATE, "no")
    if said not in ("yes", "no"):
        raise SettingsError(f"the ledger URL says {_MIGRATE}={said}: it may say yes or no")
    return said == "yes"


def engine_of(address: str) -> Engine:
    """The engine of a ledger's URL.

    Raises:
        SettingsError: the URL is malformed, or its driver is not installed.
    """
    try:
        url = make_url(address).difference_update_query([_MIGRATE])
        _check_driver(url)
        if url.get_backend_name() != "sqlite":
            engine = create_engine(url, hide_parameters=True)
            check_idle_connections(engine)
            return engine
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"the ledger URL needs a driver that is not installed: {error.name}; for Postgres, "
            "pip install 'resume-pipeline[postgres]'"
        ) from None
    except (ArgumentError, NoSuchModuleError) as error:
        raise SettingsError(f"the ledger URL cannot be used: {type(error).__name__}") from None
    return _sqlite(url)


def _check_driver(url: URL) -> None:
    """Refuse drivers of an event loop: the ledger's own connections are used by threads."""
    if url.get_dialect().is_async:
        usual = {"postgresql": "postgresql+psycopg", "sqlite": "sqlite"}
        raise SettingsError(
            f"the ledger URL names {url.drivername}, whose connections belong to an event loop: "
            f"give {usual.get(url.get_backend_name(), 'a blocking driver')}:// here; an "
            "AsyncSession on any driver may still be given to AsyncPipeline's methods as tx"
        )


def _sqlite(url: URL) -> Engine:
    """An engine whose transactions are explicit: IMMEDIATE to write, DEFERRED to read.

    A deferred transaction that reads and then writes fails at once when another one wrote in
    between, whatever the busy time-out says.
    """
    in_memory = not url.database or url.database == ":memory:"
    if in_memory:
        engine = create_engine(
            url,
            poolclass=StaticPool,
            hide_parameters=True,
            connect_args={"check_same_thread": False},
        )
    else:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _BUSY_MS / 1000})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    # secure_delete: what a row held before it was blanked or moved is overwritten with zeros.
    pragmas = ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
    for pragma in (f"busy_timeout={_BUSY_MS}", *pragmas):
        connection.execute(f"PRAGMA {pragma}")
    until = time.monotonic() + _BUSY_MS / 1000
    while not _is_in_wal(connection):
        if time.monotonic() > until:
            raise sqlite3.OperationalError("the file stays locked")
        time.sleep(0.005)


def _is_in_wal(connection: Any) -> bool:
    """Whether the file is in WAL mode now; changing the mode does not heed `busy_timeout`."""
    try:
        mode: str = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:  # the low byte is the kind
            raise
        return False
    return mode in ("wal", "memory")


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN DEFERRED" if reading else "BEGIN IMMEDIATE")
