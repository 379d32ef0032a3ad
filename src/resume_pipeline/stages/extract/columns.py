"""The order of reading on a page: columns, and what only labels the rows beside it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from resume_pipeline.stages.extract.pieces import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    Piece,
    around,
    merged,
    rows,
    same_row,
)

#: Shares of the type size, in percent.
_GUTTER = 120  # an empty strip that may stand between columns
_CROSSING = 300  # 1/100 pt: how much wider a gutter must be for each row that runs over it
_EDGE = 100  # 1/100 pt: how exactly the rows of a column begin one below the other
_MIDDLE = 600  # 1/100 pt: twice how far from the middle something centred may stand
_PARTED = 50  # a gap at which a row that runs into the next column is cut
_SPARSE = 35  # of a column's height that is filled, if it is one of labels
_LABEL = 6  # words of a label or a range of dates
_SHORT = 40  # characters of a range of dates, and what is beside it
_COLUMN_ROWS = 4  # fewer rows beside each other are no columns
_DATE_BEHIND = re.compile(r"[-–—|,(]\s*(?:[\w.]{3,12}\s)?(?:\d\d?[./])?(?:19|20)\d{2}\)?$")
_RAIL = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)|^[\W\d]+$")


def in_order(
    pieces: Sequence[Piece], depth: int = 4, from_right: bool = False
) -> list[list[Piece]]:
    """Rows in reading order: columns one after the other, what spans them in between.

    ``from_right``: the column at the right comes first. Each row is given from the left.
    """
    gutter = _gutter(pieces, from_right) if depth and pieces else None
    if gutter is None:
        return _with_labels_raised(pieces)
    pieces = [part for piece in pieces for part in _parted(piece, gutter)]
    ordered: list[list[Piece]] = []
    for band in _bands(pieces, gutter):
        if any(_crosses(piece, gutter) for piece in band):
            ordered += rows(band)
            continue
        sides = _sides(band, gutter)
        for side in reversed(sides) if from_right else sides:
            ordered += in_order(side, depth - 1, from_right)
    return ordered


def _with_labels_raised(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Rows, with every label at the left read before the block that it stands beside.

    Labels are often centred on their block, so that they share a row with the middle of it.
    """
    rail = next((sides for x, _ in _strips(pieces) if (sides := _label_rail(pieces, x))), None)
    if rail is None:
        return rows(pieces)
    labels, blocks = rail
    beside = {
        id(label): block
        for label in labels
        for block in blocks
        if block[0][0].box[TOP] < label.box[BOTTOM] and label.box[TOP] < block[-1][0].box[BOTTOM]
    }
    alone = [label for label in labels if _is_alone(label, labels, beside)]
    raised = {id(beside[id(label)][0][0]): label for label in alone}
    kept = [piece for piece in pieces if not any(piece is label for label in alone)]
    ordered: list[list[Piece]] = []
    for row in rows(kept):
        ordered += [[raised[id(piece)]] for piece in row if id(piece) in raised]
        ordered.append(row)
    return ordered


def _is_alone(label: Piece, labels: Sequence[Piece], beside: dict[int, list[list[Piece]]]) -> bool:
    """Whether a label is the only one beside its block, and not on the block's first row."""
    block = beside.get(id(label))
    if block is None or same_row(label.box, block[0][0].box):
        return False
    return sum(beside.get(id(other)) is block for other in labels) == 1


def _label_rail(
    pieces: Sequence[Piece], x: int
) -> tuple[list[Piece], list[list[list[Piece]]]] | None:
    """The labels left of ``x``, and the blocks of rows right of it, if that is what they are."""
    sides = _sides(pieces, x)
    if len(sides) < 2 or len(sides[0]) + len(sides[1]) < len(pieces) * 9 // 10:
        return None
    labels = [piece for piece in sides[0] if not any(c.isdigit() for c in piece.text)]
    if len(labels) < 3 or any(len(label.text.split()) > 4 for label in labels):
        return None
    return labels, _blocks(rows(sides[1]))


def _blocks(side: Sequence[list[Piece]]) -> list[list[list[Piece]]]:
    """Rows in groups that more than the height of a row sets apart."""
    blocks = [[side[0]]]
    for before, row in pairwise(side):
        gap = row[0].box[TOP] - before[0].box[BOTTOM]
        if gap > before[0].height:
            blocks.append([])
        blocks[-1].append(row)
    return blocks


def _parted(piece: Piece, x: int) -> list[Piece]:
    """A piece that runs from one column into the other over a gap between them, as two."""
    if not _crosses(piece, x):
        return [piece]
    left = [word for word in piece.words if word.box[RIGHT] <= x]
    right = [word for word in piece.words if word.box[LEFT] >= x]
    if not (left and right) or len(left) + len(right) < len(piece.words):
        return [piece]
    gap = min(word.box[LEFT] for word in right) - max(word.box[RIGHT] for word in left)
    if gap * 100 < _PARTED * piece.height:
        return [piece]
    return [merged(left, " "), merged(right, " ")]


def _crosses(piece: Piece, x: int) -> bool:
    return piece.box[LEFT] < x < piece.box[RIGHT]


def _bands(pieces: Sequence[Piece], x: int) -> list[list[Piece]]:
    """Pieces from top to bottom, in turns those of rows that cross ``x`` and the others."""
    bands: list[list[Piece]] = []
    crossing: bool | None = None
    for row in rows(pieces):
        crosses = any(_crosses(piece, x) for piece in row)
        if crosses != crossing:
            bands.append([])
            crossing = crosses
        bands[-1].extend(row)
    return bands


