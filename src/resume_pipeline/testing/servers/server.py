"""Server: a process with data on disk, that can be killed and started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import attrs

from resume_pipeline.errors import ConfigError
from resume_pipeline.testing.servers.finding import free_port

_LOOK = 0.1  # seconds between two looks at whether a server answers


@attrs.define(kw_only=True, eq=False)
class Server:
    """A server of one's own on this machine. Use it as a context: its data is gone afterwards.

    Attributes:
        folder: its data and its log; made when it is prepared.
        port: where it listens, on 127.0.0.1; the same after each start.
        user: who runs it, where the server refuses to be run by root.
        kills: how often it was killed.
    """

    folder: Path = attrs.field(init=False)
    port: int = attrs.field(factory=free_port)
    user: str | None = None
    kills: int = attrs.field(default=0, init=False)
    process: subprocess.Popen[bytes] | None = attrs.field(default=None, init=False)

    def __enter__(self) -> Self:
        """Prepare, start and await it."""
        self.folder = Path(tempfile.mkdtemp(prefix=f"{type(self).__name__.lower()}-"))
        try:
            if self.user is not None:
                shutil.chown(self.folder, self.user)
            self.prepare()
            self.start()
            self.wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Kill it and remove its data."""
        self.stop()

    @property
    def url(self) -> str:
        """Where clients find it."""
        raise NotImplementedError

    def version(self) -> str:
        """Which release it is, in its own words."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Write what has to be there before the first start."""

    def command(self) -> list[str]:
        """What runs in the foreground."""
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        """Variables besides this process's own."""
        return {}

    def ping(self) -> None:
        """Raise anything unless it answers."""
        raise NotImplementedError

    def start(self) -> None:
        """Start it and return at once."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log, **self._how())

    def tend(self) -> None:
        """Start it again if it ended by itself: what was killed before it may linger a moment."""
        if self.process is not None and self.process.poll() is not None:
            self.start()

    def wait(self, seconds: float = 90) -> None:
        """Return when it answers.

        Raises:
            ConfigError: it did not within ``seconds``.
        """
        until = time.monotonic() + seconds
        while (error := self._silence()) is not None:
            if time.monotonic() > until:
                said = (self.folder / "log").read_text("utf-8", "replace")[-2000:]
                raise ConfigError(f"{type(self).__name__} does not start: {said}") from error
            self.tend()
            time.sleep(_LOOK)

    def _silence(self) -> Exception | None:
        """Why it does not answer, if so."""
        try:
            self.ping()
        except Exception as error:  # clients raise whatever they like while nobody answers
            return error
        return None

    def kill(self) -> None:
        """SIGKILL; it stays down until it is started."""
        process, self.process = self.process, None
        if process is not None and process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            self.kills += 1

    def stop(self) -> None:
        """Kill it and remove its data."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, command: Sequence[str]) -> str:
        """What ``command`` prints, run as the server's user and in its environment."""
        how = {name: value for name, value in self._how().items() if name != "start_new_session"}
        said: bytes = subprocess.run(command, check=True, capture_output=True, **how).stdout
        return said.decode().strip()

    def _how(self) -> dict[str, Any]:
        return {
            "env": {**os.environ, **self.environment()},
            "cwd": self.folder,
            "stdin": subprocess.DEVNULL,
            "start_new_session": True,
            "user": self.user,
        }
