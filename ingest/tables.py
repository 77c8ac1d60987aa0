"""Tables as text that keeps what each row says: "Column: value; Column: value"."""

import re
from collections.abc import Iterator, Sequence

Cells = Sequence[str]

# A blank line: rows of one width would be read as the lines of a paragraph, and several of them quoted as a sentence.
_BETWEEN = "\n\n"
_LONGEST_HEADER = 80
# A word, or a year.
_NAME = re.compile(r"[^\W\d_]|^(?:19|20)\d{2}\b")


def table_text(rows: Sequence[Cells], header: bool | None = None) -> str:
    """Return a paragraph for each row, each value with the name of its column in front.

    Args:
        rows: the cells, the first row first.
        header: whether the first row names the columns; None to tell from the cells. Where it does not, values are
            joined with " | ".
    """
    filled = [[" ".join(cell.split()) for cell in row] for row in rows]
    filled = [row for row in filled if any(row)]
    if not filled:
        return ""
    first = 1
    while first < len(filled) - 1 and not filled[first][0] and any(row[0] for row in filled[first:]):
        first += 1
    names = _names(filled[:first])
    if len(filled) == first or not (_names_columns(names, filled[first:]) if header is None else header):
        return _BETWEEN.join(" | ".join(filter(None, row)) for row in filled)
    lines = [_row(names, row) for row in filled[first:]]
    used = {place for row in filled[first:] for place, value in enumerate(row) if value and not _is_label(names, row)}
    # Columns without a value are named once, so that nothing that the table shows is lost.
    unused = [name for place, name in enumerate(names) if name and place not in used]
    return _BETWEEN.join([" | ".join(unused), *lines] if unused else lines)


def _names(rows: Sequence[Cells]) -> list[str]:
    """Return the columns' names from the rows above the first that has a first cell; an upper name spans columns."""
    names = list(rows[-1])
    for row in rows[-2::-1]:
        above = ""
        for place, name in enumerate(names):
            above = row[place] or (above if name else "")
            names[place] = f"{above} {name}".strip()
    return names


def _row(names: Cells, row: Cells) -> str:
    return "; ".join(_values(names, row))


def _values(names: Cells, row: Cells) -> Iterator[str]:
    if _is_label(names, row):
        yield row[0]
        return
    for place, value in enumerate(row):
        name = names[place] if place < len(names) else ""
        if value:
            yield f"{name.rstrip(':')}: {value}" if name else value


def _is_label(names: Cells, row: Cells) -> bool:
    """Return whether a row is a heading among the rows: the name of the first column says nothing about it."""
    return len(names) > 1 and bool(row[0]) and sum(map(bool, row)) == 1


def _names_columns(names: Cells, rows: Sequence[Cells]) -> bool:
    """Return whether cells name columns: short, different texts, no numbers but years; the first may be empty."""
    named = [name for name in names if name]
    if len(names) < 2 or not all(names[1:]) or len(set(named)) < len(named):
        return False
    if any(len(name) > _LONGEST_HEADER or not _NAME.search(name) for name in named):
        return False
    # A table whose first row names no column cannot be told from one whose does; most do.
    return len(rows) > 0 and (bool(names[0]) or any(row[0] for row in rows))
