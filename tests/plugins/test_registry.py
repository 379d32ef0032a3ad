"""What does not fit is refused when a pipeline opens, in words that say who must act."""

from __future__ import annotations

from pathlib import Path

import pytest

from resume_pipeline import (
    Payload,
    Pipeline,
    Plan,
    PlanError,
    PluginError,
    Profile,
    Settings,
    SettingsError,
    UnknownBackendError,
    Worker,
    hookimpl,
)


class Note(Payload):
    schema_id = "test.note/1"


class TakeNote:
    version = "1"
    consumes, produces = (Profile,), Note

    def __init__(self, name: str = "test.note") -> None:
        self.name = name

    def run(self, work):
        return Note()


def a_plugin(*, stages=(), plans=(), storages=()):
    """A plugin object that offers these."""

    class Offers:
        @hookimpl
        def register_stages(self, register):
            for stage in stages:
                register(stage)

        @hookimpl
        def register_plans(self, register):
            for plan in plans:
                register(plan)

        @hookimpl
        def register_storages(self, register):
            for scheme, factory in storages:
                register(scheme, factory)

    return Offers()


@pytest.fixture
def open_with(tmp_path: Path):
    def opened(*plugins, **settings) -> Pipeline:
        chosen = Settings.of(**{"home": str(tmp_path), "entry_points": False, **settings})
        return Pipeline.open(chosen, plugins=plugins)

    return opened


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Writes a module that can be imported by the name it returns."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(name: str, text: str) -> str:
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        return name

    return write


def refusal(kind: type[Exception], attempt) -> str:
    with pytest.raises(kind) as caught:
        attempt()
    return str(caught.value)


def test_a_plugin_that_fits_is_loaded(open_with) -> None:
    plan = Plan("noted", ("extract", "parse", "test.note"))
    with open_with(a_plugin(stages=[TakeNote()], plans=[plan])) as pipeline:
        specs = pipeline.opened.registry.specs("noted")
    assert [spec.name for spec in specs] == ["extract", "parse", "test.note"]


def test_two_plugins_that_offer_one_stage_are_both_named(open_with, module) -> None:
    offer = "from resume_pipeline import hookimpl\nfrom tests.plugins.test_registry import TakeNote"
    offer += "\n\n@hookimpl\ndef register_stages(register):\n    register(TakeNote())\n"
    names = (module("acme_first", offer), module("acme_second", offer))
    said = refusal(PluginError, lambda: open_with(plugins=names))
    for part in ("'acme_first'", "'acme_second'", "'test.note'", "uninstall one"):
        assert part in said


def test_a_plugin_may_not_take_the_name_of_a_stage_that_ships(open_with) -> None:
    said = refusal(PluginError, lambda: open_with(a_plugin(stages=[TakeNote("parse")])))
    assert "'resume_pipeline'" in said
    assert "'parse'" in said


def test_two_plugins_that_offer_one_scheme_are_refused(open_with) -> None:
    offers = a_plugin(storages=[("s3", lambda url: None)])
    assert "'s3'" in refusal(PluginError, lambda: open_with(offers))


def test_a_stage_that_finds_no_input_is_named_with_what_it_lacks(open_with) -> None:
    plan = Plan("noted", ("extract", "test.note"))
    offers = a_plugin(stages=[TakeNote()], plans=[plan])
    said = refusal(PlanError, lambda: open_with(offers))
    for part in ("'noted'", "'test.note'", Profile.schema_id, "no stage before it"):
        assert part in said


def test_a_stage_that_nobody_offers_is_named(open_with) -> None:
    said = refusal(PlanError, lambda: open_with(a_plugin(plans=[Plan("noted", ("test.note",))])))
    assert "no plugin offers stage 'test.note'; install one" in said


def test_a_plan_without_stages_is_refused(open_with) -> None:
    said = refusal(PlanError, lambda: open_with(a_plugin(plans=[Plan("idle", ())])))
    assert "'idle' has no stages" in said


@pytest.mark.parametrize("kind", ["storage", "ledger", "queue"])
def test_an_unknown_scheme_is_named_with_those_that_are_known(open_with, tmp_path, kind) -> None:
    urls = {
        "storage": f"file://{tmp_path}/files",
        "ledger": f"sqlite:///{tmp_path}/ledger.db",
        "queue": f"sqlite:///{tmp_path}/queue.db",
        kind: "carrier-pigeon://loft",
    }
    said = refusal(UnknownBackendError, lambda: open_with(**urls))
    for part in (f"the {kind} scheme 'carrier-pigeon'", "install the plugin", "there are"):
        assert part in said


