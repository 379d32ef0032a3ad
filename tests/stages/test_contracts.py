"""The stages keep the contract, and the contract catches stages that do not."""

import random
import time
from typing import ClassVar

import attrs
import pytest

from resume_pipeline.errors import StageFailedError
from resume_pipeline.ports.stage import Work
from resume_pipeline.stages.blind import Blind
from resume_pipeline.stages.extract import Extract
from resume_pipeline.stages.parse import Parse
from resume_pipeline.stages.score import Score
from resume_pipeline.testing.stage_contract import StageContract
from resume_pipeline.wire.base import Payload
from resume_pipeline.wire.correction import Correction, corrected
from resume_pipeline.wire.payloads import Document
from resume_pipeline.wire.vacancy import Criterion, Vacancy

from .documents import AS_OF, blind, demo, document, extract, make_demo, parse, work
from .test_parse import RESUME

RESUMES = [path for path in make_demo().files() if path.startswith("resumes/")]


def corrections(read: Document) -> list[Correction]:
    """A name, a skill and one less, as a person would have them."""
    profile, made = parse(read), []
    for path, value in (
        ("/basics/name", "A. B."),
        ("/skills/-", {"name": "C"}),
        ("/skills/0", None),
    ):
        said = {"id": "i", "file": "f", "file_sha256": read.file_sha256, "reason": "r", "at": 1}
        made.append(Correction.against(profile, path, value, actor="u", **said))
        profile = corrected(profile, made[-1:])
    return made


class TestExtract(StageContract):
    stage = Extract()
    other_options: ClassVar = {"max_characters": 20}

    def examples(self):
        return [work(demo(name)) for name in (*RESUMES[:5], RESUMES[8])]


class TestParse(StageContract):
    stage = Parse()

    def examples(self):
        documents = [extract(demo(name)) for name in RESUMES]
        together = (documents[0], document("I know Python."))
        return [
            Work(inputs=together, as_of=AS_OF),
            Work(inputs=together, as_of=AS_OF, corrections=corrections(documents[0])),
            *(Work(inputs=(one,), as_of=AS_OF) for one in documents[1:4]),
        ]


class TestBlind(StageContract):
    stage = Blind()
    other_options: ClassVar = {"any": 1}

    def examples(self):
        documents = [extract(demo(name)) for name in RESUMES[:6]]
        amended = corrected(parse(documents[0]), corrections(documents[0]))
        return [
            Work(inputs=(documents[0], amended), as_of=AS_OF),
            *(Work(inputs=(one, parse(one)), as_of=AS_OF) for one in documents),
        ]


class TestScore(StageContract):
    stage = Score()
    other_options: ClassVar = {"any": 1}

    def examples(self):
        read = extract(demo("one-column"))
        advert = Vacancy.from_text(demo("vacancy").decode())
        asked = Criterion(kind="must", label="Kotlin", blocking=True)
        return [
            Work(inputs=(blind(read),), as_of=AS_OF, vacancy=one)
            for one in (advert, confirmed(advert, asked), None)
        ]


def confirmed(advert, asked):
    """The advert with one criterion that a person confirmed."""
    return advert.model_copy(update={"criteria": (asked,)})


# Mutants: each breaks one promise


class Words(Payload):
    schema_id = "acme.words/1"
    words: tuple[str, ...] = ()
    share: float | None = None
    at: int | None = None


@attrs.define
class Counter:
    """A stage that keeps its promises."""

    name: str = "acme.words"
    version: str = "1"
    consumes: tuple = (Document,)
    produces: type = Words
    engines: tuple = ()
    shared: bool = True

    def run(self, work):
        words = sorted(set(work.get(Document).text.split()))
        return Words(words=tuple(words[: work.options.get("most")]))


class Hasty(Counter):
    def run(self, work):
        return Words(words=tuple(set(work.get(Document).text.split())))


class Dated(Counter):
    def run(self, work):
        return Words(at=int(time.time()) // 100_000)


class Random(Counter):
    def run(self, work):
        return Words(at=random.randrange(10**9))


class Broken(Counter):
    def run(self, work):
        return Words(share=0.5)


class Other(Counter):
    def run(self, work):
        return work.get(Document)


class Greedy(Counter):
    def run(self, work):
        object.__setattr__(work.get(Document), "text", "")
        return Words()


class Careless(Counter):
    def run(self, work):
        work.options["most"] = 1
        return Words()


class Counted(StageContract):
    stage = Counter()
    other_options: ClassVar = {"most": 1}

    def examples(self):
        return [Work(inputs=(document(RESUME),), as_of=AS_OF)]


class CountedHasty(Counted):
    stage = Hasty()


class CountedDated(Counted):
    stage = Dated()


class CountedRandom(Counted):
    stage = Random()


TESTS = sorted(name for name in vars(StageContract) if name.startswith("test_"))
SAME = "test_the_same_work_gives_the_same_bytes"
ELSEWHERE = "test_a_fresh_process_in_another_world_gives_the_same_bytes"
TRAITS = "test_its_traits_are_well_formed"
PRODUCES = "test_it_produces_what_it_declares"


def failures(contract, *only):
    """The tests of a contract that fail."""
    failed = []
    for name in only or TESTS:
        try:
            getattr(contract, name)()
        except (AssertionError, Exception):
            failed.append(name)
    return failed


def of(stage):
    """The contract of ``stage``, which runs in this process alone."""
    contract = Counted()
    contract.stage = stage
    return contract


def test_a_stage_that_keeps_its_promises_passes():
    assert failures(Counted()) == []


@pytest.mark.parametrize("contract", [CountedHasty, CountedDated, CountedRandom])
def test_bytes_that_depend_on_the_process_or_the_day_are_caught(contract):
    assert failures(contract(), ELSEWHERE) == [ELSEWHERE]


def test_bytes_that_depend_on_chance_are_caught_in_one_process():
    assert failures(of(Random()), SAME) == [SAME]


@pytest.mark.parametrize(
    ("stage", "test"),
    [
        (Counter(name="Words"), TRAITS),
        (Counter(name="a.b.c.d.e"), TRAITS),
        (Counter(version=""), TRAITS),
        (Counter(consumes=()), TRAITS),
        (Counter(produces=Payload), TRAITS),
        (Counter(shared="yes"), TRAITS),
        (
            Counter(engines=("no-such-distribution",)),
            "test_its_engines_are_installed_distributions",
        ),
        (Other(), PRODUCES),
        (Broken(), "test_its_numbers_are_integers"),
        (Greedy(), "test_it_leaves_its_inputs_alone"),
        (Careless(), "test_it_leaves_its_inputs_alone"),
        (Hasty(), "test_its_options_count"),
    ],
)
def test_a_broken_promise_is_caught(stage, test):
    assert failures(of(stage), test) == [test]


def test_a_contract_without_examples_proves_nothing():
    contract = of(Counter())
    contract.examples = ()
    assert PRODUCES in failures(contract)


def test_an_option_that_makes_a_stage_fail_counts():
    class Strict(Counter):
        def run(self, work):
            if work.options:
                raise StageFailedError("bad_option")
            return Words()

    assert failures(of(Strict()), "test_its_options_count") == []


def test_a_model_is_loaded_before_the_stage_runs():
    class Loaded(Counter):
        def load(self, options):
            self.version = "loaded"

        def run(self, work):
            return Words(words=(self.version,))

    stage = Loaded()
    assert failures(of(stage), PRODUCES) == []
    assert stage.version == "loaded"
