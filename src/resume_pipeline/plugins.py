"""The registry: who offers which backend, stage and plan, checked when something opens."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import metadata
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import attrs
import pluggy

from resume_pipeline import hookspecs
from resume_pipeline.errors import (
    ConfigError,
    FileRefusedError,
    PlanError,
    PluginError,
    ScanError,
    SettingsError,
    UnknownBackendError,
)
from resume_pipeline.hookspecs import Factory, hookimpl
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.keys import is_stage_name
from resume_pipeline.model.plan import Plan, StageSpec
from resume_pipeline.ports.queue import Queue
from resume_pipeline.ports.reporter import Reporter
from resume_pipeline.ports.stage import RawFile, Stage, StageTraits
from resume_pipeline.ports.storage import Storage
from resume_pipeline.settings import Settings

if TYPE_CHECKING:  # a worker loads plugins, too, and never reaches the ledger
    from resume_pipeline.ports.ledger import Ledger

_BACKENDS: Final = "resume_pipeline.backends."
#: What ships with the library: scheme -> where its factory is. Imported when first used.
BUILTIN: Final = {
    "storages": {
        "file": "fsspec_storage:FsspecStorage.from_url",
        "memory": "fsspec_storage:FsspecStorage.from_url",
        "s3": "fsspec_storage:S3Storage.from_url",
    },
    "ledgers": {
        "sqlite": "sql_ledger.ledger:SqlLedger.from_url",
        "postgresql": "sql_ledger.ledger:SqlLedger.from_url",
    },
    "queues": {
        "sqlite": "sql_queue:SqlQueue.from_url",
        "postgresql": "sql_queue:SqlQueue.from_url",
        "memory": "memory_queue:shared",
        "amqp": "kombu_queue:KombuQueue.from_url",
        "amqps": "kombu_queue:KombuQueue.from_url",
        "redis": "kombu_queue:KombuQueue.from_url",
        "rediss": "kombu_queue:KombuQueue.from_url",
    },
    "reporters": {
        "queue": "queue_reporter:open_reporter",
        "https": "http_reporter:open_reporter",
        "http": "http_reporter:open_reporter",
    },
}
_STAGES: Final = ("extract:Extract", "parse:Parse", "blind:Blind", "score:Score")


def load(target: str) -> Any:
    """What ``module:name`` means.

    Raises:
        PluginError: there is no such module or name.
    """
    module, _, path = target.partition(":")
    try:
        found: Any = importlib.import_module(module)
        for name in path.split("."):
            found = getattr(found, name)
    except (ImportError, AttributeError, ValueError) as error:
        raise PluginError(f"{target} cannot be loaded: {error}") from error
    return found


class _Builtin:
    """The library's own plugin: a plugin like any other."""

    @hookimpl
    def register_storages(self, register: Callable[[str, Factory], None]) -> None:
        _register_all(register, BUILTIN["storages"])

    @hookimpl
    def register_ledgers(self, register: Callable[[str, Factory], None]) -> None:
        _register_all(register, BUILTIN["ledgers"])

    @hookimpl
    def register_queues(self, register: Callable[[str, Factory], None]) -> None:
        _register_all(register, BUILTIN["queues"])

    @hookimpl
    def register_reporters(self, register: Callable[[str, Factory], None]) -> None:
        _register_all(register, BUILTIN["reporters"])

    @hookimpl
    def register_stages(self, register: Callable[[Stage], None]) -> None:
        for target in _STAGES:
            register(load(f"resume_pipeline.stages.{target}")())

    @hookimpl
    def register_plans(self, register: Callable[[Plan], None]) -> None:
        register(Plan("default", ("extract", "parse", "blind", "score")))
        register(Plan("profile", ("extract", "parse")))


def _register_all(register: Callable[[str, Factory], None], table: dict[str, str]) -> None:
    for scheme, target in table.items():
        register(scheme, _later(_BACKENDS + target))


def _later(target: str) -> Factory:
    def factory(*args: Any, **kwargs: Any) -> Any:
        return load(target)(*args, **kwargs)

    return factory


