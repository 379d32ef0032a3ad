"""The watch as a plugin of pytest; tests/conftest.py registers it where ``WATCHED`` is set."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.watching import WORDS, ears

_SITE: Final = Path(__file__).parent / "site"
_ROOT: Final = Path(__file__).parent.parent.parent
#: A command's own arguments are of whoever named the file.
_COMMANDS: Final = ("resume-pipeline", "resume_pipeline.cli", "resume_pipeline/cli")


def pytest_configure(config: pytest.Config) -> None:
    """Begin to listen."""
    config.pluginmanager.register(Watch(), "watching")


def _holds_logs(item: pytest.Item) -> bool:
    """Whether the memory that a log at DEBUG takes would count."""
    return item.name.partition("[")[0].endswith("takes_constant_memory")


class Watch:
    """One for a run; with several of pytest's processes, the first one says what they all heard."""

    def __init__(self) -> None:
        """Begin."""
        self.is_first = ears.FOLDER not in os.environ
        if self.is_first:
            os.environ[ears.FOLDER] = tempfile.mkdtemp(prefix="watched-")
            path = [str(_SITE), str(_ROOT), os.environ.get("PYTHONPATH", "")]
            os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, path))
        self.folder = Path(os.environ[ears.FOLDER])
        self.ended = threading.Event()
        ears.listen()
        _spans()
        _metrics()
        threading.Thread(target=self.look, name="watching processes", daemon=True).start()

    def look(self) -> None:
        """At the processes below this one, while there are any."""
        while not self.ended.wait(0.05):
            for said in _processes(os.getpid()):
                ears.heard("processes", said)

    @pytest.hookimpl
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Leave out what the watch itself would disturb, or what shows words on purpose."""
        out = [item for item in items if item.get_closest_marker("unwatched") or _holds_logs(item)]
        if out:
            config.hook.pytest_deselected(items=out)
            items[:] = [item for item in items if item not in out]

    @pytest.hookimpl
    def pytest_warning_recorded(self, warning_message: Any) -> None:
        """A warning is a word, too."""
        ears.heard("warnings", str(warning_message.message))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Whoever was heard saying something fails the run."""
        self.ended.set()
        if not self.is_first:
            return
        ears._note("counts", dict(ears.counts))
        ears.counts.clear()
        if self.notes("found"):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """How much was heard, and what of it should not have been said."""
        if not self.is_first:
            return
        found, total = self.notes("found"), Counter[str]()
        for one in self.notes("counts"):
            total.update(one)
        said = ", ".join(f"{number} {place}" for place, number in sorted(total.items()))
        terminalreporter.section(f"watched for {len(WORDS)} strings: {len(found)} found")
        terminalreporter.line(f"{len(list(self.folder.glob('*.counts')))} processes: {said}")
        seen: Counter[str] = Counter(
            f"{one['place']}: {one['near']!r} ({one['test']})" for one in found
        )
        for line, times in seen.most_common():
            terminalreporter.line(f"{times} x {line}")
        shutil.rmtree(self.folder)

    def notes(self, kind: str) -> list[Any]:
        """What all processes noted."""
        files = sorted(self.folder.glob(f"*.{kind}"))
        lines = (line for file in files for line in file.read_text("utf-8").splitlines())
        return [json.loads(line) for line in lines]


def _spans() -> None:
    """All that are made where a test takes none itself."""
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult

    class Listener(SpanExporter):
        def export(self, spans: Any) -> SpanExportResult:
            for one in spans:
                events = [(event.name, dict(event.attributes or {})) for event in one.events]
                said = (one.name, dict(one.attributes or {}), events, one.status.description)
                ears.heard("spans", repr(said))
            return SpanExportResult.SUCCESS

    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(Listener()))
    trace.set_tracer_provider(provider)


def _metrics() -> None:
    from resume_pipeline.engines import metrics

    true = metrics.text

    def text(*given: Any) -> str:
        said = true(*given)
        ears.heard("metrics", said)
        return said

    metrics.text = text


def _processes(parent: int) -> Iterator[str]:
    """Arguments and environments of what descends from ``parent``, commands' own left out."""
    for child in _children(parent):
        arguments = _read(child, "cmdline")
        if not any(name in arguments for name in _COMMANDS):
            yield arguments
        environment = _read(child, "environ").split("\0")
        yield "\0".join(one for one in environment if not one.startswith("PYTEST_"))
        yield from _processes(child)


def _children(parent: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{parent}/task").iterdir())
        return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]
    except OSError:
        return []


def _read(process: int, what: str) -> str:
    try:
        return Path(f"/proc/{process}/{what}").read_bytes().decode(errors="replace")
    except OSError:
        return ""


if sys.platform != "linux":
    raise RuntimeError("only Linux has a list of processes that can be read here")
