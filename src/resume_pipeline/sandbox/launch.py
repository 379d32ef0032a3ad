"""Start a bare interpreter that can import what this process can."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

#: -I shuts out the environment and the user's site; the import path arrives as an argument
#: instead, so that a package that is found only through it is found by the child as well.
_BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from {module} import main; {call}"


def launch(module: str, call: str, **popen: Any) -> subprocess.Popen[bytes]:
    """Run ``call``, an expression over ``main`` of ``module``, in a bare interpreter.

    The child has no variable of this environment and a session of its own.
    """
    boot = _BOOT.format(module=module, call=call)
    path = json.dumps([os.path.abspath(entry) for entry in sys.path])  # noqa: PTH100  "" is here
    command = [sys.executable, "-I", "-X", "utf8", "-c", boot, path]
    return subprocess.Popen(command, env=_environment(), start_new_session=True, **popen)


def _environment() -> dict[str, str]:
    # Windows cannot start a process without these; elsewhere they do not exist.
    return {name: os.environ[name] for name in ("SYSTEMROOT", "WINDIR") if name in os.environ}
