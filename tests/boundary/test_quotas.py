"""Quotas: room is kept before the bytes come, and no more is ever there than may be."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest

from resume_pipeline import InvalidRequestError, NotFoundError, Pipeline, QuotaError, SettingsError
from resume_pipeline.flow.upload import HELD
from resume_pipeline.model.intake.quota import Used
from tests.boundary.hosts import BASE, SECRET
from tests.servers import postgres_schema


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def opened(request, tmp_path):
    pipelines = []

    def open_(url=None, **quotas):
        urls = {} if url is None else {
            "storage": f"file://{tmp_path}/files", "queue": f"sqlite:///{tmp_path}/q.db",
            "ledger": url,
        }  # fmt: skip
        links = {"links": f"{BASE}/links", "link_keys": [SECRET]}
        home = {} if urls else {"home": str(tmp_path)}
        pipelines.append(Pipeline.open(quotas={"acme": quotas}, **links, **urls, **home))
        return pipelines[-1]

    if request.param == "sqlite":
        yield open_
    else:
        with postgres_schema() as url:
            yield lambda **quotas: open_(url, **quotas)
            for pipeline in pipelines:
                pipeline.close()
            pipelines.clear()
    for pipeline in pipelines:
        pipeline.close()


class Unknown(io.BytesIO):
    """A stream that does not say how long it is."""

    def seekable(self) -> bool:
        return False


def used(pipeline) -> Used:
    now = pipeline.opened.clock.now()
    return pipeline.opened.ledger.transact(lambda tx: tx.quotas.used("acme", now))


def objects(pipeline) -> int:
    return len([*pipeline.opened.storage.list("acme/files/")])


@pytest.mark.parametrize("stream", [io.BytesIO, Unknown])
def test_bytes_are_refused_when_there_are_enough(opened, stream):
    pipeline = opened(bytes=10)
    acme = pipeline.tenant("acme")
    acme.upload(stream(b"123456"))
    with pytest.raises(QuotaError) as refused:
        acme.upload(stream(b"12345"))
    assert refused.value.of == "bytes"
    acme.upload(stream(b"1234"))
    with pytest.raises(QuotaError):
        acme.upload(stream(b"1"))
    assert used(pipeline) == Used(bytes=10, files=2)
    assert objects(pipeline) == 2
    pipeline.tenant("umbrella").upload(b"12345678901")


def test_a_quota_counts_what_was_there_before_it(opened):
    before = opened()
    for _ in range(3):
        before.tenant("acme").upload(b"12")
    pipeline = opened(files=4)
    acme = pipeline.tenant("acme")
    acme.upload(b"1")
    with pytest.raises(QuotaError) as refused:
        acme.upload(b"1")
    assert refused.value.of == "files"
    assert used(pipeline) == Used(bytes=7, files=4)


def test_a_hundred_at_once_get_exactly_what_there_is(opened):
    pipeline = opened(files=7, bytes=1000)
    acme = pipeline.tenant("acme")

    def upload(_):
        try:
            return acme.upload(b"0123456789")
        except QuotaError:
            return None

    with ThreadPoolExecutor(8) as pool:
        done = [file for file in pool.map(upload, range(100)) if file]
    assert 1 <= len(done) <= 7
    while len(done) < 7:
        done.append(acme.upload(b"0123456789"))
    assert used(pipeline) == Used(bytes=70, files=7)
    assert objects(pipeline) == 7


def test_room_for_a_link_is_kept_until_it_is_used_or_over(opened):
    pipeline = opened(bytes=10)
    acme, clock = pipeline.tenant("acme"), pipeline.opened.clock
    link = acme.links.upload(size=6, expires=60)
    with pytest.raises(QuotaError):
        acme.links.upload(size=5)
    with pytest.raises(QuotaError):
        acme.upload(b"12345")
    pipeline.take_upload("PUT", link.url, link.headers, io.BytesIO(b"123456"))
    file = acme.links.accept(link)
    assert acme.links.accept(link) == file
    assert used(pipeline) == Used(bytes=6, files=1)
    acme.links.upload(size=4, expires=60)
    later = clock.now() + 60_000 + HELD
    ledger = pipeline.opened.ledger
    assert ledger.transact(lambda tx: tx.quotas.used("acme", later)) == used_by(6, 1)


def used_by(size: int, files: int) -> Used:
    return Used(bytes=size, files=files)


def test_what_fails_gives_its_room_back(opened):
    pipeline = opened(bytes=30_000_000)
    acme = pipeline.tenant("acme")
    for body in (b"", bytes(26_214_401)):
        with pytest.raises(InvalidRequestError):
            acme.upload(Unknown(body))
    with pytest.raises(NotFoundError):
        acme.links.accept("01a20dee-a0f9-70a1-add9-3c67def9c20d")
    assert used(pipeline) == Used()


def test_only_so_many_jobs_are_open(opened):
    pipeline = opened(jobs=3)
    acme = pipeline.tenant("acme")
    file = acme.upload(b"Ada Example\n")
    first = acme.submit(file, plan="profile", idempotency_key="k")
    acme.batch([file, file], plan="profile")
    with pytest.raises(QuotaError) as refused:
        acme.submit(file, plan="profile")
    assert refused.value.of == "jobs"
    assert acme.submit(file, plan="profile", idempotency_key="k") == first
    with pytest.raises(QuotaError):
        acme.rerun(first.id)
    acme.cancel(first)
    with pytest.raises(QuotaError):
        acme.batch([file, file], plan="profile")
    acme.submit(file, plan="profile")
    assert len(acme.jobs()) == 4


def test_many_submit_at_once_and_no_more_are_open_than_may_be(opened):
    pipeline = opened(jobs=5)
    acme = pipeline.tenant("acme")
    file = acme.upload(b"Ada Example\n")

    def submit(_):
        try:
            return acme.submit(file, plan="profile")
        except QuotaError:
            return None

    with ThreadPoolExecutor(8) as pool:
        done = [job for job in pool.map(submit, range(40)) if job]
    assert len(done) == len(acme.jobs()) == 5


@pytest.mark.parametrize("wrong", [{"acme": {"byte": 1}}, {"acme": {"files": -1}}])
def test_a_misspelt_quota_is_refused(tmp_path, wrong):
    with pytest.raises(SettingsError, match="quotas"):
        Pipeline.open(home=str(tmp_path), quotas=wrong)
