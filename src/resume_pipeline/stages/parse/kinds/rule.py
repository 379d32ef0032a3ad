"""Whether a text is a resume at all: told only where nothing in it is what a resume has.

A text is no resume if it has neither a section of one, nor a career with dates, and besides looks
like something else: a letter, a bill, prose, or a text that says of nobody how to reach them. In
doubt it is one, because a person looks at what is refused less often than at what is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from resume_pipeline.stages.parse.cuts import Cut
from resume_pipeline.stages.parse.dates import date_ranges
from resume_pipeline.stages.parse.headings import section_of
from resume_pipeline.stages.parse.kinds.words import BILL, SALUTATION
from resume_pipeline.stages.parse.language import reads_like_prose
from resume_pipeline.stages.parse.vocabulary import (
    degree_score,
    employer_score,
    position_score,
    school_score,
)

_FEW_WORDS: Final = 30  # a shorter text says too little of what it is
_LOOKED_AT: Final = 400  # lines
_LENGTH: Final = 500  # characters of each
_SENTENCE: Final = 9  # words of a line of prose
_PROSE: Final = 60  # percent of the words that stand in such lines
_CAREER: Final = ("work", "volunteer", "education", "skills", "projects", "certificates")
_CONTACT: Final = ("email", "phone", "url", "profiles")
_BILL_WORDS: Final = 3  # of these groups


def is_resume(resume: Mapping[str, Any], rows: Sequence[Cut]) -> bool:
    """Whether a text may be a resume.

    Args:
        resume: the JSON Resume that was found in it.
        rows: its lines.
    """
    lines = [row.text[:_LENGTH] for row in rows[:_LOOKED_AT]]
    if any(resume.get(name) for name in _CAREER) or any(map(_heads_a_career, lines)):
        return True
    if sum(len(line.split()) for line in lines) < _FEW_WORDS and not _has_long_line(lines):
        return True
    if _is_letter(lines):
        return False
    return _has_dates_of_a_career(lines) or not _is_something_else(resume, lines)


def _heads_a_career(line: str) -> bool:
    return section_of(line.partition("\t")[0]) in _CAREER


def _has_long_line(lines: Sequence[str]) -> bool:
    """Whether a line is too long to be counted in words, as in scripts without spaces."""
    return any(len(line) > 10 * _FEW_WORDS for line in lines)


def _is_letter(lines: Sequence[str]) -> bool:
    return any(map(SALUTATION.match, lines[:_FEW_WORDS]))


def _has_dates_of_a_career(lines: Sequence[str]) -> bool:
    """Whether two lines have a beginning and an end, or one that says what somebody was then."""
    dated = [n for n, line in enumerate(lines) if any(one.first for one in date_ranges(line))]
    if len(dated) > 1:
        return True
    scores = (position_score, employer_score, school_score, degree_score)
    near = (line for n in dated for line in lines[max(0, n - 2) : n + 3])
    return any(score(line) for line in near for score in scores)


def _is_something_else(resume: Mapping[str, Any], lines: Sequence[str]) -> bool:
    basics = resume.get("basics", {})
    if not any(basics.get(name) for name in _CONTACT):
        return True
    return _is_bill(lines) or _is_prose(lines)


def _is_bill(lines: Sequence[str]) -> bool:
    text = "\n".join(lines)
    return sum(bool(words.search(text)) for words in BILL) >= _BILL_WORDS


def _is_prose(lines: Sequence[str]) -> bool:
    if not reads_like_prose("\n".join(lines)):
        return False  # or in a language of which no heading is known, so that nobody can tell
    counts = [len(line.split()) for line in lines]
    long = sum(count for count in counts if count >= _SENTENCE)
    return long * 100 > _PROSE * sum(counts)
