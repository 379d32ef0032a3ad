"""One byte of anything that is stored: refused by whoever reads it, found by scrub."""

from __future__ import annotations

import base64
import os
from collections import Counter
from collections.abc import Callable

import attrs
import pytest

from resume_pipeline import Criterion, Vacancy
from resume_pipeline.errors import (
    DamagedError,
    InvalidRequestError,
    NotFoundError,
    ResumePipelineError,
    StageFailedError,
)
from resume_pipeline.evidence.endings import attempt_end_of, find_manifest
from resume_pipeline.evidence.performing import Product, adopted
from resume_pipeline.model.artifact import Place
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.model.keeping.scrub import Fault
from resume_pipeline.model.keys import artifact_key, file_key, manifest_key, result_key
from resume_pipeline.ports.faults import trapped
from resume_pipeline.testing.stages import Drawn, Rated, Read
from resume_pipeline.wire.objects import Envelope, check_sealed
from resume_pipeline.wire.payloads import Document, Profile, View
from tests.core.conftest import World, open_world
from tests.keeping.conftest import replace

#: In so many objects a byte is flipped: ``KEEPING_OBJECTS=300`` for the whole number.
OBJECTS = int(os.environ.get("KEEPING_OBJECTS", "60"))
LINKS = {
    "links": "https://app.example/links",
    "link_keys": ["whsec_" + base64.b64encode(b"k" * 32).decode()],
}
RESUME = (
    b"Ada Example\nada@example.org\n\nExperience\nClerk, Acme Ltd\n2018 - 2021\n\nSkills\nPython\n"
)


def flip(body: bytes, at: int) -> bytes:
    place = at % len(body)
    return body[:place] + bytes([body[place] ^ (1 << at % 7)]) + body[place + 1 :]


def kind_of(key: str) -> str:
    """The folder of an object; of those of a job, what they are."""
    _, folder, *rest = key.split("/")
    if folder != "jobs":
        return folder
    return {"claim": "claim", "stages": "stages"}.get(
        key.rpartition(".")[2] if key.endswith("claim") else rest[1],
        rest[-1].removesuffix(".json"),
    )


def a_small_job(world: World, number: int) -> Job:
    """Six objects; eight where its first attempt fails."""
    world.mood.stage, world.mood.trouble = "t.rate", "retry" if number % 4 == 0 else ""
    file = world.acme.upload(b"resume %d" % number)
    job = world.acme.submit(file, plan="small")
    world.drain()
    world.mood.trouble = ""
    world.clock.advance(600_000)
    world.drain()
    return world.acme.job(job.id)


def real_jobs(world: World) -> list[Job]:
    """With a vacancy and explanations; the second with a correction."""
    vacancy = Vacancy(title="Clerk", criteria=(Criterion(kind="must", label="Python"),))
    file = world.acme.upload(RESUME, filename="cv.txt")
    first = world.acme.submit(file, vacancy=vacancy)
    world.drain()
    world.acme.correct(file, "/basics/name", "Ada Sample", reason="said so")
    second = world.acme.rerun(first.id)
    world.drain()
    return [world.acme.job(job.id) for job in (first, second)]


def refuses(read: Callable[[], object], *errors: type[ResumePipelineError]) -> bool:
    try:
        return read() is None
    except errors:
        return True


