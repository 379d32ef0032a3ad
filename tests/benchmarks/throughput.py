"""Jobs per second, submit to finalized: this library against what a user would write.

    python -m tests.benchmarks.throughput [--kind noops|real] [--parts servers|embedded]
        [--jobs N] [--workers N] [--rounds N] [--unflushed]

Both sides run in turn, on the same servers, with as many worker processes and the same threads
that submit, and both flush their files to the disk, or with ``--unflushed`` neither does. By hand
(tests/benchmarks/by_hand.py): a row, two updates, two files, Celery with late acknowledgement and
a prefetch of one. Here: every guarantee, and one coordinator process besides the workers. The
ratio of the medians is what counts; `floor` says what the database and the disk can do at most.
"""

import argparse
import importlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from resume_pipeline import Pipeline, Settings, Vacancy
from tests.benchmarks import work
from tests.servers import amqp_url, postgres_url, remove_queues

THREADS = 4


def files(folder, count, kind):
    """Resumes of different bytes, since equal ones are read once; noops look at one."""
    paths = []
    for number in range(count if kind == "real" else 1):
        path = folder / f"{number}.pdf"
        path.write_bytes(work.RESUME + b"%%%d\n" % number)
        paths.append(path)
    return paths if kind == "real" else paths * count


@contextmanager
def processes(commands, environment):
    """Run ``commands`` while open."""
    running = [
        subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for command in commands
    ]
    try:
        yield running
    finally:
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def until(condition, what):
    end = time.monotonic() + 120
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.02)


def by_hand(arguments, folder):
    """Seconds that Celery takes."""
    name = f"bench_{uuid.uuid4().hex[:8]}"
    is_embedded = arguments.parts == "embedded"
    environment = {
        "BY_HAND_BROKER": f"sqla+sqlite:///{folder}/broker.db" if is_embedded else amqp_url(),
        "BY_HAND_DATABASE": f"sqlite:///{folder}/by_hand.db" if is_embedded else postgres_url(),
        "BY_HAND_QUEUE": name,
        "BY_HAND_FOLDER": str(folder),
        "BY_HAND_KIND": arguments.kind,
        "BY_HAND_FLUSH": "0" if arguments.unflushed else "1",
    }
    os.environ.update(environment)
    hand = _fresh_by_hand()
    hand.METADATA.drop_all(hand.engine())
    hand.METADATA.create_all(hand.engine())
    paths = files(folder, arguments.jobs, arguments.kind)
    worker = [sys.executable, "-m", "celery", "-A", "tests.benchmarks.by_hand", "worker"]
    worker += [
        "-c",
        str(arguments.workers),
        "-l",
        "WARNING",
        "--without-gossip",
        "--without-mingle",
    ]
    try:
        with processes([worker], environment):
            hand.run(paths[:1], 1)  # until the worker is there
            return hand.run(paths, THREADS)
    finally:
        hand.METADATA.drop_all(hand.engine())
        if not is_embedded:
            remove_queues(amqp_url(), name)


def _fresh_by_hand():
    """The module, which reads its settings from the environment when it is imported."""
    sys.modules.pop("tests.benchmarks.by_hand", None)
    return importlib.import_module("tests.benchmarks.by_hand")


@contextmanager
def fleet(*, parts, workers, folder, beat=1.0, unflushed=False):
    """A pipeline, with one coordinator and ``workers`` workers as processes of their own."""
    prefix = f"bench_{uuid.uuid4().hex[:8]}_"
    is_embedded = parts == "embedded"
    settings = Settings.of(
        storage=f"file://{folder}/files",
        ledger=f"sqlite:///{folder}/ledger.db" if is_embedded else postgres_url(),
        queue=f"sqlite:///{folder}/queue.db" if is_embedded else f"{amqp_url()}?prefix={prefix}",
        reporter="queue:",
        table_prefix=prefix,
        beat=beat,
    )
    environment = {
        "MEMBER_SETTINGS": settings.model_dump_json(exclude_none=True),
        "MEMBER_UNFLUSHED": "1" if unflushed else "0",
    }
    member = [sys.executable, "-m", "tests.benchmarks.member"]
    commands = [[*member, "coordinator"], *[[*member, "worker"]] * workers]
    with Pipeline.open(settings, plugins=[work]) as pipeline:
        try:
            with processes(commands, environment) as running:
                until(lambda: _live(pipeline) == workers, "the workers did not come")
                yield pipeline, running
        finally:
            if not is_embedded:
                _clean(pipeline, prefix)


