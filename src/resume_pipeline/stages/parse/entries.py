"""Entries of work and education: where each begins, and what its head is made of.

The writer of a resume sets every entry of a section alike. So how many lines stand before the
line with the dates is decided once for the section, by what most entries have.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Sequence

import attrs

from resume_pipeline.stages.parse.cuts import Cut, Found, Tree, found
from resume_pipeline.stages.parse.dates import DateRange, date_ranges
from resume_pipeline.stages.parse.dates.stacked import Anchor, Dated, stacked_dates
from resume_pipeline.stages.parse.language import from_right

_BULLET = re.compile(r"^\s*(?:[•·●▪◦‣∙■□➢►✓*]|[-–—]\s)")
_PARTS = re.compile(r"\t|\s[|•·●▪◦∙]\s|[|•●▪◦∙]|\s[–—-]\s|\s@\s|\s(?:at|chez|bei|presso|bij)\s")
_COMMA = re.compile(
    r",\s+(?!(?:inc|llc|ltd|llp|plc|s\.?a|s\.?l|gmbh|co|corp|s\.?r\.?l|a\.?s|s\.?p\.?a)\b)|[，、]",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"\(?(?:\d+\+?\s*(?:years?|yrs?|months?|mos?|ans?|mois|jahre?|monate?n?|años?|meses|mes|anos?"
    r"|anni|anno|mesi|jaar|maanden|năm|tháng|年|个月|سنة|سنوات|أشهر)\.?[\s,]*)+\)?",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://\S+|www\.\S+|\b[\w-]+\.(?:example|com|org|net|io)\b(?:/\S*)?")
_SUBHEADING = re.compile(
    r"highlights|key achievements|achievements|responsibilities|tasks|courses|aufgaben|missions",
    re.IGNORECASE,
)
_HEAD_CHARACTERS = 110
_HEAD_WORDS = 10
_NAME_WORDS = 7
_HEAD_BEFORE = 3
_HEAD_AFTER = 2
_INDENT = 600  # 1/100 pt: what stands further in than the head is the entry's body

Slot = tuple[int, int]
Score = Callable[[str], int]


@attrs.frozen
class Entry:
    """One entry of a section.

    Attributes:
        slots: the parts of its head, without dates.
        first, last: from when to when.
        url: printed in its head.
        body: what follows the head.
    """

    slots: dict[Slot, Cut]
    first: Dated | None
    last: Dated
    url: Cut | None
    body: tuple[Cut, ...]


def entries_of(rows: Sequence[Cut]) -> list[Entry]:
    """The entries of a section; each has dates."""
    anchors = _anchors(rows)
    if not anchors:
        return []
    ends = [-1, *(anchor.end - 1 for anchor in anchors)]
    heads = [
        _lines_before(rows, anchor.index, last) for anchor, last in zip(anchors, ends, strict=False)
    ]
    counts = [sum(not is_url for is_url in head) for head in heads]
    # The first head is nearly always whole: nothing of an entry before it runs into it.
    usual = min(counts[0], statistics.median_low(counts)) if len(counts) > 2 else counts[0]
    lengths = [len(heads[0]), *(_length(head, usual) for head in heads[1:])]
    starts = [anchor.index - length for anchor, length in zip(anchors, lengths, strict=True)]
    return [
        _entry(rows[start:end], anchor, anchor.index - start)
        for anchor, start, end in zip(anchors, starts, [*starts[1:], len(rows)], strict=True)
    ]


def _anchors(rows: Sequence[Cut]) -> list[Anchor]:
    dated = [(index, when) for index, row in enumerate(rows) if (when := _dates(row))]
    stacked = stacked_dates(rows, dated)
    taken = {index for anchor in stacked for index in (anchor.index, anchor.index + 1)}
    dated = [(index, when) for index, when in dated if index not in taken]
    if stacked or any(when.first for _, when in dated):
        few = not stacked and len(dated) < 2
        dated = [(index, when) for index, when in dated if when.first or few]
    ranges = [_anchor(rows, index, when) for index, when in dated]
    return sorted([*stacked, *ranges], key=lambda anchor: anchor.index)


def _anchor(rows: Sequence[Cut], index: int, when: DateRange) -> Anchor:
    row = rows[index]
    first = (when.first, row) if when.first else None
    return Anchor(index, index + 1, first, (when.last, row), ((when.start, when.end),))


def _dates(row: Cut) -> DateRange | None:
    """The dates that a row gives to an entry, rather than mentions in a sentence."""
    for when in date_ranges(row.text):
        left = row.text[: when.start].rpartition("\t")[2].strip(" ([,|–—-")
        right = row.text[when.end :].partition("\t")[0].strip(" )],.|–—-")
        alone = not left and not right
        if alone or (
            len(row.text) < _HEAD_CHARACTERS
            and not _BULLET.match(row.text)
            and (when.first or _set_apart(row.text, when))
        ):
            return when
    return None


def _set_apart(text: str, when: DateRange) -> bool:
    """Whether a lone date is at an edge of its line, behind a comma, a bracket or the like."""
    at_start = not text[: when.start].strip(" (")
    at_end = not text[when.end :].strip(" ).")
    return at_start or (at_end and text[: when.start].rstrip()[-1:] in ",(|–—-·•:;")


def _ends_sentence(text: str) -> bool:
    """Whether a text ends like a sentence, and not with an abbreviation like "Ltd." or "s.r.l."."""
    if not text.endswith("."):
        return text.endswith((";", "。"))
    last = text.rsplit(maxsplit=1)[-1][:-1]
    return not ("." in last or (len(last) < 5 and last.istitle()))


def _is_head(row: Cut) -> bool:
    text = row.text.rstrip()
    if _BULLET.match(text) or (len(text) > 30 and _ends_sentence(text)):
        return False
    words = _HEAD_WORDS + 4 * ("\t" in text) + 4 * row.line.bold
    return len(text) <= _HEAD_CHARACTERS and len(text.split()) <= words


def _lines_before(rows: Sequence[Cut], anchor: int, last: int) -> list[bool]:
    """The lines of an entry's head before its dates, from the nearest: whether each is an address.

    ``last`` belongs to the entry before.
    """
    lines: list[bool] = []
    while anchor - len(lines) - 1 > last and len(lines) < _HEAD_BEFORE:
        row = rows[anchor - len(lines) - 1]
        is_url = _url_in(row) is not None
        whole = is_url or (anchor - len(lines) == 1 and not _BULLET.match(row.text))
        if not (whole or (_is_head(row) and not _stands_in(row, rows[anchor]))):
            break
        lines.append(is_url)
    return lines


def _length(head: Sequence[bool], usual: int) -> int:
    """How many lines hold ``usual`` ones that are no address; an address alone is no head."""
    length = 0
    for place, is_url in enumerate(head, 1):
        if not is_url and usual > 0:
            length, usual = place, usual - 1
    return length


def _stands_in(row: Cut, head: Cut) -> bool:
    """Whether a row begins further in than the entry's head, as what was done there does."""
    if row.line.box is None or head.line.box is None or row.line.page != head.line.page:
        return False
    if head.start != head.line.start or _begins_with_dates(head.text):
        return False  # it begins further in itself, beside a label or a date
    from_left = row.line.box[0] - head.line.box[0]
    if from_right(row.text):  # the page may still be set flush left
        return min(from_left, head.line.box[2] - row.line.box[2]) >= _INDENT
    return from_left >= _INDENT


