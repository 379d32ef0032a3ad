"""What Celery is told, what it may not be set to, and what a message becomes on its way to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import celery
import kombu
import pytest
from celery.exceptions import Reject

from resume_pipeline.backends.kombu_queue.address import Address
from resume_pipeline.backends.kombu_queue.line import TASK
from resume_pipeline.engines.celery import install, installing
from resume_pipeline.engines.celery.checking import PROMISED, Facts, unsafe
from resume_pipeline.engines.celery.installing import Engine
from resume_pipeline.engines.celery.messages import as_task, task_id
from resume_pipeline.engines.celery.own import make_app
from resume_pipeline.errors import SettingsError, StorageError
from resume_pipeline.settings import Settings

AMQP = "amqp://guest:guest@broker.example/staging?prefix=acme."
REDIS = "redis://broker.example:6379/2"
ROUTES = {"score": "scoring"}


def settings(queue: str = AMQP, **values: Any) -> Settings:
    return Settings.of(storage="memory://here", queue=queue, routes=ROUTES, **values)


def host_app(queue: str = AMQP, **conf: Any) -> celery.Celery:
    """A host's app that is safe, but for ``conf``."""
    app = celery.Celery("acme", set_as_current=False)
    install(app, settings(queue))
    url = queue.partition("?")[0]
    app.conf.update({"broker_url": url, "worker_prefetch_multiplier": 1} | conf)
    return app


def facts(queue: str = AMQP, **conf: Any) -> Facts:
    app = host_app(queue, **conf)
    app.finalize()
    return Facts(
        conf=app.conf,
        task={name: getattr(app.tasks[TASK], name) for name in (*PROMISED, "time_limit")},
        pool="prefork",
        start_method="fork",
        prefetch_multiplier=app.conf.worker_prefetch_multiplier,
        attempt_limit=600,
        address=Address.parse(queue),
    )


@pytest.mark.parametrize("queue", [AMQP, REDIS])
def test_a_host_that_sets_one_thing_is_safe(queue: str) -> None:
    assert unsafe(facts(queue)) == []


#: Celery warns whoever starts a worker as root, which the tests may well run as.
as_root = pytest.mark.filterwarnings("ignore::celery.exceptions.SecurityWarning")
UNSAFE: list[tuple[str, Mapping[str, Any], str]] = [
    (AMQP, {"worker_prefetch_multiplier": 4}, "worker_prefetch_multiplier"),
    (AMQP, {"task_always_eager": True}, "task_always_eager"),
    (AMQP, {"accept_content": ["json", "pickle"]}, "accept_content"),
    (AMQP, {"accept_content": ["application/x-python-serialize"]}, "accept_content"),
    (AMQP, {"result_accept_content": ["pickle"]}, "result_accept_content"),
    (AMQP, {"task_serializer": "pickle"}, "task_serializer"),
    (AMQP, {"result_serializer": "pickle"}, "result_serializer"),
    (AMQP, {"broker_url": "amqp://elsewhere.example/staging"}, "broker_url"),
    (AMQP, {"broker_url": "amqp://broker.example/production"}, "broker_url"),
    (AMQP, {"broker_url": "redis://broker.example/0"}, "broker_url"),
    (AMQP, {"broker_connection_retry": False}, "broker_connection_retry"),
    (AMQP, {"task_queue_max_priority": 10}, "task_queue_max_priority"),
    (
        AMQP,
        {"worker_cancel_long_running_tasks_on_connection_loss": True},
        "worker_cancel_long_running_tasks_on_connection_loss",
    ),
    (AMQP, {"task_annotations": {"*": {"acks_late": False}}}, "acks_late"),
    (
        AMQP,
        {"task_annotations": {"*": {"acks_on_failure_or_timeout": False}}},
        "acks_on_failure_or_timeout",
    ),
    (AMQP, {"task_annotations": {"*": {"acks_on_failure": False}}}, "acks_on_failure"),
    (AMQP, {"task_annotations": {"*": {"acks_on_timeout": False}}}, "acks_on_timeout"),
    (AMQP, {"task_annotations": {"*": {"reject_on_worker_lost": False}}}, "reject_on_worker_lost"),
    (AMQP, {"task_annotations": {"*": {"retry_on_worker_lost": True}}}, "retry_on_worker_lost"),
    (AMQP, {"task_annotations": {TASK: {"ignore_result": False}}}, "ignore_result"),
    (AMQP, {"task_annotations": {TASK: {"time_limit": 30}}}, "time_limit"),
    (AMQP, {"task_annotations": {TASK: {"soft_time_limit": 30}}}, "soft_time_limit"),
    (AMQP, {"task_annotations": {"*": {"rate_limit": "10/m"}}}, "rate_limit"),
    (REDIS, {"broker_transport_options": {"visibility_timeout": 1200}}, "visibility_timeout"),
    (REDIS, {"broker_transport_options": {"global_keyprefix": "acme"}}, "global_keyprefix"),
]


@pytest.mark.parametrize(("queue", "conf", "named"), UNSAFE, ids=[row[2] for row in UNSAFE])
def test_what_is_unsafe_is_named_with_what_to_set(
    queue: str, conf: Mapping[str, Any], named: str
) -> None:
    (said,) = unsafe(facts(queue, **conf))
    assert named in said
    assert any(words in said for words in ("set it to", "leave it", "name the same"))


@pytest.mark.parametrize(
    ("pool", "start_method", "named"),
    [("gevent", "fork", "worker_pool"), ("prefork", "spawn", "worker_pool_start_method")],
)
def test_a_pool_that_cannot_wait_for_a_child_is_refused(
    pool: str, start_method: str, named: str
) -> None:
    (said,) = unsafe(attrs.evolve(facts(), pool=pool, start_method=start_method))
    assert named in said