def _live(pipeline):
    return len(pipeline.opened.ledger.read(lambda tx: tx.watch.processes("worker")))


def _clean(pipeline, prefix):
    engine = pipeline.opened.ledger.engine
    pipeline.opened.ledger.tables.metadata.drop_all(engine)
    remove_queues(amqp_url(), prefix)


def here(arguments, folder):
    """Seconds that this library takes."""
    given = {"parts": arguments.parts, "workers": arguments.workers}
    with fleet(**given, folder=folder, unflushed=arguments.unflushed) as (pipeline, _):
        return _run(pipeline, files(folder, arguments.jobs, arguments.kind), arguments.kind)


def _run(pipeline, paths, kind):
    acme, ledger = pipeline.tenant("acme"), pipeline.opened.ledger
    uploaded = {path: acme.upload(path.read_bytes()) for path in set(paths)}
    vacancy = Vacancy.from_text(work.ADVERT) if kind == "real" else None

    def submit(path):
        acme.submit(uploaded[path], plan=work.PLANS[kind], vacancy=vacancy)

    def ended():
        return ledger.read(lambda tx: tx.watch.counters()).get("ended.succeeded", 0)

    submit(paths[0])
    until(lambda: ended() == 1, "no job ended")
    started = time.monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(submit, paths))
    until(lambda: ended() == 1 + len(paths), "not all jobs ended")
    return time.monotonic() - started


def floor(arguments, folder):
    """Commits a second of the database, flushes a second of the disk."""
    url = f"sqlite:///{folder}/floor.db" if arguments.parts == "embedded" else postgres_url()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS bench_floor"))
        connection.execute(text("CREATE TABLE bench_floor (n INT)"))
    started = time.monotonic()
    for _ in range(200):
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO bench_floor VALUES (1)"))
    commits = 200 / (time.monotonic() - started)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE bench_floor"))
    engine.dispose()
    started = time.monotonic()
    for number in range(200):
        with (folder / f"flush{number}").open("wb") as file:
            file.write(b"x" * 1000)
            file.flush()
            os.fsync(file.fileno())
    return commits, 200 / (time.monotonic() - started)


def measured(arguments, folder):
    """Jobs per second of both, by round."""
    rates = {"by hand": [], "here": []}
    for number in range(arguments.rounds):
        for name, side in (("by hand", by_hand), ("here", here)):
            own = folder / f"{name} {number}".replace(" ", "_")
            own.mkdir()
            seconds = side(arguments, own)
            rates[name].append(arguments.jobs / seconds)
            print(f"{name:8} {rates[name][-1]:8.1f} jobs/s", flush=True)
    return rates


def parsed(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kind", choices=list(work.PLANS), default="noops")
    parser.add_argument("--parts", choices=["servers", "embedded"], default="servers")
    parser.add_argument("--jobs", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--unflushed", action="store_true")
    parser.add_argument("--folder", default=None)
    return parser.parse_args(argv)


def main():
    arguments = parsed()
    # Nothing is deleted before the end: for minutes, ext4 looks past each inode that was freed
    # (``recently_deleted``) whenever it makes a file, and what is measured next would pay for it.
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        commits, flushes = floor(arguments, Path(folder))
        print(f"floor: {commits:.0f} commits/s of one connection, {flushes:.0f} flushed files/s")
        rates = measured(arguments, Path(folder))
    medians = {name: statistics.median(some) for name, some in rates.items()}
    print(f"ratio of medians: {medians['here'] / medians['by hand']:.2f}")


if __name__ == "__main__":
    main()
