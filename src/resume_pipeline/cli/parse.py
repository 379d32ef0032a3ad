"""The commands ``parse`` and ``inspect``: what is read in resumes, for programs and for people."""

from __future__ import annotations

import json
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from resume_pipeline import __version__
from resume_pipeline.cli.boundary import FAILED, complain
from resume_pipeline.cli.embedded import (
    Asked,
    Handled,
    checked,
    embedded,
    extracting,
    home_of,
    made,
    run,
)
from resume_pipeline.cli.report.writing import writable
from resume_pipeline.cli.safe import safe
from resume_pipeline.cli.tables import Bar, print_lines
from resume_pipeline.errors import InvalidRequestError

if TYPE_CHECKING:
    from resume_pipeline.engines.reading import Reading


def parse(arguments: Namespace) -> int:
    """Write one document per file; 0 if each was handled and at least one could be read."""
    paths = checked(arguments.files)
    out = made(arguments.out)
    with home_of(None) as home:
        asked = Asked(paths=paths, plan="profile", options=extracting(arguments))
        ranked = run(asked, embedded(arguments, home), Bar().show)
    place = {path: number for number, path in enumerate(paths)}
    handled = sorted(ranked, key=lambda one: place[one.path])
    for one, name in zip(handled, names([one.path for one in handled]), strict=True):
        (out / name).write_text(_document(one), encoding="utf-8")
        if one.has_failed:
            complain(f"{one.path}: {one.code}")
    return _exit_code(handled)


def _exit_code(handled: Sequence[Handled]) -> int:
    failed = [one for one in handled if one.has_failed]
    strange = any(one.reading_status is None for one in failed)
    return FAILED if strange or len(failed) == len(handled) else 0


def _document(one: Handled) -> str:
    profile = one.result.profile if one.result else None
    resume = profile.resume if profile else {}
    return json.dumps(resume, ensure_ascii=False, indent=2) + "\n"


def names(paths: Sequence[Path]) -> list[str]:
    """A file name for each path: by stem, by whole name where stems are the same, then numbered.

    Two names that differ in case alone are the same: some disks cannot tell them apart.
    """
    stems = Counter(path.stem.casefold() for path in paths)
    plain = [path.stem if stems[path.stem.casefold()] == 1 else path.name for path in paths]
    taken: set[str] = set()
    return [_free(name, taken) for name in plain]


def _free(name: str, taken: set[str]) -> str:
    candidate, number = name, 2
    while candidate.casefold() in taken:
        candidate, number = f"{name}-{number}", number + 1
    taken.add(candidate.casefold())
    return f"{candidate}.json"


def inspect(arguments: Namespace) -> int:
    """Write a page that shows how one file was read; 1 if it could not be."""
    from resume_pipeline.engines.reading import read_resume
    from resume_pipeline.reports.pictures import draw_pages
    from resume_pipeline.reports.reading import Subject, reading_page
    from resume_pipeline.sandbox import configured_box

    (path,) = checked([arguments.file])
    out = _writable(arguments.html, path)
    settings = embedded(arguments, path.parent)
    if path.stat().st_size > settings.max_upload_bytes:
        raise InvalidRequestError(f"{path}: is over the setting max_upload_bytes")
    content = path.read_bytes()
    with closing(configured_box(settings)) as box:
        day = datetime.now(UTC).date().isoformat()
        reading = read_resume(content, box=box, options=extracting(arguments), as_of=day)
        pictures = draw_pages(content, box=box)
    subject = Subject(
        name=safe(path.name),
        status=reading.status,
        document=reading.document,
        profile=reading.profile,
        pictures=pictures,
        versions=_versions(reading),
    )
    out.write_text(reading_page(subject), encoding="utf-8")
    print_lines([f"{reading.status}: the page is {out}"])
    return 0 if reading.status == "ok" else FAILED


def _writable(out: Path, source: Path) -> Path:
    """``out`` itself.

    Raises:
        InvalidRequestError: no page can be written there.
    """
    if out.exists() and out.is_file() and out.samefile(source):
        raise InvalidRequestError(f"{out}: is the resume itself; name another file")
    return writable(out)


def _versions(reading: Reading) -> dict[str, str]:
    """What read the document, and how it was held meanwhile."""
    from resume_pipeline.evidence.performing import environment
    from resume_pipeline.stages.extract import Extract
    from resume_pipeline.stages.parse import Parse

    told = {"resume_pipeline": __version__, "extract": Extract().version, "parse": Parse().version}
    told |= environment(Extract().engines) | {"isolation": reading.isolation}
    if reading.document is None:
        return told
    document = reading.document
    told |= {"media type": document.media_type, "engine": document.engine}
    return told | {
        "language": reading.profile.language if reading.profile else "",
        "sha256": document.file_sha256,
    }
