"""Line: one open connection that threads use in turn, replaced when it turns out to be dead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import RLock
from typing import Any, Final, Generic, Protocol, TypeVar

import kombu

from resume_pipeline.errors import QueueError, ResumePipelineError

CONTENT_TYPE: Final = "application/octet-stream"
#: In a header of every message: what a Celery worker that takes it is to run. Others ignore it.
TASK: Final = "resume_pipeline.run"
#: Seconds between two looks at whether a lock-free wait is over for another reason.
LOOK: Final = 0.5
#: kombu says that it is typed, and annotates few of its functions.
_kombu: Any = kombu


class Session(Protocol):
    """Something open that can be left in two ways."""

    def part(self) -> None:
        """Close it in agreement with the broker."""
        ...

    def hang_up(self) -> None:
        """Close it without a word: the broker that is gone would not answer."""
        ...


S = TypeVar("S", bound=Session)
T = TypeVar("T")


@contextmanager
def translated() -> Iterator[None]:
    """Turn whatever a driver raises into QueueError with its kind, not its words.

    Everything, because a connection that is cut in the middle of an answer surfaces as
    AttributeError, KeyError or ValueError just as well as as OSError.
    """
    try:
        yield
    except ResumePipelineError:
        raise
    except Exception as error:
        raise QueueError(f"the broker did not answer: {type(error).__name__}") from error


class Line(Generic[S]):
    """Opens a session when one is needed and hands it to one thread at a time.

    Neither py-amqp's channels nor kombu's are safe to share between threads that use them at the
    same moment; nothing here waits for a message while it holds the session.
    """

    def __init__(self, opened: Callable[[], S]) -> None:
        self._opened = opened
        self._lock = RLock()
        self.session: S | None = None

    def use(self, action: Callable[[S], T]) -> T:
        """``action`` of the session; once more with a new one if an older one turns out dead."""
        with self._lock:
            is_old = self.session is not None
            try:
                return action(self._ready())
            except Exception:
                self.drop()
                if not is_old:
                    raise
            try:
                return action(self._ready())
            except Exception:
                self.drop()
                raise

    def use_only(self, session: S, action: Callable[[S], None]) -> None:
        """``action`` of ``session`` if it is still the open one; what fails is lost with it."""
        with self._lock:
            if self.session is session:
                try:
                    action(session)
                except Exception:  # as in `translated`
                    self.drop()

    def drop(self) -> None:
        """Let go of a session that is dead; the next use opens another."""
        with self._lock:
            session, self.session = self.session, None
            if session is not None:
                with suppress(Exception):
                    session.hang_up()

    def close(self) -> None:
        """Let go of a session in agreement with the broker, which then has every word of it."""
        with self._lock:
            if self.session is not None:
                self.use_only(self.session, lambda session: session.part())
            self.drop()

    def _ready(self) -> S:
        if self.session is None:
            self.session = self._opened()
        return self.session


def connection_to(url: str, **options: Any) -> Any:
    """An open kombu connection, which was tried once: patience is the caller's affair."""
    connection = _kombu.Connection(url, **options)
    return connection.ensure_connection(max_retries=0, reraise_as_library_errors=False)


def body_of(message: Any) -> bytes:
    """A message's body, never decoded by what the message says of itself.

    The drivers give an empty body, and one that claims to be text, as text.
    """
    body = message.body or b""
    return body.encode() if isinstance(body, str) else bytes(body)


def send(channel: Any, queue: str, body: bytes, *, timeout: float) -> None:
    """Publish ``body`` so that it outlives a restart of the broker.

    On AMQP this returns when it is on its way; on Redis, when Redis has it.
    """
    message = channel.prepare_message(
        body,
        content_type=CONTENT_TYPE,
        content_encoding="binary",
        headers={"task": TASK},
        properties={"delivery_mode": 2},
    )
    channel.basic_publish(message, exchange="", routing_key=queue, mandatory=True, timeout=timeout)
