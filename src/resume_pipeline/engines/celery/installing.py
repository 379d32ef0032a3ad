"""install: one call that gives a Celery app the task, its queues, and a worker that is checked."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs
from celery import bootsteps, signals
from celery.exceptions import Reject
from celery.worker.components import Pool
from kombu.entity import Exchange, Queue

from resume_pipeline.backends.kombu_queue.address import DRIVERS, Address
from resume_pipeline.backends.kombu_queue.line import TASK
from resume_pipeline.engines.celery.checking import PROMISED, Facts, time_limit, unsafe
from resume_pipeline.engines.celery.messages import STRATEGY
from resume_pipeline.engines.celery.residing import Lifeline, Resident
from resume_pipeline.engines.patience import logger
from resume_pipeline.errors import SettingsError, UnavailableError
from resume_pipeline.settings import DEFAULT_QUEUE, Settings
from resume_pipeline.worker import Worker

#: kombu says that it is typed, and annotates few of its functions.
_queue: Any = Queue
_exchange: Any = Exchange
_REST: Final = 1.0  # seconds before a message goes back that could not be run here


def install(
    app: Any, settings: Settings | None = None, *, plugins: Sequence[object] = ()
) -> Mapping[str, str]:
    """Give the Celery app ``app`` the task ``resume_pipeline.run`` and the queues of the routes.

    Call it where the app is made; a worker of the app then serves our queues besides its own, or
    those of them that ``-Q`` names. A worker that serves one of them checks the app's configuration
    when it starts and refuses what is unsafe.

    Args:
        app: a `celery.Celery`; its configuration need not be there yet.
        settings: as for a worker; without any, the environment's.
        plugins: plugin objects besides those that are installed.

    Returns:
        The name at the broker of each queue, by its name in the routes.

    Raises:
        SettingsError: the settings do not fit a worker, or their queue is no broker's.
    """
    engine = Engine.of((settings or Settings.load()).for_worker(), plugins)

    def run_message(task: Any, body: str) -> None:
        engine.run(task.request.delivery_info["routing_key"], body)

    app.task(
        run_message,
        name=TASK,
        bind=True,
        shared=False,  # or every other app of this process had it, with this app's settings
        engine=engine,
        Strategy=STRATEGY,
        time_limit=time_limit(engine.settings.attempt_limit),
        **PROMISED,
    )
    app.steps["worker"].add(Residence)
    if app.finalized:
        _add_queues(app, engine)
    else:
        app.on_after_finalize.connect(lambda **_: _add_queues(app, engine), weak=False)
    return {route: name for name, route in engine.queues.items()}


def _add_queues(app: Any, engine: Engine) -> None:
    """Make our queues known, as the library declares them; served, unless ``-Q`` names others."""
    for name in engine.queues:
        queue = _queue(name, exchange=_exchange(""), routing_key=name, durable=True)
        # Again: Celery puts its default exchange in the place of one without a name.
        app.amqp.queues.select_add(queue).exchange = _exchange("")


@attrs.define(kw_only=True)
class Engine:
    """What an app that has our task knows of us.

    Attributes:
        queues: name in the routes of each queue, by its name at the broker.
        served: those of them that this worker takes messages from.
        slots: how many jobs one process of the pool runs at once.
        lifeline: ends when the processes of the pool are to stop; None where no worker was started.
    """

    settings: Settings
    plugins: Sequence[object]
    address: Address
    queues: dict[str, str]
    served: dict[str, str] = attrs.field(factory=dict)
    slots: int = 1
    lifeline: Lifeline | None = None
    _residents: dict[int, Resident] = attrs.field(factory=dict)
    _lock: threading.Lock = attrs.field(factory=threading.Lock)

    @classmethod
    def of(cls, settings: Settings, plugins: Sequence[object]) -> Engine:
        """The engine over the broker that ``settings`` name.

        Raises:
            SettingsError: they name no broker.
        """
        url = settings.queue or ""
        if url.partition(":")[0] not in DRIVERS:
            offered = ", ".join(sorted(DRIVERS))
            raise SettingsError(f"Celery needs a broker: set the queue to one of {offered}")
        address = Address.parse(url)
        routes = sorted({DEFAULT_QUEUE, *settings.routes.values()})
        queues = {address.prefix + route: route for route in routes}
        return cls(settings=settings, plugins=plugins, address=address, queues=queues)

    def serve(self, names: Sequence[str], *, slots: int) -> None:
        """Note what this worker takes from, and see that its processes can open what they need."""
        self.served = {name: self.queues[name] for name in names}
        self.slots = slots
        self.lifeline = Lifeline.make()
        worker = Worker.open(self.settings, plugins=self.plugins)
        logger.info("celery takes from %s; %s", ", ".join(names), worker.describe())
        worker.close()

    def reside(self, **_: Any) -> Resident:
        """The workers of this process, opened when first asked for.

        Raises:
            SettingsError: no worker of Celery was started here.
        """
        if self.lifeline is None:
            raise SettingsError(f"{TASK} runs in a worker of Celery: nothing else may call it")
        with self._lock:
            if os.getpid() not in self._residents:
                self._residents[os.getpid()] = Resident.open(
                    self.settings,
                    self.served,
                    slots=self.slots,
                    lifeline=self.lifeline,
                    plugins=self.plugins,
                )
            return self._residents[os.getpid()]

    def leave(self, **_: Any) -> None:
        """This process ends."""
        resident = self._residents.pop(os.getpid(), None)
        if resident is not None:
            resident.leave()

    def run(self, queue: str, body: str) -> None:
        """Do what one message asks for.

        Raises:
            Reject: nothing became durable, so somebody is to try again: Celery's own retries would
                count what only the ledger counts.
        """
        try:
            resident = self.reside()
            if resident.is_leaving:
                raise Reject("the worker shuts down", requeue=True)
            completion = resident.workers[queue].run(Handed(body.encode()))
        except UnavailableError as error:
            logger.warning("an ending could not be stored: %s", error)
            time.sleep(_REST)
            raise Reject("a backend does not answer", requeue=True) from error
        if completion is not None:
            said = completion
            logger.info("job %s attempt %d %s", said.job, said.attempt, said.ending)


@attrs.frozen
class Handed:
    """A message that Celery holds: it acknowledges when the task returns, which is later."""

    body: bytes

    def ack(self) -> None:
        """Nothing: what was to become durable is, and Celery acknowledges when the task returns."""

    def release(self) -> None:
        """Nothing: the task raises Reject instead."""

    def extend(self) -> None:
        """Nothing: Celery has no such thing."""


class Residence(bootsteps.StartStopStep):  # type: ignore[misc]  # Celery has no types
    """The step of a worker that checks its app, and starts and stops what runs jobs."""

    requires = (Pool,)

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self.engine: Engine = worker.app.tasks[TASK].engine
        consumed = worker.app.amqp.queues.consume_from
        self.names = [name for name in self.engine.queues if name in consumed]
        if self.names:
            check(worker, self.engine)
            self._prepare(worker)

    def include_if(self, _worker: Any) -> bool:
        """Whether this worker takes from our queues at all."""
        return bool(self.names)

    def create(self, _worker: Any) -> None:
        """Nothing to make."""

    def start(self, worker: Any) -> None:
        """Start to beat, where the pool is in this process."""
        if pool_of(worker) != "prefork":
            self.engine.reside()

    def stop(self, _worker: Any) -> None:
        """Have been told at `close`, before anybody waits for the pool."""

    def close(self, _worker: Any) -> None:
        """Interrupt what runs: the worker goes down."""
        if self.engine.lifeline is not None:
            self.engine.lifeline.cut()

    def _prepare(self, worker: Any) -> None:
        slots = worker.concurrency if pool_of(worker) == "threads" else 1
        self.engine.serve(self.names, slots=slots)
        signals.worker_process_init.connect(self.engine.reside, weak=False)
        signals.worker_process_shutdown.connect(self.engine.leave, weak=False)
        signals.worker_shutting_down.connect(lambda **_: self.close(worker), weak=False)


def check(worker: Any, engine: Engine) -> None:
    """See that a worker of this app keeps the promises.

    Raises:
        SettingsError: naming every unsafe setting, and what to set.
    """
    found = unsafe(
        Facts(
            conf=worker.app.conf,
            task=facts_of(worker.app.tasks[TASK]),
            pool=pool_of(worker),
            start_method=str(worker.app.conf.get("worker_pool_start_method", "fork")),
            prefetch_multiplier=int(worker.prefetch_multiplier),
            attempt_limit=engine.settings.attempt_limit,
            address=engine.address,
        )
    )
    if found:
        lines = "".join(f"\n- {said}" for said in found)
        raise SettingsError(f"this Celery app is not safe to run jobs with:{lines}")


def facts_of(task: Any) -> dict[str, Any]:
    """The attributes that Celery's configuration may have changed."""
    return {name: getattr(task, name) for name in (*PROMISED, "time_limit")}


def pool_of(worker: Any) -> str:
    """Celery's name of the pool's kind."""
    name = str(worker.pool_cls.__module__).rpartition(".")[2]
    return "threads" if name == "thread" else name
