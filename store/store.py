"""The store: documents, their passages, and the search over them."""

import threading
import time
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from store.catalogue import position_of, read_document, synchronised
from store.chroma import Chroma, CollectionGoneError
from store.damage import ADVICE
from store.documents import Document, DocumentSummary, Hit, Passage
from store.embedder import Embedder, Vectors, open_embedder
from store.errors import EmbedderMismatchError, StoreError
from store.fusion import Fusion, favoured, fuse, mixed
from store.lock import writer_lock
from store.naming import beside_names, named_titles
from store.readonly import readable
from store.records import State, passage_ids
from store.settings import Settings
from store.verification import Verification, verify
from store.word_index import WordIndex, WordSnapshot
from store.writer import Writer

if TYPE_CHECKING:
    from store.retriever import StoreRetriever

_ATTEMPTS = 4
_WAIT = 0.1
# Vectors of passages that no record names yet, or any more, may stand among the nearest; they are passed over.
_SLACK = 20


@dataclass(frozen=True)
class View:
    """One consistent look at the store: everything in it belongs to one generation or a later one."""

    chroma: Chroma
    state: State
    words: WordSnapshot


class Store:
    """Documents and their passages, in a directory or on a Chroma server; safe to use from several threads."""

    def __init__(
        self,
        settings: Settings,
        embedder: Embedder,
        fusion: Fusion | None = None,
        on_write: Callable[[str], None] | None = None,
    ) -> None:
        """Open the database; `on_write` is called with a step's name before each step that writes."""
        self.settings = settings
        self.embedder = embedder
        self.fusion = fusion or Fusion()
        self._on_write = on_write or _ignore
        self._readable, self._copy = readable(settings)
        self._chroma = Chroma(self._readable)
        self._words = WordIndex(self._readable.store / "words")
        self._view: View | None = None
        self._viewing = threading.Lock()

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        embedder: Embedder | None = None,
        on_write: Callable[[str], None] | None = None,
    ) -> "Store":
        """Return the store that the settings name (of the environment, unless given), made if it is not there.

        Raises:
            StoreError: if it cannot be opened.
            SettingsError: if the environment holds a setting that is none.
        """
        settings = settings or Settings.from_environment()
        return cls(settings, embedder or open_embedder(settings), on_write=on_write)

    # Reading --------------------------------------------------------------------------------------------------

    @property
    def generation(self) -> int:
        """How many switches the store has seen; 0 before the first ingest."""
        state = self._chroma.state()
        return state.generation if state else 0

    def document(self, source: str) -> Document:
        """Return the current version of a document.

        Raises:
            UnknownSourceError: if the store has no such document.
        """
        return read_document(self._chroma, source)

    def summaries(self) -> list[DocumentSummary]:
        """Return what is stored, without the texts, in the order of the sources."""
        found = [head.summary for head in self._chroma.heads() if not head.removed]
        return sorted(found, key=lambda summary: summary.source)

    def vectors(self, document: Document) -> list[tuple[Passage, Vectors]]:
        """Return a document's passages, in order, each with its stored vector; those without one are left out."""
        state = self._chroma.state()
        ids = passage_ids(document)
        found = self._chroma.vectors(state.collection, ids) if state else {}
        return [(passage, found[id_]) for passage, id_ in zip(document.passages, ids, strict=True) if id_ in found]

    def search(self, question: str, limit: int = 10, sources: Sequence[str] | None = None) -> list[Hit]:
        """Return the passages that fit a question by meaning and by words, best first.

        Args:
            question: what is looked for; nothing in it is an operator.
            limit: how many passages at most.
            sources: documents to look in; None for all.

        Raises:
            EmbedderMismatchError: if the store was made with another embedder than this one's.
        """
        if self._chroma.state() is None:
            return []
        vector = self.embedder.embed([question])[0]
        hits: list[Hit] = []
        for attempt in range(_ATTEMPTS):
            try:
                view = self._current_view()
                if view is None:
                    return []
                hits = self._search(view, question, vector, limit, sources)
            except EmbedderMismatchError:
                raise
            except StoreError:
                # A rebuild took the collection away, or another process was saving the graph that was being loaded.
                if attempt == _ATTEMPTS - 1:
                    raise
                self._view = None
                time.sleep(_WAIT * attempt)
                continue
            # A switch in the meantime may have taken vectors away that this view still counted on.
            if self._current_view() is view:
                break
        return hits

    def as_retriever(self, limit: int = 10) -> "StoreRetriever":
        """Return the search as a LangChain retriever, for chains of one's own."""
        from store.retriever import StoreRetriever

        return StoreRetriever(store=self, limit=limit)

    def candidates(self, question: str, limit: int) -> tuple[dict[str, Hit], dict[str, Hit]]:
        """Return the passages nearest by meaning (score: cosine) and by words (score: BM25), by id, best first."""
        view = self._current_view()
        if view is None:
            return {}, {}
        return _candidates(view, question, self.embedder.embed([question])[0], limit, None)

    def _search(
        self, view: View, question: str, vector: Vectors, limit: int, sources: Sequence[str] | None
    ) -> list[Hit]:
        meaning, words = _candidates(view, question, vector, max(self.fusion.candidates, limit), sources)
        hits = meaning | words
        fused = fuse(_scores(meaning), _scores(words), self.fusion.meaning)
        titles = {hit.title for hit in hits.values()}
        if named := named_titles(question, titles):
            inside = self._inside(view, beside_names(question, named, titles), named, hits)
            hits |= inside
            naming = {id_: self.fusion.bonus(hit.title == named[0]) for id_, hit in inside.items()}
            fused = favoured(mixed(fused, _scores(inside), self.fusion.beside), naming, self.fusion.naming)
        return [replace(hits[id_], score=score) for id_, score in list(fused.items())[:limit]]

    def _inside(self, view: View, rest: str, named: Container[str], hits: Mapping[str, Hit]) -> dict[str, Hit]:
        """Return the passages of the named documents, scored by what the question asks beside their names."""
        own = {id_: replace(hit, score=0.0) for id_, hit in hits.items() if hit.title in named}
        if not rest:
            return own
        sources = sorted({hit.source for hit in own.values()})
        meaning, words = _candidates(view, rest, self.embedder.embed([rest])[0], self.fusion.candidates, sources)
        fused = fuse(_scores(meaning), _scores(words), self.fusion.meaning)
        return own | {id_: replace((meaning | words)[id_], score=score) for id_, score in fused.items()}

    def _current_view(self) -> View | None:
        state = self._chroma.state()
        if state is None:
            return None
        view = self._view
        if view is not None and _same(view.state, state):
            return view
        with self._viewing:
            if self._view is None or not _same(self._view.state, state):
                self._view = self._looked_anew(state)
            return self._view

    def _looked_anew(self, state: State) -> View:
        if state.embedder != self.embedder.name:
            raise EmbedderMismatchError(
                f"The store {self._chroma.place} was made with the embedder {state.embedder}, and the settings "
                f"name {self.embedder.name}. Set ASSISTANT_EMBEDDING_MODEL back, or run: "
                "python -m ingest --rebuild"
            )
        if not self.settings.chroma_url:
            self._chroma = self.opened_anew()
        return View(self._chroma, state, synchronised(self._words, self._chroma, state))

    # Looking after it -----------------------------------------------------------------------------------------

    def verify(self) -> Verification:
        """Return what is wrong with the store: documents that are not whole, vectors missing, anything extra.

        Raises:
            StoreError: if a writer changed the store meanwhile.
        """
        return verify(self.opened_anew(), self._words)

    def opened_anew(self) -> Chroma:
        """Return another opening of the database, which sees what other processes wrote until now."""
        return Chroma(self._readable)

    # Writing --------------------------------------------------------------------------------------------------

    @contextmanager
    def writer(self, embedder: Embedder | None = None) -> Iterator[Writer]:
        """Give the one writer of the store; what a crash left behind is swept first.

        While another one is writing, it waits for settings.writer_seconds.

        Args:
            embedder: gives the vectors in place of the store's own; it must have the same name.

        Raises:
            StoreLockedError: if another process is still writing then.
        """
        with writer_lock(self.settings.store, self.settings.writer_seconds):
            # A graph that was loaded before another process wrote would be saved without what that one added.
            chroma = self._chroma if self.settings.chroma_url else self.opened_anew()
            publish = partial(self._publish, chroma)
            writer = Writer(chroma, self._words, embedder or self.embedder, self._on_write, publish)
            writer.sweep()
            yield writer
            writer.finish()

    def _publish(self, chroma: Chroma, state: State) -> None:
        """Let this process's readers see a switch of its own writer without opening the database anew."""
        with self._viewing:
            self._chroma = chroma
            if state.embedder == self.embedder.name:
                self._view = View(chroma, state, synchronised(self._words, chroma, state))


def _candidates(
    view: View, question: str, vector: Vectors, limit: int, sources: Sequence[str] | None
) -> tuple[dict[str, Hit], dict[str, Hit]]:
    near = view.chroma.nearest(view.state.collection, vector, limit + _SLACK, sources)
    if not near and sources is None and view.words.size:
        raise CollectionGoneError(f"The vectors of the store {view.chroma.place} are gone. {ADVICE}")
    found = view.words.search(question, limit, sources)
    current = view.words.hits([*(item.id for item in near), *(item.id for item in found)])
    meaning = {item.id: replace(current[item.id], score=item.cosine) for item in near if item.id in current}
    words = {item.id: replace(current[item.id], score=item.score) for item in found}
    return meaning, words


def _scores(hits: Mapping[str, Hit]) -> dict[str, float]:
    return {id_: hit.score for id_, hit in hits.items()}


def _same(one: State, other: State) -> bool:
    return position_of(one) == position_of(other)


def _ignore(step: str) -> None:
    """Do nothing before a write."""
