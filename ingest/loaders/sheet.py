"""Excel and CSV: each row as a line that names its columns."""

import csv
import io
import itertools
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Protocol

from ingest.archives import opened
from ingest.dates import spoken, spoken_if_iso, spoken_month
from ingest.loaded import PARAGRAPH, TABLE, Loaded, Outline, Writing, clipped
from ingest.normalising import decoded, normalised
from ingest.tables import table_text
from store.errors import LoadError

_SHEET_LEVEL = 2
_DELIMITERS = ",;\t|"
_SNIFFED = 10_000
_LARGEST_FIELD = 1_000_000
# A float holds whole numbers exactly up to there.
_LARGEST_EXACT = 1e15
# Of a number's format: its words in quotes, its locale and colour in brackets, and signs that stand for themselves.
_LITERAL = re.compile(r'"[^"]*"|\[[^]]*]|\\.')


class _Cell(Protocol):
    """What is used of a cell of openpyxl, which has no types of its own."""

    @property
    def value(self) -> object: ...
    @property
    def number_format(self) -> str: ...


def load_excel(raw: bytes) -> Loaded:
    """Return the rows of an Excel file; every block has its sheet's number, counted from 1, and its name as heading.

    Raises:
        LoadError: if it is none, is damaged, or needs a password.
    """
    opened(raw, "Excel file (.xlsx)", "[Content_Types].xml")
    # Imported here because only Excel files need it.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            # It warns of styles and extensions that it does not know; none of them holds text.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
            return _book(book)
    except (InvalidFileException, KeyError, OSError, zipfile.BadZipFile) as error:
        raise LoadError("It is no Excel file (.xlsx), or is damaged. Open it in Excel and save it again.") from error


def load_csv(raw: bytes) -> Loaded:
    """Return the rows of a file of values that are separated by commas, semicolons, tabs or bars.

    Raises:
        LoadError: if it is not text, or a value is longer than any is.
    """
    text = normalised(decoded(raw))
    csv.field_size_limit(_LARGEST_FIELD)
    try:
        rows = [
            [spoken_if_iso(cell.strip()) for cell in row]
            for row in csv.reader(io.StringIO(text), delimiter=_delimiter(text))
        ]
    except csv.Error as error:
        raise LoadError(f"It cannot be read as rows of values: {error}. Open it and save it again as CSV.") from error
    writing = Writing(Outline())
    _write(writing, rows, None)
    return writing.loaded()


def _book(book: object) -> Loaded:
    properties = book.properties  # type: ignore[attr-defined]
    writing = Writing(Outline(title=clipped(normalised(properties.title or ""))))
    for number, sheet in enumerate(book.worksheets, start=1):  # type: ignore[attr-defined]
        if sheet.sheet_state != "visible":
            continue
        rows = [[_written(cell) for cell in row] for row in sheet.iter_rows()]
        if any(map(any, rows)):
            writing.add_heading(sheet.title, _SHEET_LEVEL, number)
            _write(writing, rows, number)
    author = normalised(properties.creator or "").strip()
    return replace(
        writing.loaded(),
        date=properties.created.date().isoformat() if properties.created else "",
        updated=properties.modified.date().isoformat() if properties.modified else "",
        author="" if author.lower() == "openpyxl" else author,
        language=(properties.language or "")[:2].lower(),
    )


def _write(writing: Writing, rows: Iterable[Sequence[str]], page: int | None) -> None:
    """Write the tables that blank rows separate; a row of one value above a table is a paragraph."""
    for blank, group in itertools.groupby(rows, key=lambda row: not any(row)):
        if blank:
            continue
        table = list(_trimmed(list(group)))
        while len(table) > 1 and sum(map(bool, table[0])) == 1 < len(table[0]):
            writing.add(normalised("".join(table.pop(0))), PARAGRAPH, page)
        writing.add(normalised(table_text(table)), TABLE if len(table[0]) > 1 else PARAGRAPH, page)


def _trimmed(rows: list[Sequence[str]]) -> Iterator[list[str]]:
    """Yield rows of one length without the columns that are empty in all of them."""
    width = max(map(len, rows))
    filled = [place for place in range(width) if any(place < len(row) and row[place] for row in rows)]
    for row in rows:
        yield [row[place] if place < len(row) else "" for place in filled]


def _written(cell: "_Cell") -> str:
    """Return a cell's value as the sheet shows it to people: dates in words, shares in per cent."""
    value = cell.value
    if isinstance(value, datetime):
        return _dated(value, cell.number_format)
    if isinstance(value, float | int) and not isinstance(value, bool):
        share = "%" in cell.number_format
        number = _number(value * 100 if share else value)
        return f"{number}%" if share else number
    if isinstance(value, time):
        return value.isoformat("minutes" if not value.second else "seconds")
    return "" if value is None else spoken_if_iso(re.sub(r"\s+", " ", str(value)).strip())


def _dated(moment: datetime, form: str) -> str:
    """Return a date no more exactly than its cell shows it: Excel keeps "July 2012" as the first of that month."""
    shown = _LITERAL.sub("", form.lower())
    if "d" in shown or "h" in shown:
        return spoken(moment)
    return spoken_month(moment) if "m" in shown else str(moment.year)


def _number(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    return str(int(value)) if abs(value) < _LARGEST_EXACT and value.is_integer() else f"{value:.10g}"


def _delimiter(text: str) -> str:
    """Return what separates values: what the first lines hold most evenly."""
    lines = [line for line in text[:_SNIFFED].split("\n")[:20] if line]
    counts = {sign: [line.count(sign) for line in lines] for sign in _DELIMITERS}
    even = [sign for sign in _DELIMITERS if counts[sign] and min(counts[sign]) > 0 and len(set(counts[sign])) == 1]
    return max(even or _DELIMITERS, key=lambda sign: sum(counts[sign]))
