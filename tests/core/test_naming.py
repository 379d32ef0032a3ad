"""Whatever a file is called, the name under which it is saved is harmless."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resume_pipeline.model.naming import LONGEST, disposition, saved_name

HEADER = re.compile(
    r"(inline|attachment); filename=\"[A-Za-z0-9 ._()-]+\"; filename\*=UTF-8''[A-Za-z0-9%._~-]+"
)


def check(filename: str) -> None:
    name, header = saved_name(filename), disposition(filename, inline=False)
    assert HEADER.fullmatch(header)
    assert unquote(header.rpartition("''")[2]) == name
    assert 0 < len(name.encode()) <= LONGEST
    assert not re.search(r'[/\\:*?"<>|\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]', name)
    assert name.strip(". ") == name
    assert saved_name(name) == name


@given(st.text(st.characters(codec=None), max_size=300))
def test_any_name_is_made_harmless(filename):
    check(filename)


def test_hostile_names_are_made_harmless(corpus):
    names = json.loads((corpus / "hostile" / "_filenames.json").read_text(encoding="utf-8"))
    assert len(names) > 40
    for name in names:
        check(name)


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("cv.pdf", "cv.pdf"),
        ("Lebenslauf \u00c4nne M\u00fcller.pdf", "Lebenslauf \u00c4nne M\u00fcller.pdf"),
        ("履歴書.docx", "履歴書.docx"),
        ("", "file"),
        ("...", "file"),
        (".htaccess", "htaccess"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("nul.pdf", "_nul.pdf"),
        ("cv\u202efdp.exe", "cvfdp.exe"),
        ("cv.pdf" + " " * 200 + ".exe", "cv.pdf.exe"),
        ("cr\r\nSet-Cookie: a=b.pdf", "cr Set-Cookie_ a=b.pdf"),
        ("e\u0301.pdf", "\u00e9.pdf"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.pdf",) * 2,
        ("a" * 300 + ".pdf", "a" * (LONGEST - 4) + ".pdf"),
    ],
)
def test_a_name_stays_what_it_is_as_far_as_it_is_harmless(filename, name):
    assert saved_name(filename) == name
