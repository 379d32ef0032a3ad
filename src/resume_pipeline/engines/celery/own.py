"""An app of our own, for workers without any database in reach: it knows broker and storage."""

from __future__ import annotations

from typing import Any, Final

from celery import Celery

from resume_pipeline.backends.kombu_queue.address import Address
from resume_pipeline.engines.celery.installing import install
from resume_pipeline.settings import DEFAULT_QUEUE, Settings

NAME: Final = "resume_pipeline"


class OwnApp(Celery):  # type: ignore[misc]  # Celery has no types
    """An app that does nothing but run jobs."""


def make_app(settings: Settings, plugins: tuple[object, ...] = ()) -> OwnApp:
    """Our own app over the settings' broker.

    Raises:
        SettingsError: the settings do not fit a worker, or their queue is no broker's.
    """
    app = OwnApp(NAME, set_as_current=False)
    names = install(app, settings, plugins=plugins)
    address = Address.parse(str(settings.for_worker().queue))
    app.conf.update(
        broker_url=address.url,
        broker_use_ssl=address.tls(),
        broker_connection_timeout=address.timeout,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_heartbeat=address.heartbeat,
        broker_transport_options={} if address.is_amqp else _redis(address),
        accept_content=["json"],
        task_default_queue=names[DEFAULT_QUEUE],
        task_queues=(),
        worker_prefetch_multiplier=1,
        worker_concurrency=settings.slots,
    )
    return app


def _redis(address: Address) -> dict[str, Any]:
    """As the loop worker has it, so that each gives back what the other left unacknowledged."""
    return {
        "visibility_timeout": address.redelivery,
        "unacked_key": f"{address.prefix}unacked",
        "unacked_index_key": f"{address.prefix}unacked_index",
        "unacked_mutex_key": f"{address.prefix}unacked_mutex",
        "unacked_mutex_expire": 10,
        "socket_keepalive": True,
    }
