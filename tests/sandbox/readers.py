"""What others find in a PDF, at most thirty pages of it. Runs in the box."""

import io

import pypdf
import pypdfium2

from resume_pipeline.sandbox.loading import import_all

import_all(pypdf)
_PAGES = 30


def pdfium(content):
    document = pypdfium2.PdfDocument(content)
    pages = range(min(_PAGES, len(document)))
    return any(_is_text(document[number].get_textpage().get_text_range()) for number in pages)


def pypdf_(content):
    reader = pypdf.PdfReader(io.BytesIO(content))
    pages = range(min(_PAGES, len(reader.pages)))
    return any(_is_text(reader.pages[number].extract_text()) for number in pages)


def _is_text(found):
    return any(map(str.isalnum, found))
