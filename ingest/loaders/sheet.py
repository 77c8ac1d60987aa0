"""Excel and CSV: each row as a line that names its columns."""

import csv
import io
import itertools
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from ingest.archives import opened
from ingest.loaded import PARAGRAPH, TABLE, Loaded, Outline, Writing, clipped
from ingest.normalising import decoded, normalised
from ingest.tables import table_text
from store.errors import LoadError

_SHEET_LEVEL = 2
_DELIMITERS = ",;\t|"
_SNIFFED = 10_000
_LARGEST_FIELD = 1_000_000


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
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=_delimiter(text))]
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
        rows = [[_written(value) for value in row] for row in sheet.iter_rows(values_only=True)]
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


def _written(value: object) -> str:
    """Return a cell's value as people write it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    return re.sub(r"\s+", " ", str(value)).strip()


def _delimiter(text: str) -> str:
    """Return what separates values: what the first lines hold most evenly."""
    lines = [line for line in text[:_SNIFFED].split("\n")[:20] if line]
    counts = {sign: [line.count(sign) for line in lines] for sign in _DELIMITERS}
    even = [sign for sign in _DELIMITERS if counts[sign] and min(counts[sign]) > 0 and len(set(counts[sign])) == 1]
    return max(even or _DELIMITERS, key=lambda sign: sum(counts[sign]))
