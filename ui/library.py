"""The documents behind the page: listed, added, removed, and read again."""

import re
import shutil
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from store.documents import Document, DocumentSummary
from store.errors import LoadError

if TYPE_CHECKING:
    from ingest.report import Event, Report
    from store import Store

UPLOADS = "uploads"
"""Folder of what was dropped on the page, under the store's directory."""
_LONGEST_NAME = 120
_UNSAFE = re.compile(r"[^\w.() -]+")


@dataclass(frozen=True)
class Library:
    """The documents of one store; opened with the first use."""

    store_of: "Callable[[], Store]"
    below: Path = Path()
    """Folders of documents are looked for here; the folder that the page was started in."""
    _drawing: threading.Lock = field(default_factory=threading.Lock)
    """Pages are drawn one after the other, since each takes a processor and memory of its own."""

    @property
    def uploads(self) -> Path:
        """The folder of what was dropped on the page."""
        return self.store_of().settings.store / UPLOADS

    def summaries(self) -> list[DocumentSummary]:
        """Return what is stored, in the order of the sources."""
        return self.store_of().summaries()

    def document(self, source: str) -> Document:
        """Return the current version of a document."""
        return self.store_of().document(source)

    def add(self, files: Sequence[Path]) -> "Iterator[Event | Report]":
        """Copy files into the folder of uploads and ingest it; one of the same name is replaced.

        Raises:
            LoadError: if a file is of a kind that is not read.
        """
        from ingest.loaders import loader_of

        names = [safe_name(file.name) for file in files]
        for name in names:
            loader_of(name)
        self.uploads.mkdir(parents=True, exist_ok=True)
        for file, name in zip(files, names, strict=True):
            shutil.copyfile(file, self.uploads / name)
        yield from self._ingested([self.uploads])

    def folders(self) -> list[Path]:
        """Return the folders that stored documents came from, as far as they are found again."""
        names = dict.fromkeys(PurePosixPath(summary.source).parts[0] for summary in self.summaries())
        found = [self.uploads if name == UPLOADS else self.below / name for name in names if name not in ("..", "/")]
        return [folder for folder in found if folder.is_dir()]

    def read_again(self) -> "Iterator[Event | Report]":
        """Ingest the folders again; what did not change costs next to nothing."""
        yield from self._ingested(self.folders())

    def remove(self, source: str) -> None:
        """Remove a document from the store, and its file where it was dropped on the page."""
        with self.store_of().writer() as writer:
            writer.remove(source)
        folder, _, name = source.partition("/")
        if folder == UPLOADS and name == safe_name(name):
            (self.uploads / name).unlink(missing_ok=True)

    def printed(self, document: Document) -> bytes | None:
        """Return the PDF that a document was made of; None where it is none, or not at hand as it was then."""
        from ingest.reading import is_made_of

        if not document.source.lower().endswith(".pdf"):
            return None
        file = self._file(document.source)
        if file is None or not file.is_file():
            return None
        raw = file.read_bytes()
        return raw if is_made_of(document, raw) else None

    def has_printed(self, document: Document) -> bool:
        """Return whether its pages can be drawn."""
        return self.printed(document) is not None

    def draw(self, source: str, page: int, quote: str) -> bytes:
        """Return a page of a document's PDF as PNG, the quote marked on it.

        Raises:
            LoadError: if the PDF is not at hand, or cannot be drawn.
            UnknownSourceError: if there is no such document.
        """
        from ingest.drawing import draw
        from ingest.worker import Limits

        raw = self.printed(self.document(source))
        if raw is None:
            raise LoadError(f"The PDF {source!r} is not at hand as it was ingested. Ingest it again to see its pages.")
        with self._drawing:
            return draw(raw, page, quote, Limits.of(self.store_of().settings))

    def _file(self, source: str) -> Path | None:
        """Return where the file of a source is looked for; None where that is outside the folders."""
        folder, _, name = source.partition("/")
        base, below = (self.uploads, name) if folder == UPLOADS else (self.below, source)
        file = (base / below).resolve()
        return file if file.is_relative_to(base.resolve()) else None

    def _ingested(self, paths: Sequence[Path]) -> "Iterator[Event | Report]":
        """Yield what becomes of each document while it happens, then the report."""
        from ingest import ingest

        events: SimpleQueue[Event] = SimpleQueue()
        with ThreadPoolExecutor(1) as worker:
            running = worker.submit(ingest, list(paths), self.store_of(), on_event=events.put)
            while not (running.done() and events.empty()):
                try:
                    yield events.get(timeout=0.2)
                except Empty:
                    continue
            yield running.result()


def safe_name(name: str) -> str:
    """Return a file name without folders, hidden names and unusual characters."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = _UNSAFE.sub("_", last).strip(" .")
    if not kept or kept.startswith("_."):
        raise LoadError(f"{name!r} is no name for a document. Rename the file.")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[: _LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if dot else kept[:_LONGEST_NAME]
