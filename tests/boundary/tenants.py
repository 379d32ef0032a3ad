"""All that a tenant can ask, asked for another one's: ``python -m tests.boundary.tenants [calls]``.

One tenant has one of everything, another has nothing and knows the first one's ids. Whatever it
calls, in whatever way, it gets nothing, and nothing of the first one changes.
"""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import attrs
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from sqlalchemy import select

from resume_pipeline import AsyncPipeline, Pipeline, Profile, RequestError, SettingsError
from resume_pipeline.model.endpoint import Notice, NoticeKind
from resume_pipeline.model.intake.source import Adoption
from resume_pipeline.tenant import TenantPipeline
from tests.boundary.hosts import BASE, SECRET, client_of, host_of
from tests.boundary.secured import secured, without_filter

#: In all that the first tenant has, and in nothing that the other one is told to ask for.
PLANTED = "Zzyzx"
CV = f"Ada {PLANTED}\nada@{PLANTED.lower()}.example\n\nSkills\nPython, SQL\n".encode()
WAYS = ("sqlite", "postgresql", "postgresql without filter")
NOBODY = "00000000-0000-7000-8000-000000000000"


@attrs.frozen
class Victim:
    """What the first tenant has, by kind: each as ids, and as objects if there are such."""

    file: tuple[Any, ...]
    job: tuple[Any, ...]
    batch: tuple[Any, ...]
    endpoint: tuple[Any, ...]
    notice: tuple[Any, ...]
    upload: tuple[Any, ...]
    erasure: tuple[Any, ...]
    subject: tuple[Any, ...] = ("candidate-9",)
    ref: tuple[Any, ...] = ("application-1",)

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids, of whatever kind."""
        kinds = (*self.file, *self.job, *self.batch, *self.endpoint, *self.notice, *self.upload)
        return tuple(one for one in kinds if isinstance(one, str))


def furnished(pipeline: Pipeline) -> Victim:
    """One of everything, for the tenant acme."""
    acme = pipeline.tenant("acme", actor=f"actor {PLANTED}")
    said = {"filename": f"{PLANTED}.txt", "subject": "candidate-9"}
    file, other = acme.upload(CV, **said), acme.upload(CV, filename=PLANTED, subject="candidate-8")
    link = acme.links.upload(size=len(CV))
    pipeline.take_upload("PUT", link.url, link.headers, io.BytesIO(CV))
    acme.hold("candidate-9", reason=PLANTED)
    with pipeline.running():
        batch = acme.batch([file], plan="profile", refs=["application-1"], ref=PLANTED)
        (job,) = acme.jobs(batch=batch.id)
        job = acme.wait(job, timeout=60)
    assert job.state == "succeeded", job
    acme.correct(file, "/basics/name", f"Bo {PLANTED}", reason=PLANTED)
    acme.decide(job, outcome="invited", agrees=True, note=PLANTED)
    open_ = acme.submit(other, plan="profile", ref=PLANTED)
    erasure = acme.erase("candidate-8")
    endpoint = acme.endpoints.register(f"https://8.8.8.8/{PLANTED}").endpoint
    notice = Notice(
        id="n:ended", endpoint=endpoint.id, tenant="acme", kind=NoticeKind.JOB_FAILED,
        body=PLANTED, job_id=job.id, created_at=1, due_at=None,
    )  # fmt: skip
    pipeline.opened.ledger.transact(lambda tx: tx.notices.add([notice]))
    return Victim(
        file=(file.id, file), job=(job.id, job, open_.id),
        batch=(batch.id, acme.batch_of(batch.id)), endpoint=(endpoint.id,),
        notice=(notice.id,), upload=(link.id, link), erasure=(erasure.id,),
    )  # fmt: skip


Call = Callable[[TenantPipeline, Victim, Callable[..., Any]], Any]
#: Each public method, by how somebody who knows another's ids would call it.
METHODS: dict[str, Call] = {
    "adopt": lambda t, v, pick: t.adopt(f"file:///srv/acme/files/{pick('file', as_id=True)}"),
    "adopt_all": lambda t, v, pick: [
        one for one in t.adopt_all([Adoption(url=pick("file", as_id=True))]) if one.file
    ],
    "artifact": lambda t, v, pick: t.artifact(pick("job"), Profile),
    "artifacts": lambda t, v, pick: t.artifacts(pick("job")),
    "audit_lines": lambda t, v, pick: t.audit_lines(),
    "batch": lambda t, v, pick: t.batch([pick("file")], plan="profile"),
    "batch_of": lambda t, v, pick: t.batch_of(pick("batch", as_id=True)),
    "cancel": lambda t, v, pick: t.cancel(pick("job")),
    "cancel_many": lambda t, v, pick: t.cancel_many(**where(pick)),
    "correct": lambda t, v, pick: t.correct(pick("file"), "/basics/name", "x", reason="r"),
    "corrections": lambda t, v, pick: t.corrections(pick("file")),
    "decide": lambda t, v, pick: t.decide(pick("job"), outcome="invited", agrees=True),
    "decisions": lambda t, v, pick: t.decisions(pick("job", or_none=True)),
    "download": lambda t, v, pick: t.download(pick("file", as_id=True)),
    "erase": lambda t, v, pick: t.erase(pick("subject")).files,
    "erasure": lambda t, v, pick: t.erasure(pick("erasure")),
    "erasures": lambda t, v, pick: t.erasures(limit=99),
    "events": lambda t, v, pick: t.events(pick("job")),
    "file": lambda t, v, pick: t.file(pick("file", as_id=True)),
    "follow": lambda t, v, pick: t.follow(pick("job"), timeout=0),
    "follow_batch": lambda t, v, pick: t.follow_batch(pick("batch"), timeout=0),
    "hold": lambda t, v, pick: t.hold(pick("subject"), reason="r"),
    "holds": lambda t, v, pick: t.holds(),
    "job": lambda t, v, pick: t.job(pick("job")),
    "jobs": lambda t, v, pick: t.jobs(**where(pick)),
    "left_of": lambda t, v, pick: t.left_of(pick("erasure")),
    "leftovers": lambda t, v, pick: t.leftovers(delete=True, older_than=0),
    "paused": lambda t, v, pick: t.paused([]),
    "ranking": lambda t, v, pick: t.ranking(pick("batch")),
    "rebuild": lambda t, v, pick: t.rebuild(),
    "release": lambda t, v, pick: t.release(pick("subject")),
    "rerun": lambda t, v, pick: t.rerun(pick("job", as_id=True)),
    "rerun_many": lambda t, v, pick: t.rerun_many(**where(pick)),
    "rerun_together": lambda t, v, pick: t.rerun_together([v.job[1]]),
    "result": lambda t, v, pick: t.result(pick("job")),
    "scrub": lambda t, v, pick: t.scrub(),
    "submit": lambda t, v, pick: t.submit(pick("file"), plan="profile", idempotency_key="k"),
    "superseded_by": lambda t, v, pick: t.superseded_by(pick("job")),
    "totals": lambda t, v, pick: t.totals(),
    "trail": lambda t, v, pick: t.trail(),
    "upload": lambda t, v, pick: t.upload(b"mine", subject=pick("subject")).actor,
    "verify": lambda t, v, pick: t.verify(pick("job")),
    "wait": lambda t, v, pick: t.wait(pick("job"), timeout=0),
    "why": lambda t, v, pick: t.why(pick("job")),
    "links.accept": lambda t, v, pick: t.links.accept(pick("upload")),
    "links.download": lambda t, v, pick: t.links.download(pick("file")),
    "links.explanations": lambda t, v, pick: t.links.explanations(pick("job")),
    "links.result": lambda t, v, pick: t.links.result(pick("job")),
    "links.upload": lambda t, v, pick: t.links.upload(size=1).headers,
    "endpoints.all": lambda t, v, pick: t.endpoints.all(),
    "endpoints.disable": lambda t, v, pick: t.endpoints.disable(pick("endpoint")),
    "endpoints.enable": lambda t, v, pick: t.endpoints.enable(pick("endpoint")),
    "endpoints.get": lambda t, v, pick: t.endpoints.get(pick("endpoint")),
    "endpoints.log": lambda t, v, pick: t.endpoints.log(pick("endpoint")),
    "endpoints.register": lambda t, v, pick: t.endpoints.register("http://127.0.0.1/"),
    "endpoints.remove": lambda t, v, pick: t.endpoints.remove(pick("endpoint")),
    "endpoints.resend": lambda t, v, pick: t.endpoints.resend(pick("endpoint"), pick("notice")),
    "endpoints.rotate": lambda t, v, pick: t.endpoints.rotate(pick("endpoint")),
    "reports.batch": lambda t, v, pick: t.reports.batch(pick("batch")),
    "reports.blind": lambda t, v, pick: t.reports.blind(pick("job")),
    "reports.candidate": lambda t, v, pick: t.reports.candidate(pick("job")),
    "reports.job": lambda t, v, pick: t.reports.job(pick("job")),
}  # fmt: skip
#: What is the other tenant's own doing, and so has something in it: never anything of the first's.
OWN = {"audit_lines", "trail", "holds", "hold", "erasures", "leftovers", "rebuild", "scrub"}
OWN |= {"upload", "links.upload", "totals", "erase", "release"}
ROUTES = {
    ("GET", "/files/{file}"), ("POST", "/files/{file}/link"), ("GET", "/jobs/{job}"),
    ("GET", "/jobs/{job}/events"), ("POST", "/jobs/{job}/result/link"),
    ("POST", "/uploads/{upload}/accept"),
}  # fmt: skip


def where(pick: Callable[..., Any]) -> dict[str, Any]:
    """Conditions that only jobs of the first tenant fulfil."""
    kind = pick("filter")
    names = {"rerun_of": "job", "file": "file", "batch": "batch", "ref": "ref"}
    return {kind: pick(names[kind], as_id=True)} if kind in names else {kind: pick("value")}


@attrs.define
class Told:
    """How the calls were answered, by method or route; and what was wrong."""

    calls: Counter[str] = attrs.field(factory=Counter)
    wrong: list[str] = attrs.field(factory=list)


def attack(pipeline: Pipeline, way: str, calls: int) -> Told:
    """Call everything, ``calls`` times altogether, as a tenant that has nothing."""
    victim, told = furnished(pipeline), Told()
    rival = pipeline.tenant("rival", actor="eve")
    before = of_acme(pipeline)
    site = Site(asyncio.Runner(), host_of("starlette", AsyncPipeline(pipeline)))
    asked = {name: partial_call(name, rival, victim) for name in METHODS}
    asked |= {f"{m} {path}": partial_route(site, m, path) for m, path in ROUTES}

    @seed(7)
    @settings(
        max_examples=calls, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(data=st.data())
    def ask(data: Any) -> None:
        name = data.draw(st.sampled_from(sorted(asked)))
        data.draw(st.integers(0, 2**60))  # the same call is made again, and counted
        told.calls[name] += 1
        problem = asked[name](Picking(data, victim))
        if problem:
            told.wrong.append(f"{name}: {problem}")

    engines = [pipeline.opened.tenants.engine] if way.endswith("without filter") else []
    with site.loop, without_filter(*engines) if engines else nullcontext():
        ask()
    if of_acme(pipeline) != before:
        told.wrong.append("something of the first tenant changed")
    return told


@attrs.define
class Picking:
    """Draws what a call is given, and remembers it."""

    data: Any
    victim: Victim
    given: list[Any] = attrs.field(factory=list)

    def __call__(self, kind: str, *, as_id: bool = False, or_none: bool = False) -> Any:
        found: tuple[Any, ...]
        if kind == "filter":
            kinds = ("rerun_of", "file", "batch", "ref", "state", "plan")
            found = kinds
        elif kind == "value":
            found = ("succeeded", "profile")
        else:
            found = getattr(self.victim, kind)
            if kind in ("file", "job", "batch"):
                found = (*found, *self.victim.ids, NOBODY, "", "\0", "acme/files/x")
        if as_id:
            found = tuple(one for one in found if isinstance(one, str))
        picked = self.data.draw(st.sampled_from((*found, None) if or_none else found))
        self.given.append(picked)
        return picked


def partial_call(name: str, rival: TenantPipeline, victim: Victim) -> Callable[[Picking], str]:
    """The call of a method, and what is wrong with its answer."""

    def call(pick: Picking) -> str:
        try:
            found = METHODS[name](rival, victim, pick)
            found = list(found) if isinstance(found, Iterator) else found
        except (RequestError, SettingsError) as error:
            found = str(error)
            return leaks(found, pick.given)
        if name in OWN or (name == "decisions" and not found):
            return leaks(found, pick.given)
        if name in ("cancel_many", "rerun_many"):
            return "found jobs" if found.matched else ""
        return (
            f"gave {type(found).__name__}" if found not in (None, [], (), "", frozenset()) else ""
        )

    return call


@attrs.frozen
class Site:
    """The app in a host, asked from outside any event loop."""

    loop: asyncio.Runner
    app: Any

    def ask(self, method: str, url: str) -> Any:
        """The answer to somebody of the other tenant."""

        async def asked() -> Any:
            async with client_of(self.app, {"X-User": "rival/eve"}) as client:
                return await client.request(method, url)

        return self.loop.run(asked())


def partial_route(site: Site, method: str, path: str) -> Any:
    """The call of a route, and what is wrong with its answer."""

    def call(pick: Picking) -> str:
        kind = path.partition("{")[2].partition("}")[0]
        asked = pick(kind, as_id=True)
        url = BASE + path.replace("{" + kind + "}", asked.replace("\0", "%00"))
        answer = site.ask(method, url)
        if answer.status_code not in (404, 405):
            return f"answered {answer.status_code}"
        return leaks(answer.text, pick.given)

    return call


def leaks(found: Any, _given: list[Any]) -> str:
    """What is in an answer that may not be: planted words, or the first tenant's name."""
    text = repr(found)
    return "told what was planted" if PLANTED in text or "'acme'" in text else ""


