"""Row security: Postgres itself keeps tenants apart, and fails closed."""

from __future__ import annotations

import asyncio
import io

import pytest
from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from resume_pipeline import AsyncPipeline, NotFoundError, Pipeline, SettingsError
from resume_pipeline.backends.sql_ledger.ledger import SqlLedger, engine_of
from resume_pipeline.backends.sql_ledger.tables import tables
from tests.boundary.secured import Secured, drop_roles, login_url, make_login, run, secured

pytestmark = pytest.mark.server
BODY = b"Ada Example\nada@example.org\n"


@pytest.fixture(scope="module")
def there() -> Secured:
    with secured() as there:
        yield there


@pytest.fixture
def pipeline(there, tmp_path) -> Pipeline:
    with Pipeline.open(**there.settings(tmp_path)) as pipeline:
        yield pipeline


@pytest.fixture
def kept(pipeline) -> None:
    """Of two tenants, something in every table that tells of what was done."""
    for tenant in ("one", "two"):
        mine = pipeline.tenant(tenant, actor="user-7")
        job = mine.submit(mine.upload(BODY, subject=f"gone-{tenant}"))
        mine.hold("another", reason="a claim is pending")
        context = {job.id: (tenant, "00-1")}
        pipeline.opened.ledger_of(tenant).transact(lambda tx, c=context: tx.traces.keep(c))
        mine.erase(f"gone-{tenant}")
    pipeline.sweep()
    pipeline.keep()


def rows(url: str, table: str, *before: str) -> int:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            for statement in before:
                connection.execute(text(statement))
            return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
    finally:
        engine.dispose()


def named(tenant: str) -> str:
    return f"SELECT set_config('resume_pipeline.tenant', '{tenant}', true)"


def test_the_whole_road_goes_on_under_it(pipeline) -> None:
    acme = pipeline.tenant("acme", actor="user-7")
    file = acme.upload(BODY, filename="cv.txt", subject="candidate-9")
    with pipeline.running(slots=1):
        job = acme.wait(acme.submit(file, plan="profile", ref="a-1").id, timeout=60)
        cancelled = acme.submit(file, plan="profile")
        (cancelled,) = acme.cancel(cancelled)
    assert (job.state, job.actor) == ("succeeded", "user-7")
    assert acme.result(job).profile is not None
    assert {event.kind for event in acme.events(job)} >= {"submitted", "succeeded"}
    assert acme.jobs(ref="a-1") == [job]
    assert pipeline.endings()[-1].tenant == "acme"
    umbrella = pipeline.tenant("umbrella")
    assert umbrella.jobs() == []
    with pytest.raises(NotFoundError):
        umbrella.job(job.id)


def test_tasks_of_several_tenants_wait_at_once_under_it(pipeline) -> None:
    async def act():
        loop = AsyncPipeline(pipeline)
        tenants = [loop.tenant(name) for name in ("red", "green", "blue")]
        files = [await tenant.upload(BODY) for tenant in tenants]
        jobs = [await t.submit(f, plan="profile") for t, f in zip(tenants, files, strict=True)]
        async with loop.running():
            waiting = (t.wait(j, timeout=60) for t, j in zip(tenants, jobs, strict=True))
            return [(job.tenant, job.state) for job in await asyncio.gather(*waiting)]

    assert asyncio.run(act()) == [(name, "succeeded") for name in ("red", "green", "blue")]


def test_a_host_sees_its_tenants_rows_and_without_a_tenant_none(there, pipeline) -> None:
    for tenant in ("one", "two"):
        mine = pipeline.tenant(tenant)
        mine.submit(mine.upload(BODY))
    job = f"{there.prefix}job"
    assert rows(there.host, job) == 0
    assert rows(there.host, job, named("")) == 0
    assert rows(there.host, job, named("one")) == 1
    assert rows(there.coordinator, job) >= 2
    assert rows(there.host, f"{there.prefix}about WHERE name <> 'schema'") == 0


@pytest.mark.parametrize("table", ["total", "trail", "trail_head", "trace", "erasure", "hold"])
def test_a_host_sees_its_tenants_keeping_and_without_a_tenant_none(there, kept, table) -> None:
    """What is kept besides jobs: sums, the trail, erasures, holds."""
    name = f"{there.prefix}{table}"
    mine = rows(there.host, name, named("one"))
    assert mine >= 1
    assert rows(there.host, f"{name} WHERE tenant <> 'one'", named("one")) == 0
    assert rows(there.host, name) == rows(there.host, name, named("")) == 0
    assert rows(there.coordinator, name) > mine
    with pytest.raises(ProgrammingError, match="row-level security"):
        run(there.host, named("one"), f"UPDATE {name} SET tenant = 'two'")