def test_an_unknown_reporter_is_named_when_a_worker_opens(tmp_path) -> None:
    settings = Settings.of(
        storage=f"file://{tmp_path}/files",
        queue=f"sqlite:///{tmp_path}/queue.db",
        reporter="carrier-pigeon://loft",
        entry_points=False,
    )
    said = refusal(UnknownBackendError, lambda: Worker.open(settings))
    assert "the reporter scheme 'carrier-pigeon'" in said


def test_what_a_factory_refuses_is_the_operators_to_mend(open_with, tmp_path) -> None:
    def refuse(url: str) -> None:
        raise ValueError("write shelf:///path")

    urls = {"ledger": f"sqlite:///{tmp_path}/l.db", "queue": f"sqlite:///{tmp_path}/q.db"}
    offers = a_plugin(storages=[("shelf", refuse)])
    said = refusal(SettingsError, lambda: open_with(offers, storage="shelf:x", **urls))
    assert said == "the storage cannot be opened: write shelf:///path"


def test_a_misspelt_hook_is_named_with_its_plugin(open_with, module) -> None:
    text = "from resume_pipeline import hookimpl\n\n@hookimpl\ndef register_stage(register): ...\n"
    name = module("acme_misspelt", text)
    said = refusal(PluginError, lambda: open_with(plugins=(name,)))
    assert "register_stage" in said
    assert "acme_misspelt" in said


def test_a_module_that_does_not_exist_is_named(open_with) -> None:
    said = refusal(PluginError, lambda: open_with(plugins=("acme_absent",)))
    assert "acme_absent" in said


@pytest.mark.parametrize("trouble", ["import acme_absent", "1 / 0", "def (:"])
def test_a_module_that_cannot_be_imported_is_named(open_with, module, trouble: str) -> None:
    name = module("acme_broken", trouble + "\n")
    said = refusal(PluginError, lambda: open_with(plugins=(name,)))
    assert "acme_broken" in said


def test_a_plugin_that_raises_while_it_registers_is_named(open_with, module) -> None:
    text = "from resume_pipeline import hookimpl\n\n@hookimpl\ndef register_plans(register):\n"
    name = module("acme_raising", text + "    raise OSError('no licence')\n")
    said = refusal(PluginError, lambda: open_with(plugins=(name,)))
    assert "'acme_raising'" in said
    assert "no licence" in said


@pytest.mark.parametrize("name", ["Badges", "acme badges", "result", "explanations", ""])
def test_a_stage_whose_name_could_not_be_a_key_is_refused(open_with, name: str) -> None:
    said = refusal(PluginError, lambda: open_with(a_plugin(stages=[TakeNote(name)])))
    assert "cannot name a stage" in said


def test_a_worker_refuses_the_same(tmp_path) -> None:
    settings = Settings.of(home=str(tmp_path), entry_points=False)
    offers = a_plugin(plans=[Plan("noted", ("test.note",))])
    assert "test.note" in refusal(PlanError, lambda: Worker.open(settings, plugins=[offers]))


def test_what_a_plugin_raises_when_it_is_told_changes_nothing(open_with, caplog) -> None:
    class Nosy:
        @hookimpl
        def file_uploaded(self, file):
            raise RuntimeError("none of its business")

    with open_with(Nosy()) as pipeline:
        file = pipeline.tenant("acme").upload(b"a resume")
        assert pipeline.tenant("acme").file(file.id) == file
    assert "a plugin raised RuntimeError when told file_uploaded" in caplog.text


def test_a_worker_beside_the_pipeline_has_its_plugin_objects(open_with) -> None:
    plan = Plan("noted", ("extract", "parse", "test.note"))
    with open_with(a_plugin(stages=[TakeNote()], plans=[plan])) as pipeline:
        acme = pipeline.tenant("acme")
        job = acme.submit(acme.upload(b"Ada Example\nSkills\nPython"), plan="noted")
        with pipeline.running():
            job = acme.wait(job.id, timeout=60)
        assert acme.artifact(job, Note) == Note()
