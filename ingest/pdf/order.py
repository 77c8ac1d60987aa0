"""The order in which the lines of a page are read: columns one after the other, tables row by row."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from ingest.pdf.lines import Line

Row = Sequence[Line]

_FEWEST_ROWS = 3
_SHORT_CELL = 40
_WIDE_BAND = 0.6
_NARROWEST_GUTTER = 4.0
_DEEPEST = 4
# A row further away than this many lines of the band is something else.
_FAR = 3.5
_LABEL = re.compile(r"[-–—•‣◦▪●○*·†‡]+|\(?[\w.]{1,6}[.)]|[⁰¹²³⁴-⁹\d]{1,3}|[a-zᵃ-ᶻ]")


@dataclass(frozen=True, slots=True)
class Column:
    """Lines that follow each other."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells."""

    rows: tuple[tuple[str, ...], ...]
    size: float
    top: float


def read_in_order(rows: Sequence[Row], depth: int = 0) -> Iterator[Column | Grid]:
    """Yield the parts of a page in reading order."""
    place = 0
    waiting: list[Line] = []
    while place < len(rows):
        after, gutter = _band(rows, place)
        if after - place < 2 or gutter is None or depth > _DEEPEST:
            waiting += rows[place]
            place += 1
            continue
        if waiting:
            yield Column(tuple(waiting))
            waiting = []
        yield from _divided(rows[place:after], gutter, depth)
        place = after
    if waiting:
        yield Column(tuple(waiting))


def _band(rows: Sequence[Row], first: int) -> tuple[int, tuple[float, float] | None]:
    """Return the row after the rows that one gutter divides, beginning with a row that it divides, and the gutter."""
    gutter: tuple[float, float] | None = None
    end = first
    for place in range(first, len(rows)):
        if place > first and _apart(rows[place - 1], rows[place]):
            break
        narrowed = _narrowed(gutter, rows[place])
        if narrowed is None:
            break
        gutter = narrowed
        # One-sided rows after the last divided one belong to the band only where they stay within a side.
        end = place + 1
    return end, gutter


def _apart(before: Row, row: Row) -> bool:
    return before[0].base - row[0].base > _FAR * max(line.size for line in (*before, *row))


def _narrowed(gutter: tuple[float, float] | None, row: Row) -> tuple[float, float] | None:
    """Return what of a gutter is left after a row; None where the row crosses it."""
    if gutter is None:
        gaps = _gaps(row)
        return max(gaps, key=lambda gap: gap[1] - gap[0]) if gaps else None
    left, right = gutter
    for line in row:
        if line.right <= left or line.left >= right:
            continue
        middle = (left + right) / 2
        if line.left < left and line.right > right:
            return None
        if line.right < middle or (line.left < middle < line.right and line.left < left):
            left = max(left, line.right)
        else:
            right = min(right, line.left)
    return (left, right) if right - left >= _NARROWEST_GUTTER else None


def _gaps(row: Row) -> list[tuple[float, float]]:
    return [
        (before.right, line.left)
        for before, line in itertools.pairwise(row)
        if line.left - before.right >= _NARROWEST_GUTTER
    ]


def _divided(rows: Sequence[Row], gutter: tuple[float, float], depth: int) -> Iterator[Column | Grid]:
    middle = sum(gutter) / 2
    if _is_labelled(rows, middle):
        yield Column(tuple(line for row in rows for line in row))
        return
    if _is_grid(rows, gutter):
        yield _grid(rows)
        return
    for side in (True, False):
        half = [part for row in rows if (part := [line for line in row if (line.right <= middle) == side])]
        yield from read_in_order(half, depth + 1)


def _is_labelled(rows: Sequence[Row], middle: float) -> bool:
    """Return whether all that stands on the left are the numbers or signs of items or notes."""
    return all(_LABEL.fullmatch(line.text) for row in rows for line in row if line.right <= middle)


def _is_grid(rows: Sequence[Row], gutter: tuple[float, float]) -> bool:
    """Return whether rows are read across: most have several cells, and the cells are short."""
    middle = sum(gutter) / 2
    divided = [row for row in rows if row[0].right <= middle < row[-1].left]
    if len(divided) < _WIDE_BAND * len(rows):
        return False
    if len(rows) < _FEWEST_ROWS:
        return True
    shortest = min(
        median(sum(len(line.text) for line in row if (line.right <= middle) == side) for row in divided)
        for side in (True, False)
    )
    return len(divided) >= _FEWEST_ROWS and shortest < _SHORT_CELL * 0.75


def _grid(rows: Sequence[Row]) -> Grid:
    """Return rows as cells under the columns that the lines' places make."""
    spans: list[list[float]] = []
    for line in sorted((line for row in rows for line in row), key=lambda line: line.left):
        if spans and line.left < spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], line.right)
        else:
            spans.append([line.left, line.right])
    cells = [tuple(_cell(row, span) for span in spans) for row in rows]
    return Grid(tuple(_merged(cells, rows)), median(line.size for row in rows for line in row), rows[0][0].base)


def _cell(row: Row, span: Sequence[float]) -> str:
    return " ".join(line.text for line in row if span[0] <= line.left < span[1])


def _merged(cells: Sequence[tuple[str, ...]], rows: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    """Yield rows, those without a first cell that follow closely joined to the row before: its cells' second lines."""
    last: tuple[str, ...] | None = None
    for place, row in enumerate(cells):
        size = max(line.size for line in rows[place])
        close = place > 0 and rows[place - 1][0].base - rows[place][0].base < 1.4 * size
        if last is not None and not row[0] and close and any(row):
            last = tuple(" ".join(filter(None, pair)) for pair in zip(last, row, strict=True))
            continue
        if last is not None:
            yield last
        last = row
    if last is not None:
        yield last
