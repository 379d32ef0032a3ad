"""A scanner: each file is sent to ClamAV's daemon before it is accepted.

Set RESUME_PIPELINE_PLUGINS=["clamd_scanner"], RESUME_PIPELINE_SCANNING=required, and CLAMD to its
host:port. Its StreamMaxLength must not be less than the setting max_upload_bytes.
https://docs.clamav.net/manual/Usage/Scanning.html#clamd
"""

import os
import socket
from collections.abc import Callable
from typing import BinaryIO

from resume_pipeline import FileRecord, hookimpl

CHUNK = 1 << 16
SECONDS = 60
LONGEST = 4096


@hookimpl
def scan_file(file: FileRecord, open_file: Callable[[], BinaryIO]) -> str | None:  # noqa: ARG001
    """What ClamAV calls what it found; whatever else it says is raised, and refuses the file."""
    host, _, port = os.environ.get("CLAMD", "127.0.0.1:3310").rpartition(":")
    with open_file() as stream, socket.create_connection((host, int(port)), SECONDS) as clamd:
        said = ask(clamd, stream)
    if said == "stream: OK":
        return None
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")
    raise RuntimeError("clamd did not say whether the file is clean")


def ask(clamd: socket.socket, stream: BinaryIO) -> str:
    """The answer to INSTREAM: the bytes in pieces, each after its length, a length of 0 last."""
    clamd.sendall(b"zINSTREAM\0")
    while piece := stream.read(CHUNK):
        clamd.sendall(len(piece).to_bytes(4, "big") + piece)
    clamd.sendall(bytes(4))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST:
        part = clamd.recv(LONGEST)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0").decode("ascii", "replace")
