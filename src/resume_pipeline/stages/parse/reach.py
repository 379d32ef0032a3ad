"""How to reach them: e-mail, phone and addresses on the web, also where a column broke them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import phonenumbers

from resume_pipeline.stages.parse.cuts import Cut, Found, Tree, found
from resume_pipeline.stages.parse.labels import label_of

# Begins where the word does, and gives nothing back: a line of a thousand digits is read once.
EMAIL: Final = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}+@[\w-]{1,63}(?:\.[\w-]{1,63})+")
PHONE: Final = re.compile(
    r"(?<![\w/.@-])\+?\(?\d[\d \u00a0\u202f()./·\u2010-\u2013-]{5,22}\d(?![\w@])"
)
_ENDINGS: Final = frozenset(
    re.findall(
        r"\w+",
        "com org net edu gov int io dev me co ai app eu info biz xyz tech site online design name",
    )
)
_URL: Final = re.compile(
    r"(?:https?://|www\.)[^\s|<>()\"]+"
    rf"|(?<![@\w./-])(?:[a-z0-9-]+\.)+(?:{'|'.join(sorted(_ENDINGS))}|example|test|[a-z]{{2}})"
    r"(?:/[^\s|<>()\"]*)?(?![\w@])"
)
_NETWORKS: Final = {
    "linkedin.com": "LinkedIn",
    "github.com": "GitHub",
    "gitlab.com": "GitLab",
    "twitter.com": "Twitter",
    "x.com": "X",
    "xing.com": "XING",
    "stackoverflow.com": "Stack Overflow",
    "medium.com": "Medium",
    "behance.net": "Behance",
    "dribbble.com": "Dribbble",
    "facebook.com": "Facebook",
    "instagram.com": "Instagram",
    "orcid.org": "ORCID",
    "researchgate.net": "ResearchGate",
    "kaggle.com": "Kaggle",
}
#: The beginning of an address that fills its row to the end, and what may go on below.
_BEGUN: Final = re.compile(
    r"(?:(?<![\w.+'-])[\w.+'-]{1,64}+@|https?://|www\.|(?<![\w@.-])[\w-]{1,40}\.)[\w./-]{1,80}$"
)
_REST: Final = re.compile(r"[\w-]{0,40}(?:\.[\w-]{1,20}){0,3}\.?[a-z]{1,7}", re.IGNORECASE)
_CELL: Final = re.compile(r"\t")
_ALIGNED: Final = 200  # 1/100 pt
_POSTCODE: Final = re.compile(r"\d{5}-\d{3,4}|\d{2}-\d{3}")
_LABEL: Final = re.compile(r"([^\W\d_][^:：\t\d|]{0,24}?)[\s:：.]*$")


# E-mail and addresses on the web.


def email(rows: Sequence[Cut]) -> Found | None:
    """The first e-mail address."""
    for row, below in zip(rows, [*rows[1:], None], strict=False):
        whole = _across(row, below)
        if whole is not None and "@" in whole.value and EMAIL.fullmatch(whole.value):
            return Found(whole.value, whole.cuts, "email")
        match = EMAIL.search(row.text)
        if match:
            return found(row.part(*match.span()).bare(".-'"), "email")
    return None


def urls(rows: Sequence[Cut]) -> Iterator[Found]:
    """All addresses on the web, each once."""
    seen = set()
    for url in _all_urls(rows):
        if url.value.lower() not in seen:
            seen.add(url.value.lower())
            yield url


def _all_urls(rows: Sequence[Cut]) -> Iterator[Found]:
    begun = 0  # characters of a row that end an address of the row above
    for row, below in zip(rows, [*rows[1:], None], strict=False):
        whole = _across(row, below)
        end = whole.cuts[0].start - row.start if whole else len(row.text)
        yield from _on_row(row, begun, max(begun, end))
        if whole and _URL.fullmatch(_as_typed(whole.value)):
            yield Found(whole.value, whole.cuts, "url")
        begun = len(whole.cuts[1].text) if whole else 0


def _on_row(row: Cut, start: int, end: int) -> Iterator[Found]:
    """Addresses between two characters of ``row``, with the hosts of its e-mail left out."""
    text = _as_typed(EMAIL.sub(lambda match: " " * len(match[0]), row.text))
    for match in _URL.finditer(text, start, end):
        url = found(row.part(*match.span()).bare(".,;:/"), "url")
        if url:
            yield url


def _as_typed(text: str) -> str:
    """Addresses are typed in small letters; some templates print everything in capitals."""
    return text.lower() if text.isupper() else text


def _across(row: Cut, below: Cut | None) -> Found | None:
    """An address that a narrow column broke: its end begins the next row of that column."""
    begun = _BEGUN.search(row.text)
    if begun is None or below is None or not _is_below(row, below):
        return None
    rest = below.split(_CELL)[:1]
    if not rest or rest[0].start != below.start or not _REST.fullmatch(rest[0].text):
        return None
    first = row.part(*begun.span())
    goes_on = _goes_on(_host(first.text), rest[0].text)
    return Found(first.text + rest[0].text, (first, rest[0]), "address") if goes_on else None


def _is_below(row: Cut, below: Cut) -> bool:
    boxes = (row.line.box, below.line.box)
    if boxes[0] is None or boxes[1] is None or row.line.page != below.line.page:
        return False
    return abs(boxes[0][0] - boxes[1][0]) < _ALIGNED


def _goes_on(host: str, rest: str) -> bool:
    """Whether ``host`` has no end of its own, and ``rest`` gives it one; or so with a path."""
    if "/" in host:
        return host[-1] in "-/" and "." not in rest
    ends = host.rpartition(".")[2].lower() if "." in host else ""
    whole = (host + rest).rpartition(".")[2].lower() if "." in host + rest else ""
    if not whole or not _is_ending(whole):
        return False
    # ".co" may be whole or the beginning of ".com"; a letter alone on a row is no word.
    return not _is_ending(ends) or (len(rest) == 1 and whole in _ENDINGS)


def _is_ending(word: str) -> bool:
    return word in _ENDINGS or word.upper() in phonenumbers.SUPPORTED_REGIONS or word == "uk"


def _host(address: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", address.rpartition("@")[2])


def network(url: Found) -> str | None:
    """The social network that an address belongs to."""
    host = _host(url.value.lower()).partition("/")[0]
    return _NETWORKS.get(".".join(host.split(".")[-2:]))


def profile(url: Found) -> Tree:
    """An address on a social network, as JSON Resume has it."""
    return {"network": Found(network(url) or "", url.cuts, "network"), "url": url}


# Phone.


def phone(reach: Sequence[Cut], rows: Sequence[Cut]) -> Found | None:
    """The number that most looks like a phone's, from where contacts stand if there is any."""
    for some in (reach, rows):
        candidates = list(_phones(some))
        if candidates:
            row, match = max(candidates, key=lambda pair: _likeness(*pair))
            return found(row.part(*match.span()), "phone")
    return None


