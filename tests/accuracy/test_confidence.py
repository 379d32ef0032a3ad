"""The model of confidence: frozen, whole numbers, no library; and as good as it says."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import resources

import pytest

from resume_pipeline.errors import BugError, InvalidRequestError
from resume_pipeline.evaluation.report import reliability
from resume_pipeline.model.event import canonical
from resume_pipeline.ports.stage import StageTraits, Work
from resume_pipeline.sandbox import InlineBox
from resume_pipeline.stages.parse import Parse
from resume_pipeline.stages.parse.confidence import DIGEST, Confidence, shipped
from resume_pipeline.stages.parse.confidence.model import ANY, checked, frozen
from resume_pipeline.training.learning import drawn, examples
from tests.stages.documents import AS_OF, document, parse
from tests.stages.test_parse import RESUME

PACKAGE = "resume_pipeline.stages.parse.confidence"


def shipped_bytes():
    return resources.files(PACKAGE).joinpath("model.json").read_bytes()


def flat(value):
    if isinstance(value, dict):
        value = list(value.values())
    return [leaf for one in value for leaf in flat(one)] if isinstance(value, list) else [value]


def test_the_model_that_ships_is_canonical_and_whole():
    body = shipped_bytes()
    value = json.loads(body)
    assert body == canonical(value).encode()
    assert {type(leaf) for leaf in flat([value["weights"], value["steps"], value["levels"]])} == {
        int
    }
    assert isinstance(value["made"]["seed"], int)


def test_another_file_under_its_name_is_refused():
    body = shipped_bytes()
    assert checked(body, DIGEST).digest == DIGEST
    with pytest.raises(BugError):
        checked(body.replace(b'"seed":1', b'"seed":2'), DIGEST)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        frozen({ANY: {"": 0}}, [1], [5], {}),
        frozen({ANY: {"": 0}}, [2, 1], [1, 2, 3], {}),
        frozen({ANY: {"": 0}}, [1], [7, 5], {}),
        frozen({ANY: {"": 0}}, [1], [5, 1001], {}),
        frozen({ANY: {"": 0.5}}, [], [5], {}),
        frozen({ANY: {}}, [], [5], {}),
        frozen({"name": {"": 0}}, [], [5], {}),
    ],
)
def test_what_is_no_model_is_refused(body):
    with pytest.raises(InvalidRequestError):
        Confidence.from_bytes(body)


def test_signals_add_up_and_a_step_begins_with_its_sum():
    weights = {ANY: {"": 10}, "name": {"": 100, "bold": 50, "comma": -70}}
    model = Confidence.from_bytes(frozen(weights, [80, 150], [100, 500, 900], {}))
    assert model.of("name", ["bold"]) == 900
    assert model.of("name", ["comma", "unheard"]) == 100
    assert model.of("name", ["bold", "comma"]) == 500
    assert model.of("other", ["bold"]) == 100


def test_the_model_decides_the_stage_s_digest_and_every_value():
    model = Confidence.from_bytes(frozen({ANY: {"": 0}}, [], [321], {}))
    own = Parse(model, name="acme.parse")
    assert StageTraits.of(own).model == model.digest
    assert StageTraits.of(Parse()).model == DIGEST == shipped().digest
    work = Work(inputs=(document(RESUME),), as_of=AS_OF)
    assert {entry.confidence for entry in own.run(work).evidence} == {321}
    assert own.run(work).resume == Parse().run(work).resume


def test_what_another_file_adds_is_as_sure_as_the_value():
    evidence = parse(RESUME, document("I have used Triage for years.")).evidence
    first, last = (
        next(e for e in order if e.path == "/skills/0/keywords/0")
        for order in (evidence, evidence[::-1])
    )
    assert last.rule == "also_in"
    assert last.confidence == first.confidence


def test_a_clear_resume_is_read_surely_and_a_doubtful_value_is_told():
    clear = {entry.path: entry.confidence for entry in parse(RESUME).evidence}
    assert clear["/basics/email"] >= 900
    assert clear["/work/0/startDate"] >= 900
    doubtful = parse("Jane Quill\nExperience\n2019 - 2020\nsomething, here; and there.").evidence
    told = [e.confidence for e in doubtful if e.path.startswith("/work/") and e.rule != "date"]
    assert told
    assert max(told) < 500


def test_parse_needs_no_library_of_learning():
    code = (
        "import sys\n"
        "from tests.stages.documents import parse\n"
        "from tests.stages.test_parse import RESUME\n"
        "assert any(entry.confidence for entry in parse(RESUME).evidence)\n"
        "print(sorted({'sklearn', 'numpy', 'scipy', 'joblib'} & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_sure_values_are_right_on_layouts_that_were_not_fitted():
    box = InlineBox(allow_unsafe=True)
    judged = list(examples(drawn(11, 40, 2, held_out=True), box))
    pairs = [(shipped().of(one.rule, one.signals), one.is_right) for one in judged]
    sure = [is_right for stated, is_right in pairs if stated >= 900]
    assert len(sure) > 0.6 * len(pairs)
    assert sum(sure) >= 0.95 * len(sure)
    shares = [one.hits.value for one in reliability(pairs, (0, 500, 900))]
    assert shares == sorted(shares)
    assert shares[0] < 0.6