def _begins_with_dates(text: str) -> bool:
    rail, tab, _ = text.partition("\t")
    return bool(tab) and any(when.start < 3 for when in date_ranges(rail))


def _entry(rows: Sequence[Cut], anchor: Anchor, before: int) -> Entry:
    dated = range(before, before + anchor.end - anchor.index)
    end = _head_end(rows, dated)
    slots: dict[Slot, Cut] = {}
    url = None
    body: list[Cut] = []
    for line, row in enumerate(rows[:end]):
        parts = row.without(*anchor.taken[line - before]) if line in dated else [row]
        is_lower = line in dated[1:]
        if not all(map(_is_name, parts)) if is_lower else _BULLET.match(row.text):
            body += parts
            continue
        url = url or next(filter(None, map(_url_in, parts)), None)
        slots.update({(line, place): cut for place, cut in enumerate(_named(parts))})
    return Entry(slots, anchor.first, anchor.last, url, (*body, *rows[end:]))


def _head_end(rows: Sequence[Cut], dated: range) -> int:
    """The row behind the head of an entry."""
    most = _HEAD_AFTER + (dated.start == 0)  # a head that begins with its dates is all below them
    end, first = dated.stop, rows[0]
    while end < min(len(rows), dated.stop + most) and _continues(first, rows[end]):
        # Behind a rail of dates, the head begins where its second row does.
        first = rows[end] if _begins_with_dates(first.text) else first
        end += 1
    return end


def _is_name(cut: Cut) -> bool:
    """Whether what stands beside the end of a range may belong to the head."""
    return len(cut.text.split()) <= _NAME_WORDS and not cut.text.endswith((".", ";"))


def _named(parts: Sequence[Cut]) -> list[Cut]:
    cuts = [cut for part in parts for cut in part.split(_PARTS)]
    return [cut for cut in cuts if not _DURATION.fullmatch(cut.text) and not _url_in(cut)]


def _continues(first: Cut, row: Cut) -> bool:
    """Whether a line below the dates still belongs to the head."""
    if not _is_head(row) or len(row.text.split()) > _HEAD_WORDS or _SUBHEADING.fullmatch(row.text):
        return False
    return not _stands_in(row, first)


