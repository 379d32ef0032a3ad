"""Two releases and two layouts of the tables at once: rolled forth and back under load."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import pytest

from resume_pipeline.backends.sql_ledger import schema
from resume_pipeline.backends.sql_ledger.ledger import SqlLedger, engine_of
from resume_pipeline.backends.sql_ledger.migrations import SCRIPTS, Migration
from resume_pipeline.backends.sql_ledger.tables import tables
from resume_pipeline.cli import main
from resume_pipeline.settings import PREFIX
from resume_pipeline.testing.chaos import SETTINGS
from resume_pipeline.testing.fleet import Fleet, Member, effects_by_job
from resume_pipeline.testing.promises import Promises
from tests.servers import postgres_schema

#: Where the modules of the previous release are, if it is at hand; a plugin plays it otherwise.
PREVIOUS = os.environ.get("TEST_PREVIOUS_RELEASE")
ROLES = ("coordinator", "worker")
A_PHASE = 11


@attrs.define(kw_only=True)
class TwoReleases(Fleet):
    """A fleet in which some members are of the release before this one."""

    older: set[str] = attrs.field(factory=set)

    def _environment(self, member: Member) -> dict[str, str]:
        found = super()._environment(member)
        if member.name not in self.older:
            return found
        if PREVIOUS:
            return {**found, "PYTHONPATH": PREVIOUS}
        return {**found, f"{PREFIX}PLUGINS": json.dumps(["tests.processes.previous_release"])}

    def start(self, *, older: bool) -> list[Member]:
        """Start one member of each role, of one of the releases."""
        started = []
        for role in ROLES:
            name = f"{role}-{len([m for m in self.members if m.role == role])}"
            (self.older.add if older else self.older.discard)(name)
            started.append(self.add(role))
        return started

    def retire(self, members: list[Member]) -> None:
        """Stop members as a deploy does, and replace them no more."""
        processes = [member.process for member in members if member.process is not None]
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)
        for member in members:
            member.process, member.rests_until = None, float("inf")

    def restart(self, members: list[Member]) -> None:
        """Stop those members that run, and start all of them, of the same release as before."""
        self.retire(members)
        for member in members:
            member.rests_until = 0.0
        self.replace_dead()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/ledger.db"
        return
    with postgres_schema() as url:
        yield url


def create_layout_before(url: str, folder: Path) -> None:
    """An empty ledger of the release before this one."""
    folder.mkdir()
    for number in range(1, schema.OWN):
        shutil.copy(SCRIPTS / f"v{number}.py", folder)
    engine = engine_of(url)
    with engine.begin() as connection:
        Migration(connection=connection, tables=tables(), scripts=folder).run()
    engine.dispose()


@pytest.mark.slow
def test_no_job_fails_while_releases_and_layouts_roll_both_ways(tmp_path: Path, ledger) -> None:
    create_layout_before(ledger, tmp_path / "before")
    fleet = TwoReleases(home=tmp_path, settings={**SETTINGS, "beat": 2}, ledger=ledger)
    with fleet, fleet.host() as pipeline:
        assert isinstance(pipeline.opened.ledger, SqlLedger)
        tenant = pipeline.tenant("acme")
        jobs: list[str] = []

        def ended() -> int:
            return sum(job.is_terminal for job in (tenant.job(job_id) for job_id in jobs))

        def under_load(change: Callable[[], object] = lambda: None) -> None:
            """Submit, change something while jobs run, and see that the road goes on."""
            for number in range(A_PHASE):
                text = f"Ada Example {len(jobs)}\n\nSkills\nPython {number}\n"
                jobs.append(tenant.submit(tenant.upload(text.encode()), plan="profile").id)
            change()
            enough = len(jobs) - A_PHASE // 2
            assert fleet.run_until(lambda: ended() >= enough, 300), "the road stands still"

        older = fleet.start(older=True)
        under_load()
        newer: list[Member] = []
        under_load(lambda: newer.extend(fleet.start(older=False)))
        assert pipeline.opened.ledger.layout == schema.OWN - 1
        under_load(lambda: migrate(ledger))
        assert pipeline.opened.ledger.layout == schema.OWN
        under_load(lambda: fleet.restart(older))
        under_load(lambda: fleet.retire(older))
        under_load(lambda: (fleet.restart(older), fleet.retire(newer)))
        assert fleet.run_until(lambda: ended() == len(jobs), 300), "some jobs never ended"

        found = [tenant.job(job_id) for job_id in jobs]
        assert Counter(str(job.state) for job in found) == {"succeeded": 6 * A_PHASE}
        assert sum(job.failures for job in found) == 0
        opened = pipeline.opened
        promises = Promises(
            ledger=opened.ledger, storage=opened.storage, policy=opened.settings.policy
        )
        promises.check_jobs(found, effects_by_job(pipeline))


def migrate(url: str) -> None:
    assert main(["migrate", "--ledger", url]) == 0


def test_the_plugin_makes_a_process_of_the_release_before(tmp_path: Path) -> None:
    code = (
        "import tests.processes.previous_release\n"
        "from resume_pipeline.backends.sql_ledger.ledger import SqlLedger\n"
        f"print(SqlLedger.from_url('sqlite:///{tmp_path}/ledger.db').layout)"
    )
    SqlLedger.from_url(f"sqlite:///{tmp_path}/ledger.db").close()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) == schema.OWN - 1
