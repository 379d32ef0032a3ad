"""The work of one job, as both sides of the benchmark do it."""

from importlib import resources
from pathlib import Path
from typing import ClassVar

from resume_pipeline import Payload, Plan, Vacancy, hookimpl, read_resume
from resume_pipeline.ports.stage import Work
from resume_pipeline.stages.blind import Blind
from resume_pipeline.stages.score import Score

ADVERT = (resources.files("resume_pipeline.demo") / "vacancy.txt").read_text(encoding="utf-8")
RESUME = (resources.files("resume_pipeline.demo") / "resumes" / "01-one-column.pdf").read_bytes()
AS_OF = "2026-01-01"
PLANS = {"noops": "bench.noops", "real": "default"}


class One(Payload):
    schema_id = "bench.one/1"
    number: int = 1


class Two(Payload):
    schema_id = "bench.two/1"
    number: int = 1


class Three(Payload):
    schema_id = "bench.three/1"
    number: int = 1


class Noop:
    """A cheap stage, whose output needs no object of its own."""

    version: str = "1"
    own_object: ClassVar[bool] = False

    def __init__(self, name, consumes, produces):
        self.name, self.consumes, self.produces = name, consumes, produces

    def run(self, _work):
        return self.produces()


@hookimpl
def register_stages(register):
    register(Noop("bench.one", (), One))
    register(Noop("bench.two", (One,), Two))
    register(Noop("bench.three", (Two,), Three))


@hookimpl
def register_plans(register):
    register(Plan("bench.noops", ("bench.one", "bench.two", "bench.three")))


def read_and_score(kind, path):
    """The same work by hand: what the stages made, and the result."""
    if kind == "noops":
        parts = [{"number": 1}] * 3
        return parts, {"number": 1}
    reading = read_resume(Path(path).read_bytes())
    view = Blind().run(Work(inputs=[reading.document, reading.profile], as_of=AS_OF))
    vacancy = Vacancy.from_text(ADVERT)
    card = Score().run(Work(inputs=[view], vacancy=vacancy, as_of=AS_OF))
    parts = [reading.document.to_json(), view.to_json()]
    return parts, {"profile": reading.profile.to_json(), "score": card.to_json()}
