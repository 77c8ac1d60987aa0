"""Tables that a tagged PDF marks as such, cell by cell."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.pdf.lines import Line
from ingest.pdf.paragraphs import joined

Rows = list[list[Line]]

_MOST_PARAGRAPHS = 6


@dataclass(frozen=True, slots=True)
class Cells:
    """A table's cells, and whether its first row is marked as naming the columns (None where nothing is marked)."""

    rows: tuple[tuple[str, ...], ...]
    header: bool | None


def tables_apart(rows: Rows, words: Counter[str]) -> Iterator[tuple[Rows, Cells | None]]:
    """Yield (rows without tables, None), and ([], cells) for each table, from the top down."""
    text: Rows = []
    tables = _tables(rows)
    written: set[int] = set()
    for row in rows:
        for number in dict.fromkeys(_number(line) for line in row):
            if number in tables and number not in written:
                written.add(number)
                yield text, None
                text = []
                yield [], _cells(tables[number], words)
        if others := [line for line in row if _number(line) not in tables]:
            text.append(others)
    yield text, None


def _number(line: Line) -> int:
    return line.tag.table if line.tag else 0


def _tables(rows: Rows) -> dict[int, list[Line]]:
    """Return the lines of each table with several rows and columns; what lays out a page by a table is none."""
    found: dict[int, list[Line]] = {}
    for line in (line for row in rows for line in row):
        if number := _number(line):
            found.setdefault(number, []).append(line)
    return {number: lines for number, lines in found.items() if _holds_data(lines)}


def _holds_data(lines: Sequence[Line]) -> bool:
    cells: dict[int, set[int]] = {}
    columns: dict[int, set[int]] = {}
    for line in lines:
        if line.tag:
            cells.setdefault(line.tag.cell, set()).add(line.tag.paragraph)
            columns.setdefault(line.tag.row, set()).add(line.tag.cell)
    several = max(map(len, columns.values())) > 1 and len(columns) > 1
    return several and max(map(len, cells.values())) <= _MOST_PARAGRAPHS


def _cells(lines: Sequence[Line], words: Counter[str]) -> Cells:
    """Return a table's cells under the columns of the row that has most."""
    grid: dict[int, dict[int, list[Line]]] = {}
    for line in lines:
        if line.tag:
            grid.setdefault(line.tag.row, {}).setdefault(line.tag.cell, []).append(line)
    ordered = [row for _, row in sorted(grid.items())]
    places = _places(ordered)
    rows = tuple(tuple(_text(row, span, words) for span in places) for row in ordered)
    first = [line.tag for cell in ordered[0].values() for line in cell if line.tag]
    header = True if first and all(tag.header for tag in first) else None
    return Cells(rows, header)


def _places(rows: Sequence[dict[int, list[Line]]]) -> list[tuple[float, float]]:
    """Return the columns as (left, right), from the row that has most cells."""
    widest = max(rows, key=len)
    lefts = sorted(min(line.left for line in cell) for cell in widest.values())
    edges = [float("-inf"), *((one + two) / 2 for one, two in itertools.pairwise(lefts)), float("inf")]
    return list(itertools.pairwise(edges))


def _text(row: dict[int, list[Line]], span: tuple[float, float], words: Counter[str]) -> str:
    cells = [cell for _, cell in sorted(row.items()) if span[0] <= min(line.left for line in cell) < span[1]]
    return " ".join(joined((line.text for line in cell), words) for cell in cells)
