"""What a Celery app is: a host's with a database in reach, or our own; and whether it is safe.

An app is looked at in a process of its own, in which nothing else has imported a driver.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from typing import Final

import attrs
from celery.app.utils import find_app

from resume_pipeline.backends.kombu_queue.line import TASK
from resume_pipeline.engines.celery.checking import Facts, unsafe
from resume_pipeline.engines.celery.installing import facts_of
from resume_pipeline.engines.celery.own import OwnApp
from resume_pipeline.errors import ConfigError

#: Modules whose import says that a process talks, or could talk, to a database.
_DRIVERS: Final = (
    *("aiomysql", "aiosqlite", "asyncpg", "cx_Oracle", "django.db", "MySQLdb", "oracledb"),
    *("psycopg", "psycopg2", "pymongo", "pymssql", "pymysql", "pyodbc", "sqlalchemy", "tortoise"),
)
#: How the URL of a database begins.
_SCHEMES: Final = (
    *("postgres", "mysql", "mariadb", "mssql", "oracle", "sqlite", "mongodb", "cockroachdb"),
)


@attrs.frozen(kw_only=True)
class Examined:
    """A Celery app as its workers would be started from here.

    Attributes:
        name: of the app.
        is_own: whether it is `OwnApp`, which knows only broker and storage.
        reach: drivers that it imports and variables with a database's URL, by name alone.
        unsafe: a sentence for each setting that breaks a promise.
    """

    name: str
    is_own: bool
    reach: tuple[str, ...]
    unsafe: tuple[str, ...]


def examine(target: str) -> Examined:
    """Look at the app that ``celery -A target`` would start, in a process of its own.

    Raises:
        ConfigError: there is no such app, or nobody called `install` on it.
    """
    command = [sys.executable, "-m", __name__, target]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines() or [""]
    if done.returncode or not lines[-1].startswith("{"):
        raise ConfigError(f"the Celery app {target} cannot be loaded: it ended its process")
    said = json.loads(lines[-1])
    if "error" in said:
        raise ConfigError(said["error"])
    said["reach"], said["unsafe"] = tuple(said["reach"]), tuple(said["unsafe"])
    return Examined(**said)


def look(target: str) -> Examined:
    """Load the app, and look at it here.

    Raises:
        ConfigError: as `examine` does.
    """
    try:
        app = find_app(target)
        app.finalize()
    except ConfigError:
        raise
    except Exception as error:  # a host's module may raise anything
        raise ConfigError(f"the Celery app {target} cannot be loaded: {error}") from error
    if TASK not in app.tasks:
        raise ConfigError(
            f"the Celery app {target} has no task {TASK}: call "
            "resume_pipeline.engines.celery.install(app) where it is made"
        )
    task, conf = app.tasks[TASK], app.conf
    found = Facts(
        conf=conf,
        task=facts_of(task),
        pool=str(conf.worker_pool),
        start_method=str(conf.get("worker_pool_start_method", "fork")),
        prefetch_multiplier=int(conf.worker_prefetch_multiplier),
        attempt_limit=task.engine.settings.attempt_limit,
        address=task.engine.address,
    )
    return Examined(
        name=str(app.main),
        is_own=isinstance(app, OwnApp),
        reach=(*_drivers(sys.modules), *_variables()),
        unsafe=tuple(unsafe(found)),
    )


def _drivers(modules: Iterable[str]) -> list[str]:
    return [f"module {name}" for name in _DRIVERS if name in modules]


def _variables() -> list[str]:
    """Variables of this environment that name a database; never what is in them."""
    urls = {name: value.lower() for name, value in os.environ.items() if "://" in value}
    return sorted(f"variable {name}" for name, url in urls.items() if url.startswith(_SCHEMES))


def main(target: str) -> None:
    """Print what `look` finds, or why it cannot, as one line of JSON."""
    try:
        said = attrs.asdict(look(target))
    except ConfigError as error:
        said = {"error": str(error)}
    print(json.dumps(said))


if __name__ == "__main__":
    main(sys.argv[1])
