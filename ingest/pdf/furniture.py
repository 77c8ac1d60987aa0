"""What a page shows and the document does not say: running heads, footers and page numbers."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ingest.pdf.lines import Line

# How much of a page's height is its head, and its foot.
_MARGIN = 0.12
_SAME_PLACE = 4.0
# Heads of chapters are larger than the text; running heads are not.
_LARGER = 1.3
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—(\[\s]*(?:(?:page|seite|p\.|pág\.?|стр\.)\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:/|of|von|de|sur|из)\s*\d{1,4})?"
    r"[-–—)\]\s]*",
    re.IGNORECASE,
)
_FOOTER_NUMBER = re.compile(r"(?:\d{1,4}/\d{1,4}|\d{2}-\d{5}\S*)(?:\s+(?:\d{1,4}/\d{1,4}|\d{2}-\d{5}\S*))*")


def without_furniture(pages: Sequence[list[list[Line]]], heights: Sequence[float]) -> list[list[list[Line]]]:
    """Return the rows of each page without running heads, footers and page numbers.

    A head or foot is what stands in the margin at one place on several pages, apart from the page's number.
    """
    largest = _LARGER * _body_size(line for rows in pages for row in rows for line in row)
    margins = [
        [line for row in rows for line in row if _in_margin(line, height) and line.size <= largest]
        for rows, height in zip(pages, heights, strict=True)
    ]
    shift = _shift(margins)
    keys = [[_key(line, number - shift) for line in lines] for number, lines in enumerate(margins, start=1)]
    common = Counter(key for page in keys for key in set(page))
    dropped = {
        id(line)
        for lines, page_keys, height in zip(margins, keys, heights, strict=True)
        for line, key in zip(lines, page_keys, strict=True)
        if _repeats(key, common) or _is_furniture(line, height)
    }
    kept = [[[line for line in row if id(line) not in dropped] for row in rows] for rows in pages]
    return [[row for row in rows if row] for rows in kept]


def _body_size(lines: Iterable[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _in_margin(line: Line, height: float) -> bool:
    return line.base > (1 - _MARGIN) * height or line.base < _MARGIN * height


def _shift(margins: Sequence[Sequence[Line]]) -> int:
    """Return what the printed page numbers are behind the pages counted from 1, as in a book with a preface."""
    shifts = Counter(
        number - int(found)
        for number, lines in enumerate(margins, start=1)
        for line in lines
        for found in set(_NUMBER.findall(line.text))
        if len(found) < 5
    )
    return shifts.most_common(1)[0][0] if shifts else 0


def _key(line: Line, number: int) -> tuple[str, int, int]:
    tokens = [("#" if _is_number(token, number) else token) for token in re.findall(r"\w+|[^\w\s]", line.text)]
    return " ".join(sorted(tokens)), round(line.size), round(line.base / _SAME_PLACE)


def _is_number(token: str, number: int) -> bool:
    return token.isdecimal() and len(token) < 5 and int(token) == number


def _repeats(key: tuple[str, int, int], common: Counter[tuple[str, int, int]]) -> bool:
    text, size, place = key
    return sum(common[text, size, near] for near in (place - 1, place, place + 1)) > 1


def _is_furniture(line: Line, height: float) -> bool:
    """Return whether a line alone shows that it is none of the text: a page number, or marked so by the document."""
    if _PAGE_NUMBER.fullmatch(line.text) or (line.base < _MARGIN * height and _FOOTER_NUMBER.fullmatch(line.text)):
        return True
    artifact = line.tag is not None and line.tag.role == "Artifact"
    # A first page's head says what the document is: its number, who it is from, its date.
    return artifact and (line.page > 1 or line.base < _MARGIN * height)
