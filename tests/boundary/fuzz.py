"""Every route of the app, asked strangely: ``python -m tests.boundary.fuzz [examples]``.

Schemathesis draws requests from the app's own description, good ones and bad ones. No answer may be
a 500, none may take long or hold what another tenant planted, and each must be as described.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import attrs
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from resume_pipeline.web.openapi import description
from tests.boundary.hosts import settings_at, sited

PLANTED = "Zzyzx Canary"
SECONDS = 20
KEY = re.compile(r"(?:acme|rival)/(?:files|staging|jobs|vacancies|derived)/")


@attrs.frozen
class Fuzzed:
    """How many answers had which status, by route; and what was wrong."""

    statuses: dict[str, Counter[int]] = attrs.field(factory=dict)
    wrong: list[str] = attrs.field(factory=list)


def fuzz(folder: Path, examples: int) -> Fuzzed:
    """Ask every route ``examples`` times as described, and as often otherwise."""
    found = Fuzzed()
    with _site(folder) as (app, ids):
        schema = schemathesis.openapi.from_dict(description("/resumes"))
        schema.app = app
        for result in schema.get_all_operations():
            _ask(result.ok(), found, examples, ids)
    return found


def _ask(operation: Any, found: Fuzzed, examples: int, ids: dict[str, str]) -> None:
    name = f"{operation.method.upper()} {operation.path}"
    statuses = found.statuses.setdefault(name, Counter())
    for mode in GenerationMode.POSITIVE, GenerationMode.NEGATIVE:

        @seed(1)
        @settings(
            max_examples=examples, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        )  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            _fill(case, ids)
            answer = case.call(headers={"X-User": "acme/ada"}, timeout=SECONDS)
            statuses[answer.status_code] += 1
            text = answer.content.decode(errors="replace")
            for problem in _problems(operation, answer, text):
                found.wrong.append(f"{name}: {problem}")

        with suppress(Unsatisfiable):  # nothing of this route can be asked wrongly
            ask()


def _fill(case: Any, ids: dict[str, str]) -> None:
    """Half of the requests name what is there: this tenant's, or another's."""
    for name, value in list((case.path_parameters or {}).items()):
        choice = hash(str(value)) % 4
        if name in ids and choice < 2:
            case.path_parameters[name] = ids[name if choice else f"foreign_{name}"]


def _problems(operation: Any, answer: Any, text: str) -> Iterator[str]:
    status = answer.status_code
    allowed = {int(code) for code in operation.definition.raw["responses"]} | {405}
    if status >= 500 and status != 503:
        yield f"answered {status}"
    if status not in allowed:
        yield f"answered {status}, which is not described"
    if PLANTED in text:
        yield "told what another tenant planted"
    if KEY.search(text):
        yield "told a storage key"
    if answer.elapsed > SECONDS / 2:
        yield f"took {answer.elapsed:.0f} seconds"


@contextmanager
def _site(folder: Path) -> Iterator[tuple[Any, dict[str, str]]]:
    """A site in a thread with a loop of its own, and ids of what two tenants have in it."""
    ready, over = threading.Event(), threading.Event()
    held: dict[str, Any] = {}

    async def live() -> None:
        async with sited("starlette", settings_at(folder)) as site:
            held["app"], held["ids"] = site.app, await _planted(site.pipeline)
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=lambda: asyncio.run(live()), daemon=True)
    thread.start()
    try:
        assert ready.wait(60)
        yield held["app"], held["ids"]
    finally:
        over.set()
        thread.join(60)


async def _planted(pipeline: Any) -> dict[str, str]:
    ids = {}
    for prefix, tenant in (("", "acme"), ("foreign_", "rival")):
        of = pipeline.tenant(tenant, actor=PLANTED if prefix else "ada")
        file = await of.upload(PLANTED.encode(), filename=PLANTED if prefix else "cv", subject="s")
        job = await of.submit(file, plan="profile", ref=PLANTED if prefix else "r")
        await of.cancel(job)
        upload = await of.links.upload(size=9)
        ids |= {f"{prefix}file_id": file.id, f"{prefix}job_id": job.id}
        ids |= {f"{prefix}upload_id": upload.id}
    return ids


def main(arguments: list[str]) -> int:
    """The command."""
    examples = int(arguments[0]) if arguments else 500
    with tempfile.TemporaryDirectory() as folder:
        found = fuzz(Path(folder), examples)
    for name, statuses in found.statuses.items():
        told = ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
        print(f"{name}: {told}")
    total = sum(sum(statuses.values()) for statuses in found.statuses.values())
    print(f"{total} requests, {len(found.wrong)} wrong")
    for line, count in Counter(found.wrong).most_common(20):
        print(f"  {count} × {line}")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
