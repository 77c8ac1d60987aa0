"""Compare SQLite FTS5 and tantivy as the word index, in one run: build, update and query.

python -m benchmarks.word_index [--passages 100000]
"""

import argparse
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import tantivy

from benchmarks.passages import passages
from store.words import content_words

_UPDATES = 200
_QUESTIONS = 300
_HITS = 60


class Index(Protocol):
    """What both indexes are asked to do."""

    def build(self, texts: Sequence[str]) -> None:
        """Index all texts in one commit."""

    def update(self, number: int, text: str) -> None:
        """Replace one text, committed."""

    def search(self, words: Sequence[str]) -> Sequence[object]:
        """Return the best hits for any of the words."""


class Fts5:
    """SQLite's full-text index with its Porter stemmer."""

    def __init__(self, folder: Path) -> None:
        """Make an empty index."""
        self._connection = sqlite3.connect(folder / "fts5.sqlite")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'porter unicode61')")

    def build(self, texts: Sequence[str]) -> None:
        """Index all texts in one commit."""
        with self._connection:
            self._connection.executemany("INSERT INTO words(rowid, text) VALUES (?, ?)", enumerate(texts, 1))

    def update(self, number: int, text: str) -> None:
        """Replace one text, committed."""
        with self._connection:
            self._connection.execute("UPDATE words SET text = ? WHERE rowid = ?", (text, number + 1))

    def search(self, words: Sequence[str]) -> Sequence[object]:
        """Return the best hits for any of the words."""
        query = " OR ".join(f'"{word}"' for word in words)
        statement = "SELECT rowid, bm25(words) FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?"
        return self._connection.execute(statement, (query, _HITS)).fetchall()


class Tantivy:
    """tantivy with its English stemmer."""

    def __init__(self, folder: Path) -> None:
        """Make an empty index."""
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("text", tokenizer_name="en_stem")
        self._index = tantivy.Index(builder.build(), path=str(folder))

    def build(self, texts: Sequence[str]) -> None:
        """Index all texts in one commit."""
        writer = self._index.writer(heap_size=128_000_000, num_threads=1)
        for number, text in enumerate(texts):
            writer.add_document(tantivy.Document(id=str(number), text=text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def update(self, number: int, text: str) -> None:
        """Replace one text, committed."""
        writer = self._index.writer(heap_size=64_000_000, num_threads=1)
        writer.delete_documents_by_term("id", str(number))
        writer.add_document(tantivy.Document(id=str(number), text=text))
        writer.commit()
        writer.wait_merging_threads()

    def search(self, words: Sequence[str]) -> Sequence[object]:
        """Return the best hits for any of the words."""
        searcher = self._index.searcher()
        query = self._index.parse_query(" ".join(words), ["text"])
        return [searcher.doc(address)["id"] for _, address in searcher.search(query, _HITS, count=False).hits]


def main() -> None:
    """Print one line an index."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--passages", type=int, default=100_000)
    texts = [text for _, text in passages(parser.parse_args().passages)]
    questions = [_question(text) for text in random.Random(1).sample(texts, _QUESTIONS)]
    print(f"{len(texts):,} passages, {len(questions)} questions of words from them, {_UPDATES} updates")
    print(f"{'':8} {'build s':>8} {'update ms':>10} {'query ms':>9} {'95 of 100':>10} {'MB':>6}")
    for index in (Fts5, Tantivy):
        with tempfile.TemporaryDirectory() as folder:
            print(_row(index, Path(folder), texts, questions))


def _row(kind: Callable[[Path], Index], folder: Path, texts: Sequence[str], questions: Sequence[Sequence[str]]) -> str:
    index = kind(folder)
    build = _seconds(lambda: index.build(texts))
    queries = [_seconds(lambda words=words: index.search(words)) * 1000 for words in questions]  # type: ignore[misc]
    updates = [_seconds(lambda number=number: index.update(number, texts[-number])) for number in range(_UPDATES)]  # type: ignore[misc]
    size = sum(file.stat().st_size for file in folder.rglob("*")) / 1e6
    name = type(index).__name__
    slow = statistics.quantiles(queries, n=20)[-1]
    update = statistics.median(updates) * 1000
    return f"{name:8} {build:8.1f} {update:10.1f} {statistics.median(queries):9.2f} {slow:10.2f} {size:6.0f}"


def _question(text: str) -> list[str]:
    middle = " ".join(re.findall(r"[A-Za-z]+", text)[20:32])
    return content_words(middle) or ["partnership"]


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
