"""A RabbitMQ of one's own: a node with its own name, ports, data and port mapper."""

from __future__ import annotations

import subprocess
from typing import Any

import attrs
import kombu

from resume_pipeline.testing.servers.finding import free_port, program
from resume_pipeline.testing.servers.server import Server

#: kombu says that it is typed, and annotates few of its functions.
_kombu: Any = kombu


def _program(name: str) -> str:
    # The scripts on the path change user and lose the environment; those below lib do not.
    folders = "usr/lib/rabbitmq/bin", "opt/homebrew/opt/rabbitmq/sbin"
    return program(name, "apt-get install rabbitmq-server", *folders)


@attrs.define(kw_only=True, eq=False)
class RabbitMQ(Server):
    """A node that stands alone, without plugins, for guest:guest."""

    _mapper_port: int = attrs.field(factory=free_port)
    _node_port: int = attrs.field(factory=free_port)
    _mapper: subprocess.Popen[bytes] | None = attrs.field(default=None, init=False)

    @property
    def url(self) -> str:
        """Of its default virtual host."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    def version(self) -> str:
        """What its server says in the handshake."""
        with _kombu.Connection(self.url) as connection:
            connection.connect()
            said = connection.connection.server_properties
        return f"{said['product']} {said['version']}"

    def prepare(self) -> None:
        """Start the mapper here: the node would leave one behind."""
        (self.folder / "plugins").write_text("[].\n", encoding="utf-8")
        (self.folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self.port}\n", encoding="utf-8"
        )
        mapper = program("epmd", "apt-get install erlang-base", "usr/lib/erlang/erts-*/bin")
        self._mapper = subprocess.Popen(
            [mapper, "-port", str(self._mapper_port), "-address", "127.0.0.1"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def command(self) -> list[str]:
        """The node."""
        return [_program("rabbitmq-server")]

    def environment(self) -> dict[str, str]:
        """Everything that would otherwise be the machine's own node's."""
        home = str(self.folder)
        return {
            "HOME": home,  # of the cookie
            "ERL_EPMD_PORT": str(self._mapper_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_CONF_ENV_FILE": f"{home}/none",
            "RABBITMQ_CONFIG_FILE": f"{home}/rabbitmq.conf",
            "RABBITMQ_NODENAME": f"node{self.port}@localhost",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self._node_port),
            "RABBITMQ_MNESIA_BASE": f"{home}/mnesia",
            "RABBITMQ_LOG_BASE": f"{home}/log.d",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{home}/plugins",
            "RABBITMQ_PID_FILE": f"{home}/pid",
        }

    def ping(self) -> None:
        """Connect and open a channel."""
        with _kombu.Connection(self.url, connect_timeout=5) as connection:
            connection.channel()

    def stop(self) -> None:
        """Kill node and mapper and remove the data."""
        super().stop()
        if self._mapper is not None:
            self._mapper.kill()
            self._mapper.wait()
            self._mapper = None
