"""What a file is, is told by its bytes."""

import pytest

from resume_pipeline.model.media import DOCX, HTML, PDF, TEXT, UNKNOWN, sniff

from .documents import archive, demo


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", PDF),
        (b"\x00" * 900 + b"%PDF-1.4", PDF),
        (b"{\\rtf1 hello}", "application/rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBP", "image/webp"),
        (b"<!DOCTYPE html><p>x", HTML),
        (b"  <?xml version='1.0'?>\n<html>", HTML),
        (b"<!-- a comment -->\n<HTML>", HTML),
        ("<html>é".encode("utf-16"), HTML),
        (b"\xef\xbb\xbf<html>", HTML),
        (b"Jane Doe\nNurse", TEXT),
        ("Zoë".encode("cp1252"), TEXT),
        ("Zoë".encode("utf-16"), TEXT),
        ("Zoë, engineer".encode("utf-16-le"), TEXT),
        ("林晓梅".encode(), TEXT),
        (b"I write <html> by hand", TEXT),
        (b"", UNKNOWN),
        (bytes(range(32)) * 8, UNKNOWN),
        (b"MZ\x90\x00", "application/vnd.microsoft.portable-executable"),
    ],
)
def test_a_kind_is_told_by_the_first_bytes(head, kind):
    assert sniff(head) == kind


def test_a_word_document_is_told_from_other_archives():
    assert sniff(demo("table-french")) == DOCX
    assert sniff(archive({"xl/workbook.xml": b"x", "[Content_Types].xml": b""})) != DOCX
    assert sniff(archive({"photo.png": b"x"})) == "application/zip"


def test_only_the_head_is_looked_at():
    assert sniff(b"a" * 5000 + b"\x00" * 5000) == TEXT
