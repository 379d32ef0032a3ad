"""Landlock: no file by name, no TCP port, no abstract socket, no signal to others.

System calls and structures are those of ``linux/landlock.h``; a ruleset without a rule allows
nothing of what it handles. Files that are open already stay usable.
"""

from __future__ import annotations

import os
import struct
from functools import cache
from typing import Final

from resume_pipeline.sandbox.kernel import is_linux, syscall

# The same numbers on every architecture.
_CREATE_RULESET: Final = 444
_RESTRICT_SELF: Final = 446
_ASK_VERSION: Final = 1

#: How many rights over files each version of the interface knows, from version 1 on.
_RIGHTS: Final = (13, 14, 15, 15, 16)
_NETWORK_SINCE, _NETWORK = 4, 0b11  # bind and connect TCP
_SCOPES_SINCE, _SCOPES = 6, 0b11  # abstract unix sockets and signals


@cache
def version() -> int:
    """The version of the interface that the kernel offers; 0 if it has none or it is off."""
    if not is_linux():
        return 0
    try:
        return syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)
    except OSError:
        return 0


def shut_files() -> None:
    """Open no file by its name from now on, for good; needs no right but no new privileges.

    Raises:
        OSError: the kernel does not offer it.
    """
    attributes = _attributes(version())
    ruleset = syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    try:
        syscall(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _attributes(offered: int) -> bytes:
    """``struct landlock_ruleset_attr``: all that this version can refuse."""
    files = (1 << _RIGHTS[min(offered, len(_RIGHTS)) - 1]) - 1
    network = _NETWORK if offered >= _NETWORK_SINCE else 0
    scopes = _SCOPES if offered >= _SCOPES_SINCE else 0
    return struct.pack("QQQ", files, network, scopes)