def _url_in(cut: Cut) -> Cut | None:
    match = _URL.search(cut.text)
    return cut.part(*match.span()) if match and len(match[0]) * 2 > len(cut.text) else None


def with_commas_split(entries: Sequence[Entry], score: Score, *, once: bool = False) -> list[Entry]:
    """The entries with every part split at commas, if that sets something apart in most of them.

    ``score`` tells one kind of part: "Nurse, Elmwood Clinic" has it on one side only. ``once``:
    only beside that part, for other commas belong to a name: "Chef, Scalfaro, Dandolo e Marconi".
    """
    mixed = sum(1 for entry in entries if any(_mixes(cut, score) for cut in entry.slots.values()))
    alone = all(len(entry.slots) == 1 for entry in entries)
    if mixed * 2 < len(entries) or (mixed * 2 == len(entries) and not alone):
        return list(entries)

    def split(cut: Cut) -> list[Cut]:
        return _beside_comma(cut, score) if once else cut.split(_COMMA)

    return [attrs.evolve(entry, slots=_split_slots(entry.slots, split)) for entry in entries]


def _mixes(cut: Cut, score: Score) -> bool:
    scores = [score(piece.text) for piece in cut.split(_COMMA)]
    return len(scores) > 1 and min(scores) <= 0 < max(scores)


def _beside_comma(cut: Cut, score: Score) -> list[Cut]:
    commas, pieces = list(_COMMA.finditer(cut.text)), cut.split(_COMMA)
    if not commas or not pieces:
        return [cut]
    if score(pieces[0].text) > 0:
        return cut.without(*commas[0].span())
    return cut.without(*commas[-1].span()) if score(pieces[-1].text) > 0 else [cut]


def _split_slots(slots: dict[Slot, Cut], split: Callable[[Cut], list[Cut]]) -> dict[Slot, Cut]:
    parts: dict[Slot, Cut] = {}
    for line in sorted({line for line, _ in slots}):
        cuts = [slots[slot] for slot in sorted(slots) if slot[0] == line]
        pieces = [piece for cut in cuts for piece in split(cut)]
        parts.update({(line, place): piece for place, piece in enumerate(pieces)})
    return parts


Choice = list[Slot | None]


def chosen(
    entries: Sequence[Entry], score: Score, taken: Sequence[Choice] = (), *, names: bool = False
) -> Choice:
    """For each entry the slot that holds what ``score`` tells.

    It is the slot that scores highest over all entries; of equals the first one. Where an entry
    has nothing there, or something that does not sound like it while another part does, it is
    that other part. ``names`` may sound like nothing: only what sounds like something else is
    passed over.
    """
    open_slots = [_open(entry, [choice[i] for choice in taken]) for i, entry in enumerate(entries)]
    totals: dict[Slot, int] = {}
    for cuts in open_slots:
        for slot, cut in cuts.items():
            totals[slot] = totals.get(slot, 0) + score(cut.text)
    usual = max(sorted(totals), key=lambda slot: totals[slot], default=None)
    enough = 0 if names else 1
    return [_choice(cuts, score, usual, enough) for cuts in open_slots]


def _open(entry: Entry, taken: Sequence[Slot | None]) -> dict[Slot, Cut]:
    return {slot: entry.slots[slot] for slot in sorted(entry.slots) if slot not in taken}


def _choice(cuts: dict[Slot, Cut], score: Score, usual: Slot | None, enough: int) -> Slot | None:
    if usual in cuts and score(cuts[usual].text) >= enough:
        return usual
    best = max(cuts, key=lambda slot: score(cuts[slot].text), default=None)
    if best is not None and score(cuts[best].text) > 0:
        return best
    return usual if usual in cuts else None


def dates_of(entry: Entry) -> Tree:
    """`startDate` and `endDate`; an entry that has not ended has none."""
    return {"endDate": _date(entry.last), "startDate": _date(entry.first)}


def _date(dated: Dated | None) -> Found | None:
    if dated is None or not dated[0].value:
        return None
    atom, row = dated
    return found(row.part(atom.start, atom.end), "date", atom.value)


def paragraphs(rows: Sequence[Cut]) -> list[Found]:
    """Rows with wrapped lines put together."""
    groups: list[list[Cut]] = []
    for row in rows:
        bare = row.bare()
        if not bare.text or _SUBHEADING.fullmatch(bare.text):
            continue
        wrapped = groups and not _BULLET.match(row.text) and _is_wrapped(groups[-1][-1], bare)
        if wrapped:
            groups[-1].append(bare)
        else:
            groups.append([bare])
    return [
        Found(" ".join(cut.text for cut in group).replace("\t", " "), tuple(group), "paragraph")
        for group in groups
    ]


def _is_wrapped(before: Cut, row: Cut) -> bool:
    return row.text[0].islower() and not before.text.endswith((".", "!", "?"))
