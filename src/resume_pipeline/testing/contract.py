"""Contract: what every backend of a kind must do, as tests that its author subclasses.

A subclass gives the fixtures that the contract names and inherits its tests. Where the backend
cannot keep a promise, the subclass overrides that test with what happens instead, and says why::

    class TestMyQueue(QueueContract):
        @deviates("the broker has no lease that could be extended")
        def test_a_late_extension_does_not_revive_the_lease(self, queue): ...

Without the reason the class cannot be created, so no promise is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Test = TypeVar("Test", bound=Callable[..., None])


def deviates(why: str) -> Callable[[Test], Test]:
    """Declare that this test replaces a contract's, and ``why``.

    Raises:
        TypeError: no reason is given.
    """
    if not isinstance(why, str) or not why.strip():
        raise TypeError("a deviation needs its reason in words")

    def declare(test: Test) -> Test:
        test.deviation = why  # type: ignore[attr-defined]
        return test

    return declare


class Contract:
    """The base of all contracts.

    Raises:
        TypeError: at the creation of a subclass that replaces a test without `deviates`, or that
            deviates from a test which no contract has.
    """

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        for name in dir(cls):
            if name.startswith("test"):
                require_declared(cls, name)

    @classmethod
    def deviations(cls) -> dict[str, str]:
        """The replaced tests and the reasons."""
        tests = {name: getattr(cls, name) for name in dir(cls) if name.startswith("test")}
        return {name: t.deviation for name, t in tests.items() if hasattr(t, "deviation")}


def require_declared(cls: type, name: str) -> None:
    """Raise unless the test ``name`` of ``cls`` is the contract's own or a declared deviation."""
    owners = [owner for owner in cls.__mro__ if name in vars(owner)]
    replaced = any(issubclass(owner, Contract) for owner in owners[1:])
    declared = hasattr(vars(owners[0])[name], "deviation")
    if replaced and not declared:
        raise TypeError(f"{cls.__name__}.{name} replaces a contract's test without @deviates")
    if declared and not replaced:
        raise TypeError(f"{cls.__name__}.{name} deviates from a test that no contract has")
