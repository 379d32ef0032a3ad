"""Awaited methods, made from those of the blocking facade.

A line such as ``submit = awaited(TenantPipeline.submit)`` is all there is of an awaited method:
signature, words and types are those of the method it names, for readers, editors and type checkers.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, Protocol, Self, TypeVar, cast, overload

from resume_pipeline.asynchronous.errands import Errands
from resume_pipeline.asynchronous.threads import Threads
from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.ports.ledger import Elsewhere

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
F = TypeVar("F")


class Facade(Protocol):
    """What has awaited methods: threads, and the blocking facade that they call."""

    @property
    def sync(self) -> Any:
        """The blocking facade."""
        ...

    @property
    def threads(self) -> Threads:
        """Where its methods run."""
        ...


class Awaited(Protocol[P, R_co]):
    """A method that gives ``R_co`` when it is awaited."""

    @overload
    def __get__(self, instance: None, owner: type[Any], /) -> Self: ...
    @overload
    def __get__(
        self, instance: Facade, owner: type[Any] | None = None, /
    ) -> Callable[P, Coroutine[Any, Any, R_co]]: ...


def awaited(method: Callable[Concatenate[Any, P], R]) -> Awaited[P, R]:
    """``method`` of the blocking facade as one that runs in a thread and is awaited.

    Its ``tx``, if it has one, takes an AsyncConnection or AsyncSession.
    """

    @functools.wraps(method)
    async def call(self: Facade, *args: Any, tx: Any = None, **kwargs: Any) -> R:
        bound: Callable[..., R] = functools.partial(method, self.sync, *args, **kwargs)
        if tx is None:
            return await self.threads.run(bound)
        return await self.threads.run_with(lambda errands: bound(tx=_elsewhere(errands, tx)))

    return cast("Awaited[P, R]", call)


def _elsewhere(errands: Errands, tx: Any) -> Elsewhere:
    if not hasattr(tx, "run_sync"):
        raise InvalidRequestError(
            "tx must be an AsyncConnection or AsyncSession here; a Connection or Session goes to "
            "Pipeline's methods"
        )
    return Elsewhere(lambda work: errands.ask(lambda: tx.run_sync(work)))


class Opened(Protocol[P]):
    """A class method that gives its class when it is awaited."""

    def __get__(
        self, instance: object, owner: type[F], /
    ) -> Callable[P, Coroutine[Any, Any, F]]: ...


def opened(method: Callable[P, Any]) -> Opened[P]:
    """A class method that opens a blocking facade, as one that opens the awaited one."""

    @functools.wraps(method)
    async def open_(cls: Callable[[Any], Any], *args: Any, **kwargs: Any) -> Any:
        return cls(await asyncio.to_thread(method, *args, **kwargs))

    return cast("Opened[P]", classmethod(open_))
