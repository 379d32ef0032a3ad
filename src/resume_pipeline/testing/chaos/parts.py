"""The parts that a chaos run works on: servers of its own, and the faulty ways to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import attrs

from resume_pipeline.testing.servers import (
    FaultyProxy,
    Postgres,
    RabbitMQ,
    Redis,
    SeaweedFS,
    Server,
)

#: What a run can work on, with words for people.
KINDS: Final = {
    "embedded": "a folder and two SQLite files",
    "rabbitmq": "Postgres, RabbitMQ and S3",
    "redis": "Postgres, Redis and S3",
}
#: How probable it is for a message to be lost, repeated or held back, and for a connection to be
#: cut in its midst.
FATES: Final = {"drop": 0.05, "twice": 0.1, "hold": 0.05}
_CUT: Final = 0.3
_LEASE: Final = "?redelivery=120"
#: What a client says when it wants something to be durable.
_COMMITS: Final = {
    "database": b"COMMIT",
    "storage": b"PUT /",
    "rabbitmq": b"\x00\x3c\x00\x28",  # basic.publish
    "redis": b"LPUSH",
}


@attrs.frozen(kw_only=True)
class Parts:
    """Where the road runs, by faulty ways and by direct ones.

    Attributes:
        faulty, direct: URLs of ledger, queue and storage, and the environment, for either way.
        servers: those that are killed, by the kind of victim.
        proxies: by what is behind them.
        versions: of the servers.
    """

    faulty: Ways
    direct: Ways
    servers: Mapping[str, Server] = attrs.field(factory=dict)
    proxies: Mapping[str, FaultyProxy] = attrs.field(factory=dict)
    versions: Mapping[str, str] = attrs.field(factory=dict)

    def calm(self) -> None:
        """Cut no further connections."""
        for proxy in self.proxies.values():
            proxy.rate = 0.0


@attrs.frozen(kw_only=True)
class Ways:
    """One way to ledger, queue and storage.

    Attributes:
        broker: the queue's URL without faults of messages, for those who cannot have them.
    """

    ledger: str
    broker: str
    settings: Mapping[str, Any]
    environment: Mapping[str, str] = attrs.field(factory=dict)


@contextmanager
def opened(kind: str, home: Path, seed: int) -> Iterator[Parts]:
    """Start the parts of this kind, and stop them at the end; their data is gone then.

    Args:
        home: for the log of what became of messages.
    """
    log = home / "faults.log"
    log.touch()
    fates = ",".join(f"{name}={value:g}" for name, value in FATES.items())
    fault = f"faulty:{fates},seed={seed},log={log}:"
    with ExitStack() as stack:
        if kind == "embedded":
            yield _embedded(stack.enter_context(TemporaryDirectory(prefix="chaos-")), fault)
        else:
            yield _served(kind, stack, fault, seed)


def _embedded(home: str, fault: str) -> Parts:
    queue = f"sqlite:///{home}/queue.db"
    storage = {"storage": f"file://{home}/files"}
    ledger = f"sqlite:///{home}/ledger.db"
    return Parts(
        faulty=Ways(ledger=ledger, broker=queue, settings=storage | _queue(fault + queue)),
        direct=Ways(ledger=ledger, broker=queue, settings=storage | _queue(queue)),
    )


def _served(kind: str, stack: ExitStack, fault: str, seed: int) -> Parts:
    storage, ledger = stack.enter_context(SeaweedFS()), stack.enter_context(Postgres())
    broker: Server = stack.enter_context(RabbitMQ() if kind == "rabbitmq" else Redis())
    behind = {"storage": storage, "database": ledger, "broker": broker}
    proxies = {
        name: stack.enter_context(
            FaultyProxy(
                server=server.port,
                commit=_COMMITS[kind if name == "broker" else name],
                seed=f"{seed}/{name}",
                rate=_CUT,
            )
        )
        for name, server in behind.items()
    }

    def ways(url: Mapping[str, str], fault: str) -> Ways:
        queue = url["broker"] + _LEASE
        return Ways(
            ledger=url["database"],
            broker=queue,
            settings={"storage": storage.storage(url["storage"])} | _queue(fault + queue),
            environment=storage.credentials,
        )

    return Parts(
        faulty=ways({name: proxies[name].url(behind[name].url) for name in behind}, fault),
        direct=ways({name: behind[name].url for name in behind}, ""),
        servers={"database": ledger, "broker": broker},
        proxies=proxies,
        versions={name: server.version() for name, server in behind.items()},
    )


def _queue(url: str) -> dict[str, Any]:
    if not url.startswith("faulty:"):
        return {"queue": url}
    return {"queue": url, "plugins": ["resume_pipeline.testing.faulty_plugin"]}
