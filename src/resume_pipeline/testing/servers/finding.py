"""Finding: a port on which nobody listens, and a program wherever it is installed."""

from __future__ import annotations

import os
import random
import shutil
import socket
import sysconfig
from pathlib import Path
from typing import Final

from resume_pipeline.errors import ConfigError

#: Below the ports that a system gives to outgoing connections: one of those could otherwise sit
#: on a server's port while the server is down.
_PORTS: Final = range(20_000, 32_000)


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    for port in random.sample(_PORTS, len(_PORTS)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise ConfigError("no port is free on this machine")


def program(name: str, how: str, *folders: str) -> str:
    """Where a program is: beside Python, on the path, or in the latest of ``folders``.

    Args:
        how: what gets it, for the error.
        folders: patterns below the root of the file system.

    Raises:
        ConfigError: it is nowhere.
    """
    latest = [str(path) for folder in folders for path in sorted(Path("/").glob(folder))[::-1]]
    path = os.pathsep.join(
        [sysconfig.get_path("scripts"), *latest, os.environ.get("PATH", os.defpath), "/usr/sbin"]
    )
    found = shutil.which(name, path=path)
    if found is None:
        raise ConfigError(f"{name} is not installed here: {how}")
    return found
