"""Which settings of a Celery app are unsafe for the task: named all at once, with what to set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import attrs

from resume_pipeline.backends.kombu_queue.address import REDIS_REDELIVERY, Address
from resume_pipeline.backends.kombu_queue.line import TASK

#: Attributes of the task that Celery's configuration can change, and what they must be.
PROMISED: Final[dict[str, Any]] = {
    "acks_late": True,
    "acks_on_failure_or_timeout": True,
    "acks_on_failure": True,
    "acks_on_timeout": True,
    "reject_on_worker_lost": True,
    "retry_on_worker_lost": False,
    "ignore_result": True,
    "store_errors_even_if_ignored": False,
    "track_started": False,
    "max_retries": 0,
    "rate_limit": 0,
    "soft_time_limit": 0,
}
_POOLS: Final = ("prefork", "threads", "solo")
_PICKLES: Final = frozenset({"pickle", "application/x-python-serialize"})
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS: Final = {"amqp": 5672, "amqps": 5671, "redis": 6379, "rediss": 6379}


@attrs.frozen(kw_only=True)
class Facts:
    """What decides whether a worker is safe.

    Attributes:
        conf: the app's configuration, by Celery's names.
        task: the task's attributes as they are in force.
        pool: Celery's name of the pool.
        start_method: how the pool's processes start: fork, spawn or forkserver.
        prefetch_multiplier: in force, which the command line may have changed.
        attempt_limit: of the settings, in seconds.
        address: of our queues.
    """

    conf: Mapping[str, Any]
    task: Mapping[str, Any]
    pool: str
    start_method: str
    prefetch_multiplier: int
    attempt_limit: float
    address: Address

    @property
    def time_limit(self) -> float:
        """After how many seconds a stage that hangs is killed with its process."""
        return time_limit(self.attempt_limit)


def time_limit(attempt_limit: float) -> float:
    """A little above the attempt's own limit, which is looked at between stages."""
    return attempt_limit + 30


def unsafe(facts: Facts) -> list[str]:
    """A sentence for each setting that breaks a promise; empty if all is well."""
    return [*_of_task(facts), *_of_worker(facts), *_of_serializers(facts), *_of_broker(facts)]


def _of_task(facts: Facts) -> Iterator[str]:
    for name, promised in (PROMISED | {"time_limit": facts.time_limit}).items():
        if facts.task[name] != promised:
            yield (
                f"task_annotations sets {name} of {TASK} to {facts.task[name]!r}: "
                f"leave it at {promised!r}"
            )


def _of_worker(facts: Facts) -> Iterator[str]:
    conf = facts.conf
    if facts.prefetch_multiplier != 1:
        yield (
            f"worker_prefetch_multiplier is {facts.prefetch_multiplier}: set it to 1, or jobs wait "
            "here behind others while workers elsewhere are idle"
        )
    if conf["task_always_eager"]:
        yield "task_always_eager is on: set it to False; pipeline.running() runs jobs in-process"
    if conf["worker_cancel_long_running_tasks_on_connection_loss"]:
        yield (
            "worker_cancel_long_running_tasks_on_connection_loss is on: set it to False, or every "
            "lost connection kills jobs, which counts as crashes"
        )
    if not conf["broker_connection_retry"]:
        yield "broker_connection_retry is off: set it to True, or a broker's restart ends workers"
    if facts.pool not in _POOLS:
        yield (
            f"worker_pool is {facts.pool}: use one of {', '.join(_POOLS)}; a document is opened in "
            "a child process, for which green threads cannot wait"
        )
    if facts.pool == "prefork" and facts.start_method != "fork":
        yield (
            f"worker_pool_start_method is {facts.start_method}: set it to 'fork', or worker_pool "
            "to 'threads'"
        )


def _of_serializers(facts: Facts) -> Iterator[str]:
    for name in ("accept_content", "result_accept_content", "task_serializer", "result_serializer"):
        value = facts.conf[name] or ()
        chosen = {value} if isinstance(value, str) else set(value)
        if chosen & _PICKLES:
            yield f"{name} allows pickle, which runs what a message says: set it to json"


def _of_broker(facts: Facts) -> Iterator[str]:
    conf, address = facts.conf, facts.address
    options = conf["broker_transport_options"] or {}
    urls = conf["broker_read_url"] or conf["broker_url"] or ""
    if not any(_is_place(url, address) for url in _each(urls)):
        yield (
            f"broker_url names another broker than the queue of the settings ({address.place}): "
            "name the same one, in the same words"
        )
    if conf["task_queue_max_priority"] is not None:
        yield (
            "task_queue_max_priority is set: leave it unset and give your own queues "
            "x-max-priority; the ledger orders jobs"
        )
    if address.is_amqp:
        return
    if options.get("global_keyprefix"):
        yield (
            "broker_transport_options has a global_keyprefix, under which our queues are not: "
            "leave it out"
        )
    visibility = float(options.get("visibility_timeout", REDIS_REDELIVERY))
    if visibility <= 2 * facts.attempt_limit:
        yield (
            f"broker_transport_options: visibility_timeout is {visibility:g} s: set it to more "
            f"than {2 * facts.attempt_limit:g}, twice the attempt_limit"
        )


def _each(urls: Any) -> list[str]:
    """Brokers, of which there may be several to fail over to."""
    listed = [urls] if isinstance(urls, str) else list(urls)
    return [url for text in listed for url in text.split(";")]


def _is_place(url: str, address: Address) -> bool:
    return _place(url) == _place(address.url)


def _place(url: str) -> tuple[str, str, int | None, str]:
    """Protocol, host, port and virtual host or database, so that two spellings are equal."""
    parts = urlsplit(url)
    scheme = parts.scheme.removeprefix("py").replace("librabbitmq", "amqp")
    host = "localhost" if parts.hostname in _LOCAL else parts.hostname or "localhost"
    name = parts.path.removeprefix("/") or ("0" if scheme.startswith("redis") else "/")
    return scheme, host, parts.port or _PORTS.get(scheme), name.replace("%2F", "/")
