"""Writing from the right: what is printed comes out in the order in which it is read."""

import pytest

from resume_pipeline.stages.extract.direction import word_from_right
from resume_pipeline.stages.extract.layout import page_lines
from resume_pipeline.stages.extract.pieces import Glyph, by_columns


def printed(text, x, y=10_000):
    """Glyphs of ``text``, letter after letter from the left, as most producers write them."""
    for place, letter in enumerate(text):
        left = x + 600 * place
        glyph = Glyph(letter, (left, y, left + 600, y + 1_000), 1_000, False)
        yield Glyph(" ", (0, 0, 0, 0), 0, False) if letter == " " else glyph


def flush_right(*lines):
    glyphs = []
    for number, line in enumerate(lines):
        glyphs += moved(printed(line, 50_000 - 600 * len(line)), number)
    return [line.text for line in page_lines(by_columns(glyphs), 0)]


def moved(glyphs, rows):
    down = 2_000 * rows
    for glyph in glyphs:
        left, top, right, bottom = glyph.box
        yield glyph._replace(box=(left, top + down, right, bottom + down))


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        ("ليخلا ابأ حجان", "ناجح أبا الخيل"),
        ("תילארשי", "ישראלית"),
        ("SAP مظن", "نظم SAP"),
        ("Visual Basic مظن", "نظم Visual Basic"),
        ("201001247471+ فتاه", "هاتف +201001247471"),
        ("٢٠٢٠ - ٢٠١٩ ليل", "ليل ٢٠١٩ - ٢٠٢٠"),
        ("05/2026 - 02/2023 ليل", "ليل 02/2023 - 05/2026"),
        (")مألا( ةغل", "لغة (الأم)"),
        ("(مألا) ةغل", "لغة (الأم)"),
    ],
)
def test_a_row_that_is_shown_from_the_right_is_read_from_the_right(shown, read):
    assert flush_right(shown, "ةربخلا") == [read, "الخبرة"]


def test_words_from_the_right_in_a_page_from_the_left_keep_their_own_order():
    page = [*printed("ليخلا ابأ Nurse", 5_000), *moved(printed("Nurse, Leeds", 5_000), 1)]
    assert page_lines(by_columns(page), 0)[0].text == "أبا الخيل Nurse"


def test_letters_that_come_in_either_order_make_the_same_word():
    glyphs = [(300, "ا"), (200, "ل"), (100, "ف")]
    assert word_from_right(glyphs) == word_from_right(glyphs[::-1]) == "الف"


def test_the_letters_of_a_ligature_are_put_in_order():
    assert word_from_right([(300, "ا"), (200, "إ"), (200, "ل"), (100, "س")]) == "الإس"


def test_columns_of_a_page_that_is_set_flush_right_follow_each_other_from_the_right():
    texts = ["ةربخ", "ةغل", "ةربخلا", "لمعلا", "ليل", "ةسردم"]
    glyphs = []
    for row, text in enumerate(texts):
        for edge in (20_000, 50_000):
            glyphs += moved(printed(text, edge - 600 * len(text)), row)
    lines = [line.text for line in page_lines(by_columns(glyphs), 0)]
    assert lines == [text[::-1] for text in texts] * 2