def test_a_process_that_is_host_only_asks_for_an_erasure_and_the_coordinator_ends_it(
    there, pipeline, tmp_path
) -> None:
    with Pipeline.open(**there.settings_of_host(tmp_path)) as host:
        acme = host.tenant("acme", actor="user-7")
        gone = acme.upload(b"Gone Example", subject="candidate-of-a-host")
        job = acme.submit(gone, plan="profile")
        asked = acme.erase("candidate-of-a-host", reason="asked-for")
        with pytest.raises(SettingsError, match="coordinator_ledger"):
            host.keep()
        assert host.tenant("umbrella").erasures() == []
        pipeline.sweep()
        pipeline.keep()
        done = next(one for one in acme.erasures() if one.id == asked.id)
        assert done.is_done
        assert acme.job(job).is_terminal
        assert acme.left_of(done.id) == []
        with pytest.raises(NotFoundError):
            acme.download(gone.id)


def test_a_name_holds_for_one_transaction(there) -> None:
    engine = create_engine(there.host, pool_size=1, max_overflow=0)
    with engine.begin() as connection:
        connection.execute(text(named("one")))
    with engine.begin() as connection:
        found = connection.execute(text("SELECT current_setting('resume_pipeline.tenant', true)"))
        assert not found.scalar_one()
    engine.dispose()


@pytest.mark.parametrize("named_first", [[], [named("one")]])
def test_a_host_writes_no_row_of_another_tenant(there, named_first) -> None:
    made = f"INSERT INTO {there.prefix}usage VALUES ('two', 0, 0)"
    with pytest.raises(ProgrammingError, match="row-level security"):
        run(there.host, *named_first, made)
    moved = f"UPDATE {there.prefix}file SET tenant = 'two'"
    if named_first:
        with pytest.raises(ProgrammingError, match="row-level security"):
            run(there.host, *named_first, moved)


@pytest.mark.parametrize(
    "attempt",
    [
        "SET ROLE {prefix}coordinator",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION {prefix}coordinator_login",
        "GRANT {prefix}coordinator TO {prefix}host_login",
        "ALTER ROLE {prefix}host_login BYPASSRLS",
        "ALTER TABLE {prefix}job NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE {prefix}job DISABLE ROW LEVEL SECURITY",
        "DROP POLICY resume_pipeline_host ON {prefix}job",
        "CREATE POLICY mine ON {prefix}job USING (true)",
        "TRUNCATE {prefix}job",
        "UPDATE {prefix}about SET value = '9'",
        "UPDATE {prefix}process SET slots = 0",
        "SELECT * FROM {prefix}counter",
        "SET row_security = off; SELECT * FROM {prefix}job",
    ],
)
def test_a_host_cannot_become_the_coordinator(there, attempt) -> None:
    with pytest.raises(DBAPIError):
        run(there.host, *attempt.format(prefix=there.prefix).split("; "))


def test_every_table_is_under_it_and_the_owner_too(there, pipeline) -> None:
    """A table that is added and forgotten fails here, and shows nothing to anybody."""
    engine = create_engine(there.owner)
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT relname, relforcerowsecurity AND relrowsecurity FROM pg_class")
        )
        forced = {name: on for name, on in found if name.startswith(there.prefix)}
        names = [n for n in inspect(connection).get_table_names() if n.startswith(there.prefix)]
        policies = connection.execute(
            text("SELECT tablename, qual, with_check FROM pg_policies WHERE policyname = :name"),
            {"name": "resume_pipeline_host"},
        ).all()
    engine.dispose()
    assert {name for name in names if not forced[name]} == set()
    own = {name: (qual, check) for name, qual, check in policies if name.startswith(there.prefix)}
    for table in tables(there.prefix).metadata.sorted_tables:
        if "tenant" in table.columns:
            qual, check = own[table.name]
            assert "tenant =" in qual
            assert qual == check


def test_the_setting_refuses_what_is_no_wall(there, tmp_path) -> None:
    settings = there.settings(tmp_path)
    for changes, said in (
        ({"ledger": there.owner}, "superuser"),
        ({"ledger": there.coordinator}, "not granted the role"),
        ({"coordinator_ledger": there.host}, "not granted the role"),
        ({"ledger": f"sqlite:///{tmp_path}/l.db"}, "Postgres"),
        ({"table_prefix": "never_made_"}, "not granted the role"),
        ({"row_security": False}, "coordinator_ledger is for row_security"),
        ({"row_security": False, "coordinator_ledger": None}, "under row security"),
    ):
        with pytest.raises(SettingsError, match=said):
            Pipeline.open(**{**settings, **changes})


