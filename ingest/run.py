"""The ingest: paths in, a store brought up to date, a report out."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.reading import Reading
from ingest.report import OnEvent, Report, Tally
from ingest.sources import Page, Source, Sources, find_sources
from ingest.worker import Limits, Worker
from store.documents import Document
from store.errors import LoadError
from store.settings import Settings

if TYPE_CHECKING:
    from store.store import Store
    from store.writer import Writer

PathLike = str | os.PathLike[str]


def ingest(
    paths: PathLike | Iterable[PathLike],
    store: "PathLike | Store | None" = None,
    prune: bool = False,
    rebuild: bool = False,
    on_event: OnEvent | None = None,
    allow_private: bool = False,
) -> Report:
    """Bring the store up to date with files, and return what that took.

    Args:
        paths: files, folders and http(s) addresses. Unchanged documents cost a look at their bytes; of changed ones
            only the passages that changed are embedded. A bad file is reported, and what was stored for it stays.
        store: an open store, or the directory of one; None for the one that the settings name.
        prune: also remove the documents of the given folders whose files are gone.
        rebuild: first embed everything that is stored again, as after a change of the embedding model.
        on_event: called after each document.
        allow_private: also fetch addresses that lead to private or loopback networks.

    Raises:
        IngestError: if a path is not there, or two of them would have one name in the store.
        StoreError: if the store cannot be opened or written, or another process is writing.
    """
    sources = find_sources([paths] if isinstance(paths, (str, os.PathLike)) else paths)
    opened = _open(store)
    tally = Tally(len(sources.files) + len(sources.pages) + len(sources.unreadable), on_event)
    with Worker(Limits.of(Settings.from_environment())) as worker, opened.writer() as writer:
        if rebuild:
            tally.embedded += writer.rebuild()
        hashes = {summary.source: summary.content_hash for summary in opened.summaries()}
        _update(writer, sources, hashes, Reading(worker, opened.embedder, allow_private), tally)
        if prune:
            _prune(writer, sources.gone(hashes), tally)
    return tally.report(sources.skipped)


def _open(store: "PathLike | Store | None") -> "Store":
    # Imported here so that importing the package loads no database.
    from store.store import Store

    if isinstance(store, Store):
        return store
    settings = Settings.from_environment()
    return Store.open(replace(settings, store=Path(store)) if store is not None else settings)


def _update(writer: "Writer", sources: Sources, hashes: Mapping[str, str], reading: Reading, tally: Tally) -> None:
    for name, reason in sources.unreadable:
        tally.note(name, "failed", reason)
    for written in writer.replace(_changed([*sources.files, *sources.pages], hashes, reading, tally)):
        tally.embedded += written.embedded
        tally.reused += written.reused
        tally.note(written.source, "added" if written.added else "updated", tally.warnings.get(written.source, ""))


def _changed(
    sources: Iterable[Source | Page], hashes: Mapping[str, str], reading: Reading, tally: Tally
) -> Iterator[Document]:
    """Yield the documents that differ from what is stored, one in memory at a time."""
    for source in sources:
        try:
            read = reading.changed(source, hashes.get(source.name, ""))
        except LoadError as error:
            tally.note(source.name, "failed", str(error))
            continue
        if read is None:
            tally.note(source.name, "unchanged")
            continue
        if read.warning:
            tally.warnings[source.name] = read.warning
        yield read.document


def _prune(writer: "Writer", names: Iterable[str], tally: Tally) -> None:
    for name in names:
        if writer.remove(name):
            tally.note(name, "removed")
