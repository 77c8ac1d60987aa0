"""The re-ingest protocol: new passages, then the switch, then what is no longer named goes.

A crash before the switch leaves the old version with some vectors and parts that no record names; a crash after it
leaves the new version with the old one's. Readers pass over both, and the next writer sweeps them. The new heads
and the new generation are one write, so that no reader can see the one without the other.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain

from store.catalogue import (
    current_documents,
    position_of,
    read_document,
    read_heads,
    synchronised,
)
from store.chroma import PASSAGES, WRITE_BATCH, Chroma
from store.documents import Document, Passage
from store.embedder import Embedder
from store.errors import EmbedderMismatchError
from store.records import (
    PART,
    Head,
    Record,
    State,
    body_records,
    head_record,
    part_ids,
    passage_ids,
)
from store.word_index import WordIndex

# Enough passages to fill the embedder's batches with texts of like length; few enough to keep memory flat.
_GROUP_PASSAGES = 512
# One write switches a whole group: its heads and the state.
_GROUP_DOCUMENTS = min(100, WRITE_BATCH - 1)


@dataclass(frozen=True, slots=True)
class Written:
    """What replacing one document took."""

    source: str
    added: bool
    """True if no version of it was there."""
    embedded: int
    """Passages whose vectors were made."""
    reused: int
    """Passages that kept their id and vector."""


@dataclass(frozen=True)
class _Change:
    """A document on its way to replace what is there."""

    document: Document
    ids: Sequence[str]
    former: Document | None
    former_parts: Sequence[str]

    @property
    def former_ids(self) -> frozenset[str]:
        return frozenset(passage_ids(self.former)) if self.former else frozenset()

    @property
    def fresh(self) -> list[tuple[str, Passage]]:
        known = self.former_ids
        pairs = zip(self.ids, self.document.passages, strict=True)
        return [(id_, passage) for id_, passage in pairs if id_ not in known]


class Writer:
    """Changes documents in a store; made by Store.writer(), which holds the lock."""

    def __init__(
        self,
        chroma: Chroma,
        words: WordIndex,
        embedder: Embedder,
        on_write: Callable[[str], None],
        publish: Callable[[State], None],
    ) -> None:
        """Begin where the store stands."""
        self._chroma = chroma
        self._words = words
        self._embedder = embedder
        self._on_write = on_write
        self._publish = publish
        self._state = chroma.state()

    # Changing documents ---------------------------------------------------------------------------------------

    def replace(self, documents: Iterable[Document]) -> Iterator[Written]:
        """Write documents in groups, each in place of its former version, and yield what each took.

        A document is current when it is yielded. Documents are taken from the iterable as they are needed.

        Raises:
            EmbedderMismatchError: if the store was made with another embedder.
        """
        for group in groups(documents):
            yield from self._replace_group(group)

    def remove(self, source: str) -> bool:
        """Remove a document; return whether it was there."""
        head = read_heads(self._chroma, [source]).get(source)
        if head is None or head.removed:
            return False
        former = read_document(self._chroma, source)
        gone = replace(former, text="", passages=(), version=former.version + 1, ingested=_now())
        state = self._begun()
        self._switch([head_record(gone, 0, state.generation + 1, removed=True)], [], [source])
        self._clear([_Change(gone, [], former, part_ids(head))])
        return True

    def rebuild(self) -> int:
        """Embed every passage again with this embedder, beside the old vectors, switch, and return how many."""
        if self._state is None:
            return 0
        old = self._begun(any_embedder=True)
        collection = f"{PASSAGES}-{old.generation + 1}"
        self._on_write("collection")
        self._chroma.create_passages(collection)
        count = 0
        for group in groups(current_documents(self._chroma, self._chroma.heads())):
            pairs = [
                (document, id_, passage)
                for document in group
                for id_, passage in zip(passage_ids(document), document.passages, strict=True)
            ]
            self._embed(collection, pairs)
            count += len(pairs)
        new = replace(
            old,
            embedder=self._embedder.name,
            dimension=self._embedder.dimension,
            collection=collection,
        )
        self._state = new
        self._switch([], [], [])
        self._on_write("drop")
        self._chroma.drop_passages(old.collection)
        return count

    # Beginning and ending -------------------------------------------------------------------------------------

    def sweep(self) -> None:
        """Delete what a crashed writer left: vectors, parts and collections that no current record names."""
        state = self._state
        if state is None or not state.writing:
            return
        heads = [head for head in self._chroma.heads() if not head.removed]
        named = set(chain.from_iterable(part_ids(head) for head in heads))
        current = synchronised(self._words, self._chroma, state).ids()
        self._on_write("sweep")
        for name in self._chroma.collections():
            if name != state.collection:
                self._chroma.drop_passages(name)
        orphans = [id_ for id_ in self._chroma.vector_ids(state.collection) if id_ not in current]
        self._chroma.delete_vectors(state.collection, orphans)
        self._chroma.delete([id_ for id_ in self._chroma.ids(PART) if id_ not in named])

    def finish(self) -> None:
        """Say that the writer came to its end, so that the next one need not sweep."""
        if self._state is not None and self._state.writing:
            self._on_write("finish")
            self._state = replace(self._state, writing=False)
            self._chroma.put_at_once([self._state.record()])

    # The steps of a change ------------------------------------------------------------------------------------

    def _replace_group(self, group: Sequence[Document]) -> Iterator[Written]:
        state = self._begun()
        heads = read_heads(self._chroma, [document.source for document in group])
        changes = [self._change(document, heads.get(document.source)) for document in group]
        fresh = [(change.document, *pair) for change in changes for pair in change.fresh]
        self._embed(state.collection, fresh)
        bodies = [body_records(change.document) for change in changes]
        self._on_write("parts")
        self._chroma.put(chain.from_iterable(bodies))
        switched = [
            head_record(change.document, len(body), state.generation + 1)
            for change, body in zip(changes, bodies, strict=True)
        ]
        self._switch(switched, [change.document for change in changes], [])
        self._clear(changes)
        for change in changes:
            embedded = len(change.fresh)
            reused = len(change.ids) - embedded
            yield Written(change.document.source, change.former is None, embedded, reused)

    def _change(self, document: Document, head: Head | None) -> _Change:
        former = None
        if head is not None and not head.removed:
            former = read_document(self._chroma, document.source)
        version = head.summary.version + 1 if head else 1
        document = replace(document, version=version, ingested=_now())
        return _Change(document, passage_ids(document), former, part_ids(head) if head else [])

    def _embed(self, collection: str, passages: Sequence[tuple[Document, str, Passage]]) -> None:
        if not passages:
            return
        texts = [document.embedded_text(passage) for document, _, passage in passages]
        vectors = self._embedder.embed(texts)
        self._on_write("vectors")
        ids = [id_ for _, id_, _ in passages]
        self._chroma.put_vectors(collection, ids, vectors, [document.source for document, _, _ in passages])

    def _switch(self, heads: Sequence[Record], current: Sequence[Document], removed: Sequence[str]) -> None:
        before = self._begun(any_embedder=True)
        after = replace(before, generation=before.generation + 1)
        self._on_write("switch")
        self._chroma.put_at_once([*heads, after.record()])
        self._state = after
        self._on_write("words")
        self._words.update(position_of(before), position_of(after), current, removed)
        self._publish(after)

    def _clear(self, changes: Sequence[_Change]) -> None:
        stale = [id_ for change in changes for id_ in change.former_ids.difference(change.ids)]
        self._on_write("delete vectors")
        self._chroma.delete_vectors(self._begun().collection, stale)
        self._on_write("delete parts")
        self._chroma.delete(chain.from_iterable(change.former_parts for change in changes))

    def _begun(self, any_embedder: bool = False) -> State:
        """Return the state, marked as being written; made with the first write of all."""
        state = self._state
        if state is None:
            state = State(uuid.uuid4().hex, self._embedder.name, self._embedder.dimension, PASSAGES, writing=True)
            self._on_write("collection")
            self._chroma.create_passages(PASSAGES)
        elif not any_embedder and state.embedder != self._embedder.name:
            raise EmbedderMismatchError(
                f"The store {self._chroma.place} was made with the embedder {state.embedder}, and the settings "
                f"name {self._embedder.name}. Set ASSISTANT_EMBEDDING_MODEL back, or run: "
                "python -m ingest --rebuild"
            )
        if self._state is None or not self._state.writing:
            self._on_write("begin")
            self._state = replace(state, writing=True)
            self._chroma.put_at_once([self._state.record()])
        return self._state


def groups(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Cut documents into groups that are switched together; a source never stands twice in one."""
    group: list[Document] = []
    passages = 0
    for document in documents:
        repeated = any(document.source == other.source for other in group)
        full = passages >= _GROUP_PASSAGES or len(group) >= _GROUP_DOCUMENTS
        if group and (repeated or full):
            yield group
            group, passages = [], 0
        group.append(document)
        passages += len(document.passages)
    if group:
        yield group


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