@pytest.mark.parametrize("more", [(), ("BYPASSRLS",)])
def test_a_login_with_another_way_in_is_refused(there, tmp_path, more) -> None:
    url = login_url(there.owner, f"{there.prefix}both")
    make_login(there.owner, url, f"{there.prefix}host", *more)
    if not more:
        run(there.owner, f"GRANT {there.prefix}coordinator TO {there.prefix}both")
    try:
        with pytest.raises(SettingsError, match="may become the coordinator"):
            Pipeline.open(**{**there.settings(tmp_path), "ledger": url})
    finally:
        drop_roles(there.owner, [f"{there.prefix}both"])


def test_one_table_without_it_is_refused(there, tmp_path) -> None:
    run(there.owner, f"ALTER TABLE {there.prefix}usage NO FORCE ROW LEVEL SECURITY")
    try:
        with pytest.raises(SettingsError, match=f"not on for {there.prefix}usage"):
            Pipeline.open(**there.settings(tmp_path))
    finally:
        run(there.owner, f"ALTER TABLE {there.prefix}usage FORCE ROW LEVEL SECURITY")


def test_a_host_only_process_leaves_the_rest_to_the_coordinator(there, pipeline, tmp_path) -> None:
    with Pipeline.open(**there.settings_of_host(tmp_path)) as host:
        acme = host.tenant("acme")
        job = acme.submit(acme.upload(BODY), plan="profile")
        for step in (host.relay, host.sweep, host.endings, host.counters, host.endpoints.all):
            with pytest.raises(SettingsError, match="coordinator_ledger"):
                step()
        with pytest.raises(SettingsError, match="coordinator_ledger"):
            acme.endpoints.register("https://8.8.8.8/told")
        assert acme.why(job).code == "no_coordinator"
        (asked,) = acme.cancel(job)
        assert (asked.state, asked.cancelling) == ("queued", True)
        pipeline.sweep()
        assert acme.job(job.id).state == "cancelled"


def test_a_hosts_own_transaction_joins_by_the_hosts_login(there, pipeline) -> None:
    acme = pipeline.tenant("acme")
    file = acme.upload(BODY)
    engine = create_engine(there.host)
    with engine.begin() as connection:
        job = acme.submit(file, plan="profile", tx=connection)
    assert acme.job(job.id).state == "queued"
    with engine.begin() as connection, pytest.raises(SettingsError, match="not granted"):
        pipeline.announce_worker(_presence(), tx=connection)
    engine.dispose()


def _presence():
    from resume_pipeline.wire.messages import Presence

    return Presence(worker="w", queue="jobs", slots=1, stages=("extract@1",))


def test_the_owner_migrates_under_it_and_what_is_printed_does_the_same(there) -> None:
    ledger = SqlLedger(engine_of(there.owner), there.prefix)
    try:
        said = f"row security: on, for the roles {there.prefix}host and {there.prefix}coordinator"
        assert ledger.migrate() == []
        assert ledger.migrate(row_security=True) == [said]
        printed = io.StringIO()
        assert ledger.migrate(row_security=True, sql=printed) == [said]
        with ledger.engine.begin() as connection:
            connection.exec_driver_sql(printed.getvalue().replace("%", "%%"))
    finally:
        ledger.close()


def test_an_owner_who_is_no_superuser_migrates_too(there) -> None:
    """Force holds for the owner as well: it sees the number of the layout and nothing else."""
    owner = login_url(there.owner, f"{there.prefix}owner")
    name = f"{there.prefix}owner"
    make_login(there.owner, owner, f"{there.prefix}host", "CREATEROLE")
    schema = make_url(there.owner).query["options"].partition("=")[2]
    run(there.owner, f"GRANT CREATE, USAGE ON SCHEMA {schema} TO {name}")
    ledger = SqlLedger(engine_of(owner), f"{there.prefix}x_")
    try:
        assert ledger.migrate(row_security=True)
        assert ledger.migrate() == []
        with pytest.raises(SettingsError, match="under row security"):
            ledger.create()
    finally:
        ledger.close()
        roles = [f"{there.prefix}x_{role}" for role in ("host", "coordinator")]
        drop_roles(there.owner, [name, *roles])