@attrs.frozen
class Readers:
    """Who reads an object of each kind, as the library does."""

    world: World
    jobs: list[Job]
    whole: dict[str, bytes]

    def refusals(self, key: str) -> list[bool]:
        """Whether they refuse the object at ``key``, each of them."""
        found = list(getattr(self, kind_of(key))(key))
        assert found, f"nobody reads {key}"
        return found

    def job(self, key: str) -> Job:
        return next(job for job in self.jobs if job.id == key.split("/")[2])

    def files(self, key: str):
        file = key.rpartition("/")[2]
        url = self.world.acme.links.download(file)
        yield refuses(lambda: self.world.acme.download(file).read(), DamagedError)
        yield refuses(lambda: self.served(url), DamagedError)

    def vacancies(self, key: str):
        job = next(job for job in self.jobs if job.vacancy and job.vacancy in key)
        yield refuses(lambda: self.world.acme.rerun(job.id), NotFoundError)

    def corrections(self, key: str):
        file = key.split("/")[2]
        yield refuses(lambda: self.world.acme.corrections(file), NotFoundError)

    def derived(self, key: str):
        yield from self.sealed(key)
        for job in self.jobs:
            refs = [ref for ref in job.done if artifact_key("acme", job.id, ref) == key]
            for kind in [k for k in (Read, Document, Profile, View, Drawn) if refs]:
                if kind.schema_id == refs[0].payload_schema:
                    yield refuses(
                        lambda j=job, k=kind: self.world.acme.artifact(j, k), NotFoundError
                    )

    stages = derived

    def result(self, key: str):
        job = self.job(key)
        url = self.world.acme.links.result(job)
        yield refuses(lambda: self.world.acme.result(job), NotFoundError)
        yield refuses(lambda: self.served(url), DamagedError)
        if job.plan == "small":
            yield refuses(lambda: self.world.acme.artifact(job, Rated), NotFoundError)

    def explanations(self, key: str):
        url = self.world.acme.links.explanations(self.job(key))
        yield refuses(lambda: self.served(url), DamagedError)

    def manifest(self, key: str):
        yield refuses(lambda: find_manifest(self.storage, "acme", self.job(key).id))

    def end(self, key: str):
        attempt = int(key.split("/")[4])
        job = attrs.evolve(self.job(key), attempt=attempt)
        yield refuses(lambda: attempt_end_of(self.storage, job))

    def claim(self, key: str):
        yield refuses(lambda: check_sealed(self.storage.get(key)) or True, InvalidRequestError)

    def sealed(self, key: str):
        """As a worker reads what another run left."""
        wanted, body = Envelope.from_bytes(self.whole[key]), self.storage.get(key)
        place = Place.SHARED if kind_of(key) == "derived" else Place.JOB
        product = Product(stage=wanted.stage, file=None, envelope=wanted, place=place)
        yield refuses(lambda: adopted(product, body), StageFailedError)

    def served(self, url: str) -> bytes:
        """What a client gets that comes with ``url``."""
        return b"".join(self.world.pipeline.open_link("GET", url, {}).chunks())

    @property
    def storage(self):
        return self.world.pipeline.opened.storage


def test_one_byte_in_every_object_is_refused_when_read_and_found_by_scrub() -> None:
    world = open_world(**LINKS)
    jobs = real_jobs(world)
    while len(keys := sorted(world.pipeline.opened.storage.list("acme/"))) < OBJECTS:
        jobs.append(a_small_job(world, len(jobs)))
    storage = world.pipeline.opened.storage
    readers = Readers(world, jobs, {key: storage.get(key) for key in keys})
    found = world.acme.scrub()
    assert (found.objects, found.findings) == (len(keys), ())
    assert not any(any(readers.refusals(key)) for key in keys), "as they are, all can be read"
    for number, key in enumerate(keys):
        replace(world.pipeline.opened.storage, key, lambda body, n=number: flip(body, n * 37))
    refused = Counter(kind_of(key) for key in keys if all(readers.refusals(key)))
    assert refused == Counter(map(kind_of, keys))
    assert set(refused) == {
        "files", "vacancies", "corrections", "derived", "stages", "claim", "end", "result",
        "explanations", "manifest",
    }  # fmt: skip
    told = []
    found = world.acme.scrub(told=told.append)
    assert {one.key for one in found.findings} == set(keys)
    assert {one.fault for one in told} == {Fault.DAMAGED}
    assert list(found.findings) == told
    print(f"{len(keys)} objects: {dict(refused)} refused, {len(found.findings)} found by scrub")


def test_any_byte_of_a_sealed_object_breaks_its_seal() -> None:
    world = open_world()
    a_small_job(world, 0)
    storage = world.pipeline.opened.storage
    sealed = {kind_of(key): key for key in storage.list("acme/")}
    for kind in ("derived", "stages", "claim", "end", "manifest"):
        body = storage.get(sealed[kind])
        check_sealed(body)
        for at in range(len(body)):
            with pytest.raises(InvalidRequestError):
                check_sealed(flip(body, at))


@pytest.mark.parametrize("files", [1, 2])
def test_a_damaged_shared_checkpoint_is_made_again_for_the_job_alone(files: int, caplog) -> None:
    world = open_world()
    caplog.set_level("INFO", "resume_pipeline")
    given = [world.acme.upload(b"resume %d" % number) for number in range(files)]
    first = world.acme.submit(*given, plan="small")
    world.drain()
    damaged = sorted(world.pipeline.opened.storage.list("acme/derived/"))
    for key in damaged:
        replace(
            world.pipeline.opened.storage,
            key,
            lambda body: body.replace(b'"file_sha256":"', b'"file_sha256":"0', 1),
        )
    again = [world.acme.submit(*given, plan="small") for _ in range(2)]
    world.drain()
    for job in map(world.acme.job, again):
        assert job.state is JobState.SUCCEEDED
        read = [ref for ref in job.done if ref.stage == "t.read"]
        assert {(ref.place, ref.file) for ref in read} == {(Place.JOB, file.id) for file in given}
        told = {world.acme.artifact(job, Read, file=file.id).file_sha256 for file in given}
        assert told == {file.sha256 for file in given}
    assert {one.key for one in world.acme.scrub().findings} == set(damaged)
    assert caplog.text.count("checkpoint damaged") == 2 * files
    assert not any(key in caplog.text for key in damaged)
    assert refuses(lambda: world.acme.artifact(first, Read, file=given[0].id), NotFoundError)


