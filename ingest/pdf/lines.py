"""From runs to the lines of a page: what stands beside each other, with blanks where gaps are."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.pdf.runs import Run
    from ingest.pdf.tags import Tag

# Of the size of the letters.
_BLANK = 0.16
_WIDE = 0.9
_OVERLAP = 0.5
_RAISED = 0.15
_SMALLER = 0.82
_LETTERS = re.compile(r"[a-pr-z](?:,\s?[a-pr-z])*")
_RAISED_SIGNS = str.maketrans("0123456789abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_LONGEST_MARK = 4


@dataclass(slots=True)
class Line:
    """A stretch of text without a wide gap."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    """Whether all of its letters are."""
    tag: "Tag | None"
    page: int = 0


def rows_of(runs: Iterable["Run"]) -> list[list[Line]]:
    """Return the rows of a page from the top down, each the lines that stand beside each other from the left."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: -run.base):
        near = next((row for row in reversed(rows[-3:]) if _beside(row, run)), None)
        if near is None:
            rows.append([run])
        else:
            near.append(run)
    rows.sort(key=lambda row: -max(row, key=lambda run: run.size).base)
    return [_lines(sorted(row, key=lambda run: run.left)) for row in rows]


def _beside(row: Sequence["Run"], run: "Run") -> bool:
    first = max(row, key=lambda other: other.size)
    low, high = max(first.base, run.base), min(first.base + first.size, run.base + run.size)
    return high - low > _OVERLAP * min(first.size, run.size)


def _lines(row: Sequence["Run"]) -> list[Line]:
    lines: list[list[Run]] = []
    for run in row:
        if lines and _joins(lines[-1], run):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [line for line in map(_line, lines) if line.text]


def _joins(line: Sequence["Run"], run: "Run") -> bool:
    last = line[-1]
    cells = [(part.tag.table, part.tag.cell) if part.tag else (0, 0) for part in (last, run)]
    return cells[0] == cells[1] and run.left - max(part.right for part in line) < _WIDE * max(last.size, run.size)


def _line(runs: Sequence["Run"]) -> Line:
    size = max((run.size for run in runs), key=lambda size: sum(len(run.text) for run in runs if run.size == size))
    base = next(run.base for run in runs if run.size == size)
    text = ""
    right = runs[0].left
    for run in runs:
        part = _raised(run, size, base)
        blank = run.left - right > _BLANK * size and ord(part[0]) not in _RAISED_SIGNS.values()
        text += (" " if blank and not text.endswith(" ") else "") + part
        right = max(right, run.right)
    lettered = [run for run in runs if any(map(str.isalnum, run.text))]
    bold = bool(lettered) and all(run.bold for run in lettered)
    return Line(" ".join(text.split()), runs[0].left, right, base, size, bold, runs[0].tag)


def _raised(run: "Run", size: float, base: float) -> str:
    """Return the text of a run, a footnote's number as raised digits so that it does not join a number before it."""
    mark = run.text.strip()
    small = run.size < _SMALLER * size and run.base > base + _RAISED * size and len(mark) <= _LONGEST_MARK
    note = mark.isdigit() or _LETTERS.fullmatch(mark)
    return run.text.translate(_RAISED_SIGNS) if small and note else run.text
