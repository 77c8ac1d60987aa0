"""A PDF's pages as paragraphs and tables in reading order."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.pdf.furniture import without_furniture
from ingest.pdf.lines import rows_of
from ingest.pdf.order import Column, read_in_order
from ingest.pdf.paragraphs import Paragraph, paragraphs_of, with_heading, words_of
from ingest.pdf.tagged import tables_apart
from ingest.tables import table_text
from store.sentences import sentence_spans

if TYPE_CHECKING:
    from ingest.pdf.runs import Drawn

_ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*[⁰¹²³⁴-⁹]*$")
# Of the size that most text has: smaller letters are notes.
_SMALL = 0.92
_FEWEST_LABELS = 4
_LONGEST_LABEL = 16


@dataclass(frozen=True, slots=True)
class Table:
    """A table as text, a row on each line."""

    text: str
    page: int


Part = Paragraph | Table


def parts_of(pages: Sequence["Drawn"]) -> list[Part]:
    """Return paragraphs and tables in reading order, headings marked, and each sentence on the page it begins on."""
    parts = list(_parts(pages))
    body = body_size(parts)
    marked = [with_heading(part, body) if isinstance(part, Paragraph) else part for part in parts]
    return _carried(list(_with_labels_together(marked)), body)


def _parts(pages: Sequence["Drawn"]) -> Iterator[Part]:
    rows = [rows_of(page.runs) for page in pages]
    for number, page_rows in enumerate(rows, start=1):
        for line in (line for row in page_rows for line in row):
            line.page = number
    rows = without_furniture(rows, [page.height for page in pages])
    words = words_of(line for page in rows for row in page for line in row)
    for number, page_rows in enumerate(rows, start=1):
        for text_rows, cells in tables_apart(page_rows, words):
            if cells is not None:
                yield Table(table_text(cells.rows, cells.header), number)
            for part in read_in_order(text_rows):
                if isinstance(part, Column):
                    yield from paragraphs_of(part.lines, words)
                else:
                    yield Table(table_text(part.rows), number)


def body_size(parts: Sequence[Part]) -> float:
    """Return the size that most of the text has."""
    sizes: Counter[float] = Counter()
    for part in parts:
        if not isinstance(part, Table):
            sizes[round(part.size * 2) / 2] += len(part.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _with_labels_together(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the parts, runs of very short ones, as the labels of a chart, as one part with a line for each."""
    for short, run in itertools.groupby(parts, key=_is_label):
        group = list(run)
        if not short or len(group) < _FEWEST_LABELS:
            yield from group
            continue
        for _, labels in itertools.groupby(group, key=lambda part: part.page):
            first, *others = labels
            if isinstance(first, Paragraph):
                yield replace(first, text="\n".join([first.text, *(other.text for other in others)]))


def _is_label(part: Part) -> bool:
    return isinstance(part, Paragraph) and not part.heading and not part.item and len(part.text) <= _LONGEST_LABEL


def _carried(parts: Sequence[Part], body: float) -> list[Part]:
    """Return the parts, a sentence that runs over the end of a page whole on the page on which it begins."""
    whole = list(parts)
    last: int | None = None
    for place, part in enumerate(whole):
        if isinstance(part, Table):
            continue
        text = not part.heading and part.size > _SMALL * body
        before = whole[last] if last is not None else None
        if text and last is not None and isinstance(before, Paragraph) and _goes_on(before, part):
            end, rest = _first_sentence(part.text)
            whole[last] = replace(before, text=f"{before.text} {end}")
            whole[place] = replace(part, text=rest)
        if text or part.heading:
            last = place if text else None
    return [part for part in whole if part.text]


def _goes_on(before: Paragraph, part: Paragraph) -> bool:
    """Return whether a paragraph goes on with the last sentence of the page before."""
    if before.page != part.page - 1:
        return False
    return not _ENDS.search(before.text) and not part.item and (before.full or part.text[:1].islower())


def _first_sentence(text: str) -> tuple[str, str]:
    spans = sentence_spans(text)
    end = spans[0][1] if spans else len(text)
    return text[:end].rstrip(), text[end:].lstrip()