def test_a_damaged_checkpoint_of_the_job_itself_ends_it_and_a_new_job_is_well() -> None:
    world = open_world()
    world.mood.stage, world.mood.trouble = "t.rate", "retry"
    job = world.submit()
    world.drain()
    replace(
        world.pipeline.opened.storage,
        f"acme/jobs/{job.id}/stages/t.draw.json",
        lambda body: flip(body, 300),
    )
    world.mood.trouble = ""
    world.clock.advance(600_000)
    world.drain()
    ended = world.acme.job(job.id)
    assert (ended.state, ended.error.code) == (JobState.FAILED, "checkpoint_damaged")
    assert "scrub" in ended.error.message
    again = world.acme.rerun(job.id)
    world.drain()
    assert world.acme.job(again.id).state is JobState.SUCCEEDED


class Killed(BaseException):
    """As by a signal."""


def lose_the_worker(world: World, point: str) -> Job:
    """A job whose worker died at ``point`` of its first attempt."""
    job = world.submit()
    world.pipeline.relay()

    def trap(reached: str) -> None:
        if reached == point:
            raise Killed

    with trapped(trap), pytest.raises(Killed):
        for delivery in world.worker.receive(limit=1, wait=0):
            world.worker.run(delivery)
    return job


def find_it_lost(world: World) -> None:
    for _ in range(4):
        world.clock.advance(3_600_000)
        world.pipeline.sweep()
        world.drain()


@pytest.mark.parametrize("part", ["the part of a stage", "the rest"])
def test_a_damaged_result_of_an_earlier_attempt_ends_the_job(part: str) -> None:
    world = open_world()
    job = lose_the_worker(world, "run.result_written")
    was, is_now = {
        "the part of a stage": (b'"serial":1', b'"serial":3'),
        "the rest": (b'"confidence":0', b'"confidence":1'),
    }[part]
    key = result_key("acme", job.id)
    assert was in world.pipeline.opened.storage.get(key)
    replace(world.pipeline.opened.storage, key, lambda body: body.replace(was, is_now))
    find_it_lost(world)
    ended = world.acme.job(job.id)
    assert (ended.state, ended.error.code) == (JobState.FAILED, "checkpoint_damaged")


def test_a_whole_result_of_an_earlier_attempt_stands() -> None:
    world = open_world()
    job = lose_the_worker(world, "run.result_written")
    find_it_lost(world)
    assert world.acme.job(job.id).state is JobState.SUCCEEDED
    assert world.acme.result(job.id).parts
    assert not world.acme.scrub().findings


def test_a_manifest_that_was_damaged_before_anybody_settled_it_ends_the_job_as_damaged() -> None:
    world = open_world()
    job = lose_the_worker(world, "run.ending_stored")
    replace(
        world.pipeline.opened.storage, manifest_key("acme", job.id), lambda body: flip(body, 400)
    )
    find_it_lost(world)
    ended = world.acme.job(job.id)
    assert (ended.state, ended.error.code) == (JobState.FAILED, "damaged")


def test_a_served_link_ends_short_of_its_length_where_the_bytes_are_others(caplog) -> None:
    world = open_world(**LINKS)
    caplog.set_level("INFO", "resume_pipeline")
    file = world.acme.upload(b"x" * 700_000, filename="Ada Example.txt")
    url = world.acme.links.download(file)
    assert sum(map(len, world.pipeline.open_link("GET", url, {}).chunks())) == 700_000
    replace(world.pipeline.opened.storage, file_key("acme", file.id), lambda body: flip(body, 5))
    found, served = world.pipeline.open_link("GET", url, {}), 0
    with pytest.raises(DamagedError):
        for piece in found.chunks():
            served += len(piece)
    assert 0 < served < int(found.headers["Content-Length"]) == 700_000
    assert f"download damaged tenant=acme file={file.id}" in caplog.text
    assert "Ada" not in caplog.text