@attrs.frozen(kw_only=True)
class Registry:
    """What the loaded plugins offer.

    Attributes:
        settings: of this process; a reporter's factory is given them.
    """

    settings: Settings
    manager: pluggy.PluginManager
    storages: dict[str, Factory]
    ledgers: dict[str, Factory]
    queues: dict[str, Factory]
    reporters: dict[str, Factory]
    stages: dict[str, Stage]
    plans: dict[str, Plan]

    def storage(self, url: str) -> Storage:
        """Open a storage that can create conditionally.

        Raises:
            ConfigError: no plugin offers the scheme, or the storage cannot do what is needed.
        """
        given = self.settings.storage_credentials
        more = {"credentials": given} if given else {}
        storage: Storage = _open(self.storages, "storage", url, **more)
        if not storage.capabilities.create_only:
            raise ConfigError(
                "this storage cannot create objects conditionally, so two workers could "
                "overwrite each other; use another one"
            )
        return storage

    def ledger(self, url: str, prefix: str, role: str | None = None) -> Ledger:
        """Open a ledger; under row security, as the host or as the coordinator."""
        more = {"role": role} if role else {}
        ledger: Ledger = _open(self.ledgers, "ledger", url, prefix, **more)
        return ledger

    def queue(self, url: str) -> Queue:
        """Open a queue."""
        queue: Queue = _open(self.queues, "queue", url)
        return queue

    def reporter(self, url: str, queue: Queue) -> Reporter:
        """Open a reporter."""
        reporter: Reporter = _open(self.reporters, "reporter", url, queue, self.settings)
        return reporter

    def specs(
        self, plan: str, only: Sequence[str] | None = None, options: dict[str, str] | None = None
    ) -> tuple[StageSpec, ...]:
        """The stages of ``plan``, or those of them named in ``only``, with their options.

        Raises:
            PlanError: no such plan or stage, or a stage lacks its input.
        """
        if plan not in self.plans:
            raise PlanError(f"no plan {plan!r}; there are {', '.join(sorted(self.plans))}")
        names = self.plans[plan].stages
        foreign = sorted({*(only or ()), *(options or {})} - set(names))
        if foreign:
            raise PlanError(f"plan {plan!r} has no stage {', '.join(foreign)}")
        chosen = tuple(name for name in names if only is None or name in only)
        check_plan(Plan(plan, chosen), self.stages)
        return tuple(self._spec(name, (options or {}).get(name, "{}")) for name in chosen)

    def _spec(self, name: str, options: str) -> StageSpec:
        stage = self.stages[name]
        model = StageTraits.of(stage).model
        return StageSpec(name=name, version=stage.version, options=options, model=model)

    def takers_of_corrections(self, specs: Sequence[StageSpec]) -> frozenset[str]:
        """Names of the stages that are given what people corrected in a reading."""
        takers = (s.name for s in specs if StageTraits.of(self.stages[s.name]).uses_corrections)
        return frozenset(takers)

    @property
    def has_scanners(self) -> bool:
        """Whether any plugin scans files."""
        return bool(self.manager.hook.scan_file.get_hookimpls())

    def scan(self, file: FileRecord, open_file: Callable[[], BinaryIO]) -> None:
        """Have every scanner look at a file that is stored.

        Raises:
            FileRefusedError: one found something.
            ScanError: one did not answer.
        """
        try:
            found = self.manager.hook.scan_file(file=file, open_file=open_file)
        except Exception as error:  # a plugin may raise anything
            if self.settings.scanning == "open":
                logging.getLogger("resume_pipeline").warning(
                    "a scanner raised %s; the file is accepted", type(error).__name__
                )
                return
            raise ScanError(f"a scanner raised {type(error).__name__}") from error
        if found:
            raise FileRefusedError(found[0])

    def tell(self, notice: str, **said: Any) -> None:
        """Call a notice; what a plugin raises is its own affair and is logged."""
        try:
            getattr(self.manager.hook, notice)(**said)
        except Exception as error:  # a plugin may raise anything
            logger = logging.getLogger("resume_pipeline")
            logger.warning("a plugin raised %s when told %s", type(error).__name__, notice)


def _open(factories: dict[str, Factory], kind: str, url: str, *more: Any, **named: Any) -> Any:
    scheme = url.partition(":")[0].partition("+")[0]
    if scheme not in factories:
        offered = ", ".join(sorted(factories))
        raise UnknownBackendError(
            f"no plugin offers the {kind} scheme {scheme!r}; there are {offered}: "
            "check the URL, or install the plugin"
        )
    try:
        return factories[scheme](url, *more, **named)
    except (ValueError, ImportError) as error:
        raise SettingsError(f"the {kind} cannot be opened: {error}") from error