def _sides(pieces: Sequence[Piece], x: int) -> list[list[Piece]]:
    left = [piece for piece in pieces if piece.box[RIGHT] <= x]
    right = [piece for piece in pieces if piece.box[LEFT] >= x]
    return [side for side in (left, right) if side]


def _centred(pieces: Sequence[Piece]) -> list[Piece]:
    """Rows of one piece that stand in the middle of all, as headings over one column do."""
    left, _, right, _ = around([piece.box for piece in pieces])
    middle = left + right
    alone = (row[0] for row in rows(pieces) if len(row) == 1)
    return [one for one in alone if abs(one.box[LEFT] + one.box[RIGHT] - middle) < _MIDDLE]


def _end_at_margin(side: Sequence[Piece]) -> bool:
    """Whether most rows of a side end one below the other and begin anywhere, as dates do."""
    lines = rows(side)
    begins = Counter(row[0].box[LEFT] // _EDGE for row in lines)
    ends = Counter(row[-1].box[RIGHT] // _EDGE for row in lines)
    usual = max(ends.values())
    return usual > max(begins.values()) and 2 * usual > len(lines)


def _gutter(pieces: Sequence[Piece], from_right: bool) -> int | None:
    """The middle of the strip that best separates two columns, or None.

    One beside which rows begin one below the other separates better than a wide one: what stands
    at a column's far edge, as places and dates do, leaves a wide strip before it.
    """
    strips = _strips(pieces)
    centred = _centred(pieces) if strips else []
    lefts = sorted(piece.box[LEFT] for piece in pieces)
    rights = sorted(piece.box[RIGHT] for piece in pieces)
    # Further right, the left side only grows and the right one shrinks: sides that are as large as
    # those of another strip are the same, and looking at them takes far longer than counting.
    known: dict[tuple[int, int], bool] = {}
    best: tuple[bool, int, int] | None = None
    for x, width in strips:
        first = bisect_left(lefts, x)
        sides = bisect_right(rights, x), len(pieces) - first
        crossing = len(pieces) - sum(sides) + sum(not _crosses(piece, x) for piece in centred)
        if not all(sides) or crossing * 4 > len(pieces):
            continue
        if sides not in known:
            known[sides] = _parts_columns(pieces, x, from_right)
        if known[sides]:
            begin = bisect_right(lefts, x + width // 2 + _EDGE) - first
            score = (begin >= _COLUMN_ROWS, width - crossing * _CROSSING, -x)
            best = max(best, score) if best else score
    return None if best is None else -best[2]


def _parts_columns(pieces: Sequence[Piece], x: int, from_right: bool) -> bool:
    left, right = _sides(pieces, x)
    return _are_columns(left, right) and (from_right or not _end_at_margin(right))


def _strips(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Middle and width of every strip at which some pieces begin after others have ended."""
    ends = sorted({piece.box[RIGHT] for piece in pieces})
    sizes: dict[int, int] = {}
    for piece in pieces:
        left = piece.box[LEFT]
        sizes[left] = max(sizes.get(left, 0), piece.size or piece.height)
    found = []
    for start, size in sorted(sizes.items()):
        ended = bisect_right(ends, start)
        if ended and (start - ends[ended - 1]) * 100 >= _GUTTER * size:
            before = ends[ended - 1]
            found.append(((start + before) // 2, start - before))
    return found


def _are_columns(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Whether two sides are read one after the other, rather than row by row."""
    sides = (rows(left), rows(right))
    if min(len(side) for side in sides) < _COLUMN_ROWS:
        return False
    return not any(_is_rail(side, other) for side, other in (sides, sides[::-1]))


def _is_sparse(side: Sequence[Sequence[Piece]]) -> bool:
    """Whether a side is mostly empty, and what it has is short."""
    extent = side[-1][0].box[BOTTOM] - side[0][0].box[TOP]
    filled = sum(row[0].height for row in side)
    long = sum(1 for row in side if sum(len(piece.text.split()) for piece in row) > 4)
    return filled * 100 < _SPARSE * extent and long * 4 < len(side)


def _is_rail(side: Sequence[Sequence[Piece]], other: Sequence[Sequence[Piece]]) -> bool:
    """Whether a side only labels rows of the other: with dates, or with the names of sections."""
    dated = [row for row in side if _is_dated(row)]
    if len(dated) * 2 > len(side) or (len(side) * 3 < len(other) * 2 and _is_sparse(side)):
        return True
    if len(dated) > 1 and all(map(_is_label, side)) and not _tells_dates(other, len(dated)):
        # All dates stand in it; names of sections, and more of a table, may, too.
        return len(side) < len(other) or _aligned(dated, other) == len(dated)
    return len(side) * 2 < len(other) and _aligned(side, other) * 10 >= len(side) * 7


def _is_dated(row: Sequence[Piece]) -> bool:
    text = _text(row)
    return _RAIL.search(text) is not None and len(text) < _SHORT


def _tells_dates(side: Sequence[Sequence[Piece]], many: int) -> bool:
    """Whether a side has dates of its own, or as ``many`` behind other things: "Nurse | 2019"."""
    if any(map(_is_dated, side)):
        return True
    return sum(_DATE_BEHIND.search(_text(row)) is not None for row in side) >= many


def _is_label(row: Sequence[Piece]) -> bool:
    return len(_text(row).split()) <= _LABEL


def _text(row: Sequence[Piece]) -> str:
    return " ".join(piece.text for piece in row)


def _aligned(side: Sequence[Sequence[Piece]], other: Sequence[Sequence[Piece]]) -> int:
    """How many rows of a side share theirs with one of the other."""
    return sum(1 for row in side if any(same_row(row[0].box, one[0].box) for one in other))
