"""What is current: reading documents from Chroma, and bringing the word index up to date with them."""

from collections.abc import Iterable, Iterator

from store.chroma import Chroma
from store.documents import Document
from store.errors import StoreError, UnknownSourceError
from store.records import Head, State, document_from, head_from, head_id, part_ids
from store.word_index import Position, WordIndex, WordSnapshot

_ATTEMPTS = 20


def read_head(chroma: Chroma, source: str) -> Head | None:
    """Return the head of a source, which may say that the document was removed; None if it was never there."""
    found = chroma.records([head_id(source)])
    return head_from(found[0].metadata) if found else None


def read_heads(chroma: Chroma, sources: Iterable[str]) -> dict[str, Head]:
    """Return the heads of those sources that were ever there."""
    found = chroma.records([head_id(source) for source in sources])
    heads = [head_from(record.metadata) for record in found]
    return {head.summary.source: head for head in heads}


def read_document(chroma: Chroma, source: str) -> Document:
    """Return the current version of a document, whole.

    A switch between reading the head and reading the body is noticed by parts that are gone, and read again.

    Raises:
        UnknownSourceError: if the store has no such document.
        StoreError: if its body is not whole.
    """
    for _ in range(_ATTEMPTS):
        head = read_head(chroma, source)
        if head is None or head.removed:
            raise UnknownSourceError(f"No document {source!r} is in the store {chroma.place}.")
        parts = chroma.records(part_ids(head))
        if len(parts) == head.parts:
            return document_from(head, (part.metadata for part in parts))
    raise StoreError(
        f"The stored text of {source!r} is not whole: parts of it are missing in {chroma.place}. "
        "Remove the document and ingest it again."
    )


def current_documents(chroma: Chroma, heads: Iterable[Head]) -> Iterator[Document]:
    """Yield the documents of heads in their current version; those removed meanwhile are left out."""
    for head in heads:
        if head.removed:
            continue
        try:
            yield read_document(chroma, head.summary.source)
        except UnknownSourceError:
            continue


def synchronised(words: WordIndex, chroma: Chroma, state: State) -> WordSnapshot:
    """Return a snapshot of the word index that is at the state's generation or later.

    What is missing is read from Chroma: the documents that were switched after the index's generation.
    """
    snapshot = words.snapshot()
    wanted = position_of(state)
    while not _reached(snapshot.position, wanted):
        before = snapshot.position if snapshot.position and snapshot.position.store == state.store else None
        heads = list(chroma.heads(after=before.generation if before else -1))
        removed = [head.summary.source for head in heads if head.removed]
        snapshot = words.update(before, wanted, current_documents(chroma, heads), removed)
    return snapshot


def position_of(state: State) -> Position:
    """Return where the word index stands when it is up to date with a state."""
    return Position(state.store, state.generation)


def _reached(position: Position | None, wanted: Position) -> bool:
    return position is not None and position.store == wanted.store and position.generation >= wanted.generation
