"""PDFs of a folder, read and cut into passages: python -m benchmarks.pdf FOLDER [--json].

For each file: pages, passages, seconds, how many of its letters and digits were kept, and what looks odd. What is
missing of the letters are running heads, feet and page numbers, and what stands at another angle than the page.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pypdfium2

from ingest.loaded import HEADING, PARAGRAPH, TABLE, Loaded
from ingest.splitting import split
from ingest.worker import Worker
from store.embedder import Embedder, open_embedder
from store.errors import LoadError
from store.settings import Settings

_SHORT = 12
_MANY = 0.25
_FEWEST_KEPT = 0.95


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one file."""

    name: str
    pages: int = 0
    passages: int = 0
    seconds: float = 0.0
    kept: float = 0.0
    """Of the letters and digits that pdfium finds on the pages."""
    title: str = ""
    date: str = ""
    odd: str = ""


def measured(path: Path, worker: Worker, embedder: Embedder) -> Row:
    """Return what a file gives, or why it gives nothing."""
    raw = path.read_bytes()
    started = time.monotonic()
    try:
        loaded = worker.load(raw, path.name)
    except LoadError as error:
        return Row(path.name, odd=str(error))
    seconds = time.monotonic() - started
    pages, letters = _drawn(raw)
    kept = (letters & _letters(loaded.text)).total() / max(1, letters.total())
    passages = split(loaded, embedder.count, embedder.window)
    odd = "; ".join(_odd(loaded, pages, kept))
    return Row(path.name, pages, len(passages), round(seconds, 2), round(kept, 4), loaded.title, loaded.date, odd)


def _drawn(raw: bytes) -> tuple[int, Counter[str]]:
    document = pypdfium2.PdfDocument(raw)
    letters: Counter[str] = Counter()
    for page in document:
        letters += _letters(page.get_textpage().get_text_range())
    return len(document), letters


def _letters(text: str) -> Counter[str]:
    raised = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱ", "0123456789abcdefghi")
    return Counter(character for character in text.translate(raised).lower() if character.isalnum())


def _odd(loaded: Loaded, pages: int, kept: float) -> Iterator[str]:
    if empty := set(range(1, pages + 1)) - {block.page for block in loaded.blocks}:
        yield f"no text on pages {', '.join(map(str, sorted(empty)))}"
    if kept < _FEWEST_KEPT:
        yield f"{1 - kept:.1%} of the letters left out"
    if not loaded.date:
        yield "no date"
    paragraphs = [block for block in loaded.blocks if block.kind == PARAGRAPH]
    short = sum(block.end - block.start < _SHORT for block in paragraphs)
    if short > 3 + _MANY * len(paragraphs):
        yield f"{short} of {len(paragraphs)} paragraphs are shorter than {_SHORT} characters"
    headings = sum(block.kind == HEADING for block in loaded.blocks)
    if headings > 5 + len(loaded.blocks) / 2:
        yield f"{headings} of {len(loaded.blocks)} blocks are headings"
    if not any(block.kind in (PARAGRAPH, TABLE) for block in loaded.blocks):
        yield "neither paragraphs nor tables"


def main() -> int:
    """Print a row for each PDF, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    options = parser.parse_args()
    embedder = open_embedder(Settings())
    with Worker() as worker:
        rows = [measured(path, worker, embedder) for path in sorted(options.folder.rglob("*.pdf"))]
    if options.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2))
        return 0
    for row in rows:
        print(f"{row.name:28} {row.pages:4} {row.passages:5} {row.seconds:6.2f} s {row.kept:7.2%}  {row.title[:50]}")
        if row.odd:
            print(f"{'':28} odd: {row.odd}")
    pages, seconds = sum(row.pages for row in rows), sum(row.seconds for row in rows)
    print(f"{len(rows)} files, {pages} pages, {sum(row.passages for row in rows)} passages, {seconds:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