@pytest.mark.parametrize(
    "conf",
    [
        # The task says itself what is safe: what a host sets for its own tasks does not matter.
        {"task_acks_late": False, "task_acks_on_failure_or_timeout": False},
        {"task_time_limit": 10, "task_soft_time_limit": 5, "task_default_rate_limit": "1/m"},
        {"result_backend": "rpc://", "task_ignore_result": False, "task_track_started": True},
        {"task_reject_on_worker_lost": False},
        # Spellings of one place.
        {"broker_url": "pyamqp://other:words@broker.example:5672/staging"},
        {"broker_url": "amqp://gone.example//;amqp://broker.example/staging"},
    ],
)
def test_what_does_not_matter_is_not_complained_of(conf: Mapping[str, Any]) -> None:
    assert unsafe(facts(**conf)) == []


@as_root
def test_a_worker_refuses_to_start_and_names_everything_at_once() -> None:
    app = host_app(task_always_eager=True, worker_prefetch_multiplier=4, task_serializer="pickle")
    with pytest.raises(SettingsError) as refused:
        app.Worker(pool="solo")
    said = str(refused.value)
    for name in ("task_always_eager", "worker_prefetch_multiplier", "task_serializer"):
        assert f"\n- {name}" in said


@as_root
def test_a_worker_that_takes_nothing_of_ours_may_be_as_it_likes() -> None:
    app = host_app(worker_prefetch_multiplier=4)
    assert app.Worker(pool="solo", queues=["celery"]).pool is not None


def test_queues_are_known_whenever_the_app_is_configured() -> None:
    late = celery.Celery("acme", set_as_current=False)
    names = install(late, settings())
    late.conf.update(broker_url=AMQP.partition("?")[0])
    late.finalize()
    early = celery.Celery("acme", set_as_current=False)
    early.finalize()
    assert install(early, settings()) == names == {"jobs": "acme.jobs", "scoring": "acme.scoring"}
    for app in (late, early):
        served = app.amqp.queues.consume_from
        assert set(served) == {"celery", *names.values()}
        ours = served["acme.scoring"]
        assert (ours.exchange.name, ours.routing_key, ours.queue_arguments) == ("", ours.name, None)


def test_our_own_app_serves_our_queues_and_is_safe() -> None:
    for queue in (AMQP, REDIS):
        app = make_app(settings(queue))
        app.finalize()
        prefix = Address.parse(queue).prefix
        assert set(app.amqp.queues.consume_from) == {f"{prefix}jobs", f"{prefix}scoring"}
        task = {name: getattr(app.tasks[TASK], name) for name in (*PROMISED, "time_limit")}
        multiplier = app.conf.worker_prefetch_multiplier
        found = attrs.evolve(facts(queue), conf=app.conf, task=task, prefetch_multiplier=multiplier)
        assert unsafe(found) == []
        assert app.conf.result_backend is None


@pytest.mark.parametrize("queue", ["sqlite:///queue.db", "memory://here"])
def test_a_queue_that_is_no_broker_is_refused(queue: str) -> None:
    with pytest.raises(SettingsError, match="needs a broker"):
        install(celery.Celery("acme", set_as_current=False), settings(queue))


def test_a_message_becomes_a_task_and_stays_what_it_was() -> None:
    body = b'{"attempt":2,"first":1,"job":"j-1"}'
    message = kombu.Message(body=body, content_type="application/octet-stream", headers={"x": 1})
    task = as_task(message)
    assert json.loads(task.body) == [[body.decode()], {}, {}] == task.payload
    assert (task.headers["task"], task.headers["id"]) == (TASK, "j-1/2/1")
    assert (message.body, message.headers) == (body, {"x": 1})


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"{}", b"null", b'{"job":1}'])
def test_what_is_no_message_has_an_id_too(body: bytes) -> None:
    assert len(task_id(body)) == 32
    assert len(as_task(kombu.Message(body=body)).payload) == 3


def test_nothing_is_read_at_import(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import resume_pipeline.engines.celery as module

    module._own.cache_clear()
    monkeypatch.setenv("RESUME_PIPELINE_STORAGE", f"file://{tmp_path}")
    monkeypatch.setenv("RESUME_PIPELINE_QUEUE", AMQP)
    assert module.app is module.app
    module._own.cache_clear()
    assert not hasattr(module, "other")


@attrs.define
class Resident:
    """What is in a process of the pool, where something is wrong."""

    error: Exception | None = None
    is_leaving: bool = False

    @property
    def workers(self) -> dict[str, Any]:
        return {"acme.jobs": self}

    def run(self, delivery: Any) -> None:
        if self.error is not None:
            raise self.error


@pytest.mark.parametrize("resident", [Resident(StorageError("gone")), Resident(is_leaving=True)])
def test_what_nothing_became_of_goes_back(
    resident: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Engine, "reside", lambda self: resident)
    monkeypatch.setattr(installing, "_REST", 0.0)
    with pytest.raises(Reject) as refused:
        Engine.of(settings(), ()).run("acme.jobs", "{}")
    assert refused.value.requeue


def test_the_task_is_for_workers_alone() -> None:
    app = host_app()
    app.finalize()
    with pytest.raises(SettingsError, match="runs in a worker of Celery"):
        app.tasks[TASK].apply(("{}",), throw=True)


def test_who_only_installs_holds_nothing_open() -> None:
    before = len(list(Path("/dev/fd").iterdir()))
    apps = [host_app() for _ in range(5)]
    assert len(list(Path("/dev/fd").iterdir())) == before, apps
