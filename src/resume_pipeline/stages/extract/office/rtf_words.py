"""RTF's control words: how they are told from text, and what they mean (RTF 1.9.1)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

#: A word with its number and the space that ends it; a byte in hexadecimal; a sign; a brace; text.
_TOKEN: Final = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\(.)|([{}])|([^\\{}\r\n]+)",
    re.DOTALL,
)


class Token(NamedTuple):
    """One of ``word``, ``byte``, ``sign``, ``brace`` or ``text``, with what it says."""

    kind: str
    text: bytes
    number: int | None = None


def tokens(content: bytes) -> Iterator[Token]:
    """The tokens of an RTF file; skips what is binary, and what fits nothing."""
    at = 0
    while match := _TOKEN.search(content, at):
        at = match.end()
        word, number, hexadecimal, sign, brace, text = match.groups()
        if word is not None:
            value = int(number) if number else None
            if word == b"bin":
                at += max(0, value or 0)
            else:
                yield Token("word", word, value)
        elif hexadecimal is not None:
            yield Token("byte", bytes.fromhex(hexadecimal.decode()))
        elif sign is not None:
            yield Token("sign", sign)
        else:
            yield Token("brace", brace) if brace else Token("text", text)


#: Destinations that hold no text of the document, or the same text once more.
IGNORED: Final = frozenset(
    """
    annotation atnauthor atndate atnicn atnid atnparent atnref atntime author background bkmkend
    bkmkstart blipuid buptim category colorschememapping colortbl comment company creatim datafield
    datastore defchp defpap docvar do doccomm filetbl fldinst fontemb fontfile formfield
    ftncn ftnsep ftnsepc generator gridtbl hlinkbase info keycode keywords latentstyles levelnumbers
    leveltext listname listoverridetable listpicture liststylename listtable lsdlockedexcept manager
    mathpr nextfile nonesttables nonshppict objclass objdata objname operator passwordhash pgptbl
    pict picprop pn pnseclvl pntxta pntxtb printim propname protusertbl revtbl revtim rsidtbl
    shprslt sn sp sv staticval stylesheet tc template themedata title txe userprops vern version
    wgrffmtfilter xe xform upr xmlattrname xmlattrvalue xmlnstbl
    """.split()  # noqa: SIM905  a list of words reads better as one
)
#: Destinations that show the text of an ignored one around them.
SHOWN: Final = frozenset({"shptxt", "result", "ud", "nesttableprops", "shppict"})
#: Destinations that are printed beside the text.
AROUND: Final = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "header"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf", "footnote"), "footer"),
}
#: Words that begin another line.
BREAKS: Final = frozenset({"par", "line", "page", "sect", "column", "pagebb"})
#: Words that are a character.
CHARACTERS: Final = {
    "tab": "\t",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
}
#: Signs that are a character; the others, like the hyphen that may break a word, are none.
SIGNS: Final = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}

#: What the file's own code page may be called by a word.
PAGES: Final = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_NAMED: Final = {10000: "mac_roman", 65001: "utf-8", 936: "gbk", 1361: "johab", 708: "iso8859-6"}
#: A font's character set, as Windows numbers them; 2 is of signs, which say nothing.
_CHARSETS: Final = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gbk",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    255: "cp437",
}
SYMBOLS: Final = "symbols"


def code_page(number: int) -> str:
    """The name of the encoding that a code page's number means; cp1252 if there is none."""
    name = _NAMED.get(number, f"cp{number}")
    try:
        codecs.lookup(name)
    except LookupError:
        return PAGES["ansi"]
    return name


def character_set(number: int) -> str | None:
    """The encoding of a font's character set, `SYMBOLS`, or None where it is the file's own."""
    return SYMBOLS if number == 2 else _CHARSETS.get(number)
