"""Codes in words, for people."""

from __future__ import annotations

from typing import Final

from resume_pipeline.wire.payloads import ReadingStatus

STATUSES: Final = {
    ReadingStatus.OK: "The document was read.",
    ReadingStatus.EMPTY: "The document holds no text.",
    ReadingStatus.SCANNED: "The document holds pictures of text; reading them needs OCR.",
    ReadingStatus.ENCRYPTED: "The document is locked with a password.",
    ReadingStatus.UNSUPPORTED: "The document is of a kind that is not read.",
    ReadingStatus.FONTS_UNMAPPABLE: (
        "The document shows letters and does not say which they are; reading them needs OCR."
    ),
    ReadingStatus.NOT_A_RESUME: "The document was read, and is no resume.",
    ReadingStatus.MALFORMED: "The document is broken.",
    ReadingStatus.TOO_LARGE: "The document is over a limit of size, pages or text.",
    ReadingStatus.FONTS_UNMAPPABLE: "The document shows letters, and does not say which they are.",
    ReadingStatus.NOT_A_RESUME: "The document was read; nothing in it is what a resume has.",
    ReadingStatus.LIMIT_TIME: "Opening the document took too long and was stopped.",
    ReadingStatus.LIMIT_MEMORY: "Opening the document took too much memory and was stopped.",
    ReadingStatus.LIMIT_OUTPUT: "The document yielded more text than allowed.",
    ReadingStatus.CRASHED: "The reader died on the document.",
}

_FINDINGS: Final = {
    "hidden_text": "There is text that nobody can see. It was left out.",
    "tiny_text": "There is text too small to be read by anybody. It was left out.",
    "text_off_page": "There is text outside of what is shown of a page. It was left out.",
    "page_unreadable": "A page is broken. The others were read.",
    "page_without_text": "A page is a picture. The others were read.",
    "order_to_a_machine": "There is text that tells a machine how to judge. It has no effect here.",
    "read_by_ocr": "Text was read from the picture of a page: letters may be mistaken.",
    "ocr_language_missing": "OCR is installed without the data of a language that was asked for.",
    "unmapped_letters": "There are letters of which the document does not say what they are.",
    "unseen_characters": "There are characters that nobody sees. They were taken out.",
    "mixed_scripts": "There are words with letters of two alphabets that look alike.",
}


def finding(code: str) -> str:
    """What a finding's code means; the code itself if it is not one of the library's."""
    return _FINDINGS.get(code, code)
