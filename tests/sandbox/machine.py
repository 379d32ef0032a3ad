"""What this machine offers, asked in other words than the library asks it."""

import ctypes
import platform
import sys
from pathlib import Path


def _has_landlock():
    return ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1) > 0


def _has_seccomp():
    actions = Path("/proc/sys/kernel/seccomp/actions_avail")
    return (
        platform.machine() in ("x86_64", "aarch64")
        and actions.exists()
        and "errno" in actions.read_text().split()
    )


IS_LINUX = sys.platform == "linux"
HAS_LANDLOCK = IS_LINUX and _has_landlock()
HAS_SECCOMP = IS_LINUX and _has_seccomp()

#: The walls that every child here stands behind; a network namespace may come on top.
WALLS = {
    wall
    for wall, is_there in (
        ("rlimits", IS_LINUX),
        ("landlock", HAS_LANDLOCK),
        ("seccomp", HAS_SECCOMP),
    )
    if is_there
}


def walls_of(isolation):
    """The walls that the name of a level tells of, less the one that may be missing."""
    process, *walls = isolation.split("+")
    assert process == "process"
    return set(walls) - {"netns"}