def build(settings: Settings, extra: Sequence[object] = ()) -> Registry:
    """Load plugins and collect what they offer.

    Args:
        extra: plugin objects besides those that the settings name.

    Raises:
        PluginError: a plugin cannot be loaded, misspells a hook, or offers a name that is taken.
        PlanError: a plan's stage is not offered, or lacks its input.
    """
    manager = _manager(settings, extra)
    registry = Registry(
        settings=settings,
        manager=manager,
        storages=_collect(manager, "register_storages"),
        ledgers=_collect(manager, "register_ledgers"),
        queues=_collect(manager, "register_queues"),
        reporters=_collect(manager, "register_reporters"),
        stages=_collect(manager, "register_stages"),
        plans=_collect(manager, "register_plans"),
    )
    for name, stage in registry.stages.items():
        _check_stage(name, stage)
    for plan in registry.plans.values():
        check_plan(plan, registry.stages)
    return registry


def _manager(settings: Settings, extra: Sequence[object]) -> pluggy.PluginManager:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.register(_Builtin(), "resume_pipeline")
    try:
        for name, imported in _found(settings):
            manager.register(imported, name)
        for plugin in extra:
            manager.register(plugin)
        manager.check_pending()
    except (ValueError, pluggy.PluginValidationError) as error:
        raise PluginError(f"a plugin cannot be loaded: {error}") from error
    return manager


def _found(settings: Settings) -> Iterator[tuple[str, object]]:
    """Plugins by name: those with an entry point, then the modules of the settings.

    Raises:
        PluginError: one cannot be imported, whatever it raises.
    """
    points = metadata.entry_points(group=hookspecs.PROJECT) if settings.entry_points else ()
    loaders: list[tuple[str, Callable[[], object]]] = [(point.name, point.load) for point in points]
    loaders += [(name, partial(importlib.import_module, name)) for name in settings.plugins]
    for name, loader in loaders:
        try:
            yield name, loader()
        except Exception as error:
            raise PluginError(
                f"plugin {name!r} cannot be imported ({error!r}): mend it, uninstall it, or take "
                "it out of the settings"
            ) from error


def _collect(manager: pluggy.PluginManager, hook: str) -> dict[str, Any]:
    """What each plugin registers, by name; two plugins may not offer one name."""
    offers: dict[str, Any] = {}
    owners: dict[str, str] = {}
    for impl in reversed(getattr(manager.hook, hook).get_hookimpls()):
        for name, offer in _offers_of(impl):
            if name in owners:
                raise PluginError(
                    f"plugins {owners[name]!r} and {impl.plugin_name!r} both offer {name!r} "
                    f"({hook}): uninstall one of them"
                )
            owners[name], offers[name] = impl.plugin_name, offer
    return offers


def _offers_of(impl: Any) -> Iterator[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []

    def register(*parts: Any) -> None:
        name = parts[0] if len(parts) > 1 else parts[0].name
        found.append((name, parts[-1]))

    try:
        impl.function(register)
    except ConfigError:
        raise
    except Exception as error:
        raise PluginError(f"plugin {impl.plugin_name!r} raised {error!r}") from error
    return iter(found)


def _check_stage(name: str, stage: Stage) -> None:
    if not is_stage_name(name):
        raise PluginError(f"{name!r} cannot name a stage: lower-case words joined by dots")
    traits = StageTraits.of(stage)
    if traits.per_file and not traits.shared:
        raise PluginError(f"stage {name!r} runs once per file, so its output must be shared")


def check_plan(plan: Plan, stages: dict[str, Stage]) -> None:
    """See that every stage of ``plan`` is offered and finds its input before it.

    Raises:
        PlanError: naming the stage and what it lacks.
    """
    if not plan.stages:
        raise PlanError(f"plan {plan.name!r} has no stages")
    produced = {RawFile.schema_id}
    for name in plan.stages:
        if name not in stages:
            raise PlanError(f"plan {plan.name!r}: no plugin offers stage {name!r}; install one")
        lacking = [k.schema_id for k in stages[name].consumes if k.schema_id not in produced]
        if lacking:
            raise PlanError(
                f"plan {plan.name!r}: stage {name!r} consumes {', '.join(lacking)}, "
                "which no stage before it produces"
            )
        produced.add(stages[name].produces.schema_id)
