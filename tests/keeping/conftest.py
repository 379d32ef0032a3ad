"""Places with planted words, and a look for them in everything that is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from resume_pipeline.ports.storage import Storage
from tests.core.conftest import world

__all__ = ["found_in_files", "heap_of", "planted", "replace", "resume", "superuser", "world"]


def planted(number: int) -> list[bytes]:
    """Words that name subject ``number`` and stand nowhere else."""
    return [f"{kind}{number:04d}zq".encode() for kind in ("Xanthippe", "mail", "candidate", "ref")]


def resume(number: int) -> bytes:
    name, mail, *_ = (word.decode() for word in planted(number))
    return (
        f"{name} Example\n{mail}@planted.example\n\nExperience\nClerk, {name} Ltd, Berlin\n"
        "January 2018 - March 2021\n- Kept the books of a small company\n\nSkills\nPython, Excel\n"
    ).encode()


def replace(storage: Storage, key: str, change: Callable[[bytes], bytes]) -> None:
    """What a disk may do, and no process: change an object."""
    body = storage.get(key)
    assert body is not None
    storage.delete([key])
    storage.put_all({key: change(body)})


def found_in_files(folder: Path, words: list[bytes]) -> list[str]:
    """Files below ``folder`` in whose bytes one of ``words`` is."""
    bodies = ((path, path.read_bytes()) for path in folder.rglob("*") if path.is_file())
    return [str(path) for path, body in bodies if any(word in body for word in words)]


@contextmanager
def superuser(url: str) -> Iterator[Any]:
    """A connection that may vacuum, and read the server's files."""
    engine = create_engine(make_url(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def heap_of(url: str) -> dict[str, bytes]:
    """The bytes of every table and index of the schema, as they lie on the server's disk."""
    relations = text(
        "SELECT c.relname, pg_read_binary_file(pg_relation_filepath(c.oid)) FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE (n.nspname = current_schema() OR c.oid IN (SELECT reltoastrelid FROM pg_class t "
        "JOIN pg_namespace m ON m.oid = t.relnamespace WHERE m.nspname = current_schema())) "
        "AND c.relkind IN ('r', 'i', 't')"
    )
    with superuser(url) as connection:
        connection.execute(text("CHECKPOINT"))
        return {name: bytes(body) for name, body in connection.execute(relations)}
