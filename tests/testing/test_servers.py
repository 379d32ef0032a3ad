"""The faulty way to a server does what its seed says, and nothing to others."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from resume_pipeline.testing.servers.proxy import FaultyProxy, Way

COMMIT = b"COMMIT"


class Answers(socketserver.BaseRequestHandler):
    """Answers every line with it, in upper case, and remembers it."""

    def handle(self) -> None:
        with suppress(ConnectionError):  # which is what a cut looks like
            for line in self.request.makefile("rb"):
                self.server.heard.append(line)
                self.request.sendall(line.upper())


@pytest.fixture
def server() -> Iterator[socketserver.ThreadingTCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answers) as server:
        server.daemon_threads = True
        server.heard = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def ways(rate: float, count: int = 200) -> list[Way]:
    return [Way.drawn(f"7/{number}", rate) for number in range(count)]


def said_through(proxy: FaultyProxy, words: bytes) -> bytes:
    """All that comes back until the connection ends, or as much as was said."""
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=20) as near:
        near.sendall(words)
        got = b""
        while len(got) < len(words):
            try:
                piece = near.recv(65536)
            except ConnectionResetError:
                break
            if not piece:
                break
            got += piece
        return got


def seed_of(kind: str) -> str:
    """A seed whose first connection has this fate."""
    return next(seed for seed in map(str, range(1000)) if Way.drawn(f"{seed}/1", 1).cut == kind)


def test_a_seed_gives_the_same_fates_again() -> None:
    assert ways(0.3) == ways(0.3)
    assert {way.cut for way in ways(0.3)} == {None, "asking", "answering", "lost"}
    assert {way.cut for way in ways(0)} == {None}


def test_nothing_happens_to_other_connections(server) -> None:
    with FaultyProxy(server=server.server_address[1], commit=COMMIT, seed="7", rate=0) as proxy:
        words = b"hello\n" * 10_000
        assert said_through(proxy, words) == words.upper()
    assert proxy.counts == {"connections": 1}


@pytest.mark.parametrize("kind", ["asking", "answering"])
def test_a_connection_ends_after_so_many_bytes(server, kind: str) -> None:
    seed = seed_of(kind)
    size = Way.drawn(f"{seed}/1", 1).size
    with FaultyProxy(server=server.server_address[1], commit=COMMIT, seed=seed, rate=1) as proxy:
        got = said_through(proxy, b"x\n" * 50_000)
    assert len(got) <= size
    assert proxy.counts[kind] == 1


def test_an_answer_is_lost_when_the_server_has_done_it(server) -> None:
    seed = seed_of("lost")
    commits = Way.drawn(f"{seed}/1", 1).commit
    proxy = FaultyProxy(server=server.server_address[1], commit=COMMIT, seed=seed, rate=1)
    with proxy, socket.create_connection(("127.0.0.1", proxy.port), timeout=20) as near:
        answers = near.makefile("rb")
        for number in range(1, commits + 1):
            near.sendall(b"COMMIT %d\n" % number)
            answer = answers.readline()
            assert answer == (b"" if number == commits else b"COMMIT %d\n" % number)
    assert server.heard[-1] == b"COMMIT %d\n" % commits
    assert proxy.counts["lost"] == 1
