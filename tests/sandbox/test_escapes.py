"""No way out of the box: what a document that took its reader over could try.

With Landlock and seccomp every way is shut. Below that the tests say which ways open again, so
that what `doctor` calls weaker is known by its name.
"""

import os
import platform
import socket
import threading

import pytest

from resume_pipeline.errors import SettingsError
from resume_pipeline.sandbox import BoxLimits, SpawnBox, ZygoteBox, open_box
from resume_pipeline.sandbox.levels import level, weaknesses

from . import escapes
from .machine import HAS_LANDLOCK, HAS_SECCOMP, IS_LINUX, WALLS, walls_of
from .processes import HOSTILE

pytestmark = pytest.mark.skipif(not IS_LINUX, reason="the walls are Linux's")
LIMITS = BoxLimits(wall_ms=60_000, memory_bytes=256 << 20)

#: Ways that need no file and no socket, which rlimits and an empty set of rights shut already.
SHUT_BY_RLIMITS = {
    "fork",
    "fork_bomb",
    "run_program",
    "start_thread",
    "raise_limit",
    "become_root",
    "eat_memory",
    "eat_descriptors",
}
FILES = {"read_passwords", "list_folder"}
NETWORK = {"connect_tcp", "send_udp"}


@pytest.fixture(scope="module")
def targets(tmp_path_factory):
    """What there is to reach: a folder that anybody may write to, servers, this process."""
    folder = tmp_path_factory.mktemp("open")
    folder.chmod(0o777)
    (folder / "precious").write_text("x")
    tcp, udp = socket.create_server(("127.0.0.1", 0)), socket.socket(type=socket.SOCK_DGRAM)
    unix = socket.socket(socket.AF_UNIX)
    udp.bind(("127.0.0.1", 0))
    with tcp, udp, unix:
        unix.bind(str(folder / "socket"))
        unix.listen()
        yield {
            "folder": str(folder),
            "tcp": tcp.getsockname()[1],
            "udp": udp.getsockname()[1],
            "path": str(folder / "socket"),
            "host": os.getpid(),
        }


def target_of(way, targets):
    code = escapes.WAYS[way].__code__
    named = {"port": targets["udp" if "udp" in way else "tcp"], **targets}
    return {name: named[name] for name in code.co_varnames[: code.co_argcount]}


def ways_out(box, ways, targets):
    """Which of ``ways`` got through. A child that was replaced by a program gives no answer."""
    ended = {
        way: box.call(f"{escapes.__name__}:attempt", b"", {"way": way, **target_of(way, targets)})
        for way in sorted(ways)
    }
    limits = {"limit_memory", "limit_time"}
    return {
        way
        for way, boxed in ended.items()
        if boxed.status not in limits and boxed.value is not False
    }


def test_this_machine_offers_what_it_says():
    box = open_box(LIMITS)
    isolation = box.call(f"{HOSTILE}:echo", b"x", {}).isolation
    box.close()
    assert walls_of(isolation) == WALLS
    assert isolation == level(isolation.split("+"))
    assert bool(weaknesses(isolation)) == (not (HAS_LANDLOCK and HAS_SECCOMP))


@pytest.mark.skipif(not HAS_SECCOMP, reason="this kernel has no seccomp: doctor says so")
@pytest.mark.parametrize("kind", [ZygoteBox, SpawnBox])
def test_no_way_leads_out_of_the_box(kind, targets):
    box = kind(LIMITS)
    ways = escapes.WAYS if kind is ZygoteBox else ("read_passwords", "connect_tcp", "fork")
    assert len(escapes.WAYS) == 38
    assert ways_out(box, ways, targets) == set()
    box.close()


def test_all_ways_are_ways_where_nothing_is_shut(targets, tmp_path):
    """Or a test that finds nothing proves nothing."""
    harmless = {"read_passwords", "list_folder", "look_up_file", "connect_tcp", "send_udp"}
    harmless |= {"connect_unix", "make_socket_pair", "run_program", "fork", "start_thread"}
    harmless |= {"read_environment_of_parent", "kill_host", "copy_descriptor", "open_pipe"}
    harmless |= {"listen_tcp", "make_memory_file", "read_own_code"}
    assert {
        way for way in harmless if escapes.attempt(b"", way, **target_of(way, targets))
    } == harmless


@pytest.mark.skipif(not HAS_SECCOMP, reason="this kernel has no seccomp: doctor says so")
def test_seccomp_alone_shuts_every_way(targets):
    """Which is why files are kept shut by two walls."""
    box = ZygoteBox(LIMITS, walls=("rlimits", "seccomp"))
    assert ways_out(box, escapes.WAYS, targets) == set()
    assert weaknesses("process+rlimits+seccomp") == [
        "files are kept shut by one wall instead of two"
    ]
    box.close()


@pytest.mark.skipif(not HAS_LANDLOCK, reason="this kernel has no Landlock: doctor says so")
def test_landlock_alone_shuts_files_and_leaves_datagrams_open(targets):
    box = ZygoteBox(LIMITS, walls=("rlimits", "landlock"))
    ways = FILES | SHUT_BY_RLIMITS | {"read_environment_of_parent"}
    ways |= {"write_file", "make_folder", "read_own_code", "execute"}
    assert ways_out(box, ways, targets) == set()
    assert ways_out(box, {"send_udp"}, targets) == {"send_udp"}
    assert "sockets" in weaknesses("process+rlimits+landlock")[0]
    box.close()


def test_limits_alone_leave_files_and_network_open(targets):
    box = ZygoteBox(LIMITS, walls=("rlimits",))
    assert ways_out(box, SHUT_BY_RLIMITS, targets) == set()
    assert ways_out(box, FILES | NETWORK, targets) == FILES | NETWORK
    assert len(weaknesses("process+rlimits")) == 2
    box.close()


def test_a_network_namespace_leads_nowhere(targets):
    box = ZygoteBox(LIMITS, walls=("rlimits", "netns"))
    isolation = box.call(f"{HOSTILE}:echo", b"x", {}).isolation
    reached = ways_out(box, NETWORK, targets)
    box.close()
    assert reached == (set() if "netns" in isolation else NETWORK)


@pytest.mark.skipif(
    not HAS_SECCOMP or platform.machine() != "x86_64", reason="other machines have one table"
)
def test_a_call_by_the_numbers_of_another_architecture_ends_the_child():
    box = ZygoteBox(LIMITS)
    boxed = box.call(f"{escapes.__name__}:attempt_32_bits", b"", {})
    box.close()
    assert boxed.status == "crashed"
    assert boxed.value in ("SIGSYS", "SIGSEGV")  # the latter where the kernel has no such table


def test_nothing_reached_the_servers_and_nothing_was_started(targets):
    box = open_box(LIMITS)
    before = threading.active_count()
    ways_out(box, {"connect_tcp", "connect_unix", "fork_bomb"}, targets)
    box.close()
    assert sorted(os.listdir(targets["folder"])) == ["precious", "socket"]
    assert threading.active_count() == before


def test_strict_isolation_refuses_a_machine_that_offers_less(monkeypatch):
    if HAS_LANDLOCK and HAS_SECCOMP:
        open_box(LIMITS, "strict").close()
    monkeypatch.setattr("resume_pipeline.sandbox.landlock.version", lambda: 0)
    with pytest.raises(SettingsError, match="landlock"):
        open_box(LIMITS, "strict")