def of_acme(pipeline: Pipeline) -> dict[str, Any]:
    """All rows and objects of the first tenant; what is sure to change by itself is left out."""
    ledger, found = pipeline.opened.ledger, {}
    for table in ledger.tables.metadata.sorted_tables:
        if "tenant" in table.columns:
            query = select(table).where(table.c.tenant == "acme")
            rows = ledger.read(lambda tx, q=query: tx.connection.execute(q).all())
            found[table.name] = sorted(map(repr, rows))
    found["objects"] = sorted(pipeline.opened.storage.list("acme/"))
    return found


@contextmanager
def opened(way: str, folder: Path) -> Iterator[Pipeline]:
    """A pipeline on SQLite, or under row security."""
    links = {"links": f"{BASE}/links", "link_keys": [SECRET]}
    with ExitStack() as stack:
        given = {"home": str(folder)}
        if way != "sqlite":
            given = stack.enter_context(secured()).settings(folder)
        yield stack.enter_context(Pipeline.open(**given, **links))


def main(arguments: list[str]) -> int:
    """The command."""
    calls, wrong = int(arguments[0]) if arguments else 2000, 0
    for way in WAYS:
        with tempfile.TemporaryDirectory() as folder, opened(way, Path(folder)) as pipeline:
            told = attack(pipeline, way, calls)
        kinds = len(told.calls)
        print(f"{way}: {told.calls.total()} calls of {kinds} methods and routes,", end=" ")
        print(f"{len(told.wrong)} told or changed anything")
        wrong += len(told.wrong)
        for line, count in Counter(told.wrong).most_common(20):
            print(f"  {count} × {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
