"""The blind copy: a resume for somebody who must not know whose it is.

A page of a PDF becomes a picture that is white but for the lines that were read: so a photo, a
logo, a code to scan, letters that are drawn and whatever else no rule looks at are gone. Over what
the redaction map names lies black. The pictures are made from rows of pixels outside of the box, so
that a document which took its reader over cannot put anything around them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Final

from resume_pipeline.errors import NotFoundError
from resume_pipeline.model.ids import sha256
from resume_pipeline.model.job import Job
from resume_pipeline.model.keys import file_key
from resume_pipeline.ports.stage import Box as Sandbox
from resume_pipeline.reporting import BlindCopy, TenantReports
from resume_pipeline.reports.pdf import pdf
from resume_pipeline.reports.pictures import Stretch, draw_pages, spots_of
from resume_pipeline.reports.pixels import Picture, only
from resume_pipeline.reports.rendering import render
from resume_pipeline.sandbox import configured_box
from resume_pipeline.tenant import TenantPipeline
from resume_pipeline.wire.payloads import Box, Document, Line, Redaction, View

_PDF: Final = "application/pdf"
_HTML: Final = "text/html; charset=utf-8"
_MOST_PAGES: Final = 50
#: Pixels of a page's longer side: of A4, 190, 130 and 85 to the inch.
_SIDES: Final = (2200, 1500, 1000)
_AROUND: Final = (150, 100)  # 1/100 pt around a line, across and along it: what letters overhang
_BLOT: Final = (120, 150)  # likewise around what is blotted out


def blind_copy(reports: TenantReports, job_id: str | Job) -> BlindCopy:
    """See `TenantReports.blind`."""
    tenant = TenantPipeline(opened=reports.opened, name=reports.name, actor=reports.actor)
    job = tenant.job(job_id)
    view = tenant.artifact(job, View)
    document = tenant.artifact(job, Document, file=job.files[0])
    content = tenant.opened.storage.get(file_key(tenant.name, job.files[0]))
    if content is None or sha256(content) != document.file_sha256:
        raise NotFoundError("the resume is no longer in storage as it was read")
    with closing(configured_box(reports.opened.settings)) as box:
        return copy_of(content, document, view, box)


def copy_of(content: bytes, document: Document, view: View, box: Sandbox) -> BlindCopy:
    """The blind copy of a resume.

    Args:
        content: of its file.
        document: what was read in it.
        view: what a score may see of that, with the map of what was taken out.
        box: where the file is opened.
    """
    drawn = draw_pages(content, box=box, max_pages=_MOST_PAGES, sides=_SIDES)
    pictures = [Picture.of(file) for file in drawn if file]
    if not pictures or len(pictures) != len(document.pages):
        return BlindCopy(media_type=_HTML, body=text_of(view).encode())
    blots = list(_blotted(content, document, view.redactions, box))
    pages = [
        (size, only(picture, size, _kept(document, number), _of_page(blots, number)))
        for number, (size, picture) in enumerate(zip(document.pages, pictures, strict=True))
    ]
    return BlindCopy(media_type=_PDF, body=pdf(pages))


def _kept(document: Document, page: int) -> list[Box]:
    lines = (line for line in document.lines if line.page == page)
    return [_wider(line.box, *_AROUND) for line in lines if line.box]


def _of_page(blots: Sequence[tuple[int, Box]], page: int) -> list[Box]:
    return [_wider(box, *_BLOT) for number, box in blots if number == page]


def _wider(box: Box, across: int, along: int) -> Box:
    return box[0] - along, box[1] - across, box[2] + along, box[3] + across


def _blotted(
    content: bytes, document: Document, redactions: Sequence[Redaction], box: Sandbox
) -> Iterator[tuple[int, Box]]:
    """Page and box of all that is blotted out: the words', or their line's if not known."""
    stretches = list(_stretches(document.lines, redactions))
    spots = spots_of(content, document.text, stretches, box=box)
    for stretch, spot in zip(stretches, spots, strict=True):
        line = stretch.line
        if line.box:
            yield line.page, _as_tall(spot, line.box) if spot else line.box


def _as_tall(spot: Box, line: Box) -> Box:
    return spot[0], line[1], spot[2], line[3]


def _stretches(lines: Sequence[Line], redactions: Sequence[Redaction]) -> Iterator[Stretch]:
    """The redactions, line by line."""
    for one in redactions:
        for line in lines:
            start, end = max(one.start, line.start), min(one.end, line.end)
            if start < end:
                yield Stretch(line, start, end)


def text_of(view: View) -> str:
    """A page of HTML with the blind text by lines, and a mark where something was taken out."""
    lines = [list(_parts(view, line)) for line in view.lines]
    added = [view.text[one.start : one.end].strip() for one in view.added or ()]
    return render("blind.html", lines=lines, added=added, language=view.language)


def _parts(view: View, line: Line) -> Iterator[str | None]:
    """What is left of a line's text, and None for each stretch that was taken out."""
    at = line.start
    for stretch in _stretches([line], view.redactions):
        yield view.text[at : stretch.start]
        yield None
        at = stretch.end
    yield view.text[at : line.end]
