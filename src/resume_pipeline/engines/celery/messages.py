"""From a message as it stands in our queues to one that Celery can hand to its pool.

The queue holds the bytes of a `JobMessage`, with the name of the task in a header and no more;
Celery wants to see its own protocol. The translation happens in the worker that received it, so
the loop worker never meets Celery's protocol, and a message needs no second form.
"""

from __future__ import annotations

import copy
import json
import uuid
from collections.abc import Callable
from typing import Any, Final

from celery.worker.strategy import default

from resume_pipeline.backends.kombu_queue.line import TASK, body_of

STRATEGY: Final = f"{__name__}:strategy"


def strategy(task: Any, app: Any, consumer: Any, **options: Any) -> Callable[..., Any]:
    """What Celery's consumer does with a message for ``task``: translate, then as always."""
    handle = default(task, app, consumer, **options)

    def received(message: Any, _payload: Any, *settling: Any) -> Any:
        return handle(as_task(message), None, *settling)

    return received


def as_task(message: Any) -> Any:
    """A copy of kombu's ``message`` in Celery's protocol 2; the original is left as it is."""
    body = body_of(message)
    translated = copy.copy(message)
    text = body.decode(errors="replace")  # what is no UTF-8 is no message: the task drops it
    translated.body = json.dumps([[text], {}, {}])
    translated.content_type, translated.content_encoding = "application/json", "utf-8"
    translated.headers = {"lang": "py", "task": TASK, "id": task_id(body), "argsrepr": "()"}
    translated.accept = {"application/json"}
    return translated


def task_id(body: bytes) -> str:
    """An id that tells people which hop it is: job, attempt and first stage."""
    try:
        said = json.loads(body)
        return f"{said['job']}/{said['attempt']}/{said['first']}"
    except (ValueError, TypeError, KeyError):
        return uuid.uuid4().hex