def _phones(rows: Iterable[Cut]) -> Iterator[tuple[Cut, re.Match[str]]]:
    for row in rows:
        for match in PHONE.finditer(row.text):
            digits = sum(c.isdigit() for c in match[0])
            # A number within its country may have eight digits; E.164 allows no more than 15.
            if 8 <= digits <= 15 and not _is_date(match[0]) and not _POSTCODE.fullmatch(match[0]):
                yield row, match


def _is_date(text: str) -> bool:
    """Whether every group of digits may be a year, a month or a day."""
    groups = re.findall(r"\d+", text)
    years = [group for group in groups if re.fullmatch(r"(?:19|20)\d\d(?:\d{4})?", group)]
    others = [group for group in groups if len(group) > 2 and group not in years]
    return not others and text[0] != "+" and (bool(years) or "/" in text)


def _likeness(row: Cut, match: re.Match[str]) -> int:
    """More where it is written as for the whole world, or named, or as within a country."""
    is_named = _is_named(row.text[: match.start()])
    return 4 * _is_international(match[0]) + 2 * is_named + (match[0][0] in "0(")


def _is_international(text: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, None))
    except phonenumbers.NumberParseException:
        return False


def _is_named(before: str) -> bool:
    label = _LABEL.search(before)
    return label is not None and label_of(label[1]) == "phone"
