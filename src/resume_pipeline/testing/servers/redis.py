"""A Redis of one's own that loses nothing it has confirmed."""

from __future__ import annotations

from typing import Any

import attrs
import kombu

from resume_pipeline.testing.servers.finding import program
from resume_pipeline.testing.servers.server import Server

#: kombu says that it is typed, and annotates few of its functions.
_kombu: Any = kombu


@attrs.define(kw_only=True, eq=False)
class Redis(Server):
    """A Redis that writes each change to disk before it answers, as a queue needs."""

    @property
    def url(self) -> str:
        """Of its database 0."""
        return f"redis://127.0.0.1:{self.port}/0"

    def version(self) -> str:
        """What ``redis-server --version`` says."""
        return self.run([self._program(), "--version"])

    def command(self) -> list[str]:
        """The server."""
        options = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "dir": str(self.folder),
            "save": "",
            "appendonly": "yes",
            "appendfsync": "always",
            "maxmemory-policy": "noeviction",
        }
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        return [self._program(), *words]

    def ping(self) -> None:
        """Ask for a queue's length, which it refuses while it reads its data."""
        with _kombu.Connection(self.url) as connection, connection.channel() as channel:
            channel.client.llen("nothing")

    def _program(self) -> str:
        return program("redis-server", "apt-get install redis-server")
