"""A Postgres of one's own, durable as by default: a commit that was confirmed is on disk."""

from __future__ import annotations

import os

import attrs
from sqlalchemy import create_engine

from resume_pipeline.testing.servers.finding import program
from resume_pipeline.testing.servers.server import Server


def _program(name: str) -> str:
    how = "apt-get install postgresql"
    return program(name, how, "usr/lib/postgresql/*/bin", "usr/pgsql-*/bin")


@attrs.define(kw_only=True, eq=False)
class Postgres(Server):
    """An empty cluster whose only role is ``postgres``, trusted on this machine."""

    user: str | None = attrs.field(factory=lambda: "postgres" if os.geteuid() == 0 else None)

    @property
    def url(self) -> str:
        """Of its empty database."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def version(self) -> str:
        """What ``postgres --version`` says."""
        return self.run([_program("postgres"), "--version"])

    def prepare(self) -> None:
        """Make the cluster."""
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]
        self.run([_program("initdb"), *options, str(self.folder / "data")])

    def command(self) -> list[str]:
        """The postmaster."""
        options = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": 200,
        }
        given = [f"--{name}={value}" for name, value in options.items()]
        return [_program("postgres"), "-D", str(self.folder / "data"), *given]

    def ping(self) -> None:
        """Connect."""
        engine = create_engine(self.url)
        try:
            engine.connect().close()
        finally:
            engine.dispose()
