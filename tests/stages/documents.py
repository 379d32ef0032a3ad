"""Documents that the tests make: by the writers of the demo, and broken ones by hand."""

from __future__ import annotations

import functools
import importlib.util
import io
import sys
import zipfile
from pathlib import Path

from resume_pipeline.model.ids import sha256
from resume_pipeline.ports.stage import RawFile, Work
from resume_pipeline.sandbox import InlineBox
from resume_pipeline.stages.blind import Blind
from resume_pipeline.stages.blind.stage import _facts
from resume_pipeline.stages.extract import Extract
from resume_pipeline.stages.parse import Parse
from resume_pipeline.wire.payloads import Document, Line, ReadingStatus

ROOT = Path(__file__).resolve().parent.parent.parent
AS_OF = "2026-01-31"


@functools.cache
def make_demo():
    """The script that makes the demo, as a module."""
    spec = importlib.util.spec_from_file_location("make_demo", ROOT / "examples" / "make_demo.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def demo(name):
    """The demo's file whose name has ``name`` in it."""
    return next(content for path, content in make_demo().files().items() if name in path)


def pdf(*texts):
    """A PDF of one page; each text is x, y from the bottom, and what is printed."""
    return make_demo().pdf([(x, y, 10, False, text) for x, y, text in texts])


def pdf_of(pages, resources="<< >>"):
    """A PDF with these content streams, one a page."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    for n, content in enumerate(pages):
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents {4 + 2 * n} 0 R"
        objects.append(f"{page} /Resources {resources} >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return make_demo()._assembled(objects)


def picture_pdf():
    """A PDF that is one picture, as a scanner makes it."""
    picture = b"q 200 0 0 200 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q"
    return pdf_of([picture])


def locked_pdf(password="secret"):
    """A PDF that opens only with a password."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf((50, 700, "Hidden")))))
    writer.encrypt(password, algorithm="RC4-40")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def archive(parts, compression=zipfile.ZIP_DEFLATED):
    """A zip archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as opened:
        for name, content in parts.items():
            opened.writestr(zipfile.ZipInfo(name), content, compress_type=compression)
    return out.getvalue()


def docx(body, **parts):
    """A Word document with this body and these further parts of ``word/``."""
    made = make_demo()
    whole = made.docx(body)
    if not parts:
        return whole
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        given = {name: opened.read(name) for name in opened.namelist()}
    more = {f"word/{name}.xml": content for name, content in parts.items()}
    return archive({**given, **more})


def work(content, box=None, **fields):
    """What extract is given for ``content``."""
    raw = RawFile(sha256=sha256(content), size=len(content), media_type="")
    box = box or InlineBox(allow_unsafe=True)
    return Work(inputs=(raw,), content=content, as_of=AS_OF, box=box, **fields)


def extract(content, **fields):
    """The document that extract makes of ``content``, in this process: it is ours."""
    return Extract().run(work(content, **fields))


def lines(content, **fields):
    """The lines of text that extract finds."""
    return extract(content, **fields).text.split("\n")


def document(text, **fields):
    """A document with this text, as a reader of plain text gives it."""
    given, at = [], 0
    for line in text.split("\n"):
        given.append(Line(start=at, end=at + len(line)))
        at += len(line) + 1
    return Document(
        file_sha256=sha256(text.encode()),
        media_type="text/plain",
        status=ReadingStatus.OK,
        engine="text",
        text=text,
        lines=tuple(given),
        **fields,
    )


def parse(*documents):
    """The profile that parse makes of documents, or of a text."""
    inputs = [document(one) if isinstance(one, str) else one for one in documents]
    return Parse().run(Work(inputs=tuple(inputs), as_of=AS_OF))


def blind(read):
    """The view that blind makes of a document, or of a text."""
    read = document(read) if isinstance(read, str) else read
    return Blind().run(Work(inputs=(read, parse(read)), as_of=AS_OF))


def unblind(read):
    """A view from which nothing is taken out; only to measure what blindness costs."""
    read = document(read) if isinstance(read, str) else read
    profile = parse(read)
    facts = tuple(_facts([*profile.evidence], profile.resume, read.text))
    return blind(read).model_copy(update={"text": read.text, "facts": facts, "redactions": ()})
