"""Codes in words, for people."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from resume_pipeline.wire.payloads import ReadingStatus

STATUSES: Final = {
    ReadingStatus.OK: "The document was read.",
    ReadingStatus.EMPTY: "The document holds no text.",
    ReadingStatus.SCANNED: "The document holds pictures of text; reading them needs OCR.",
    ReadingStatus.ENCRYPTED: "The document is locked with a password.",
    ReadingStatus.UNSUPPORTED: "The document is of a kind that is not read.",
    ReadingStatus.MALFORMED: "The document is broken.",
    ReadingStatus.TOO_LARGE: "The document is over a limit of size, pages or text.",
    ReadingStatus.FONTS_UNMAPPABLE: (
        "The document shows letters and does not say which they are; reading them needs OCR."
    ),
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


_CAUTIONS: Final = {
    "employment_gap": "Between two positions, the resume tells of nothing for some months.",
    "jobs_overlap": "Two positions were held at the same time for some months.",
    "dates_reversed": "Something ends before it begins.",
    "future_date": "A date lies in the future.",
    "placeholder_date": "A date was not filled in.",
    "keyword_stuffing": "More skills are listed than a resume can speak of.",
}


def caution(code: str) -> str:
    """What a caution's code means; the code itself if it is not one of the library's."""
    return _CAUTIONS.get(code, code)


CRITERIA: Final = {
    "must": "Must-have skills",
    "nice": "Nice-to-have skills",
    "title": "Occupation",
    "years": "Years of experience",
    "education": "Education",
    "certificate": "Certificates",
    "relevance": "Words of the advert",
    "language": "Languages",
    "eligibility": "Eligibility",
}

MET: Final = {
    "met": "met",
    "related": "something related",
    "partial": "in part",
    "not_found": "not found",
    "unknown": "unknown",
}

ABSTAINED: Final = {
    "no_vacancy": "There is no vacancy to score against.",
    "no_criteria": "The vacancy asks for nothing that has a weight.",
    "too_little_text": "Too little text is left of the resume to judge by.",
    "unsupported_language": "The resume is in a language that is not scored.",
    "mostly_unknown": "Too much of the weight rests on what the resume does not say.",
}

_FLAGS: Final = {
    "blocking_unmet": "Something that was marked as indispensable was not found. A person decides.",
    "blocking_unknown": "The resume does not say whether something indispensable is met.",
}

_CONFLICTS: Final = {
    "path_gone": "What was corrected is not there any more.",
    "changed": "Another entry stands in that place now.",
}


def flag(code: str) -> str:
    """What a score's flag means; the code itself if it is not one of the library's."""
    return _FLAGS.get(code) or _FINDINGS.get(code) or caution(code)


def conflict(code: str) -> str:
    """Why a correction could not be applied; the code itself if it is not one of the library's."""
    return _CONFLICTS.get(code, code)


def no_score(code: str | None) -> str:
    """Why there is no score, given the reason to abstain or the code of a job's error."""
    if code in set(ReadingStatus):
        return STATUSES[ReadingStatus(code)]
    return ABSTAINED.get(
        code or "", f"The job ended without a result: {code or 'no reason given'}."
    )


def exact(points: int) -> str:
    """Thousandths of a point, all of them: what adds up."""
    return f"{Decimal(points) / 1000:.3f}"


def percent(basis_points: int) -> str:
    """A share for people, rounded down: nothing is said to be certain that is not."""
    return f"{basis_points // 100}\N{NO-BREAK SPACE}%"
