"""The word index: BM25 over the current passages, and the catalogue of what is current.

It is a cache. Everything in it comes from Chroma, it can be deleted at any time, and one commit moves it from one
generation of the store to a later one, so that a searcher always sees each document in exactly one version.

tantivy rather than SQLite FTS5, measured at 100,000 passages of speeches (`python -m benchmarks.word_index`): a
question of a dozen words takes 0.6 ms against 68 ms (95 of 100: 1.0 against 171 ms), a build 5 s against 4 s, an
update of one passage 67 ms against 1 ms, and the disk 26 MB against 233 MB. Questions are what people wait for, and
updates are committed in groups.
"""

import json
import logging
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import tantivy
from filelock import FileLock

from store.documents import Document, Hit
from store.errors import StoreError
from store.records import passage_ids
from store.words import content_words, date_words

_logger = logging.getLogger(__name__)
_ANEW = "The word index %s was damaged (%s); it is being made anew."
_STATE = "state"
_HEAP_BYTES = 64_000_000
_ANALYZER = "words"
_CONTEXT_BOOST = 0.5
_FUZZY_BOOST = 0.6
_SHORTEST_FUZZY = 5


@dataclass(frozen=True, slots=True)
class Position:
    """How far the index has come: which store it belongs to, and up to which generation."""

    store: str
    generation: int


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that shares words with the question; `score` is BM25's, without an upper bound."""

    id: str
    score: float


class WordSnapshot:
    """The index as one commit left it; later commits do not change what it finds."""

    def __init__(self, index: tantivy.Index) -> None:
        """Take the newest commit."""
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()

    @cached_property
    def position(self) -> Position | None:
        """How far this commit is; None for an index that was just made."""
        stored = self._stored(tantivy.Query.term_query(self._schema, "id", _STATE), 1).get(_STATE)
        return None if stored is None else Position(str(stored["store"]), int(str(stored["generation"])))

    def search(self, question: str, limit: int, sources: Sequence[str] | None = None) -> list[Found]:
        """Return the passages with the highest BM25, best first, of the given sources or of all."""
        words = self._query(question)
        if words is None:
            return []
        query = words
        if sources is not None:
            chosen = tantivy.Query.term_set_query(self._schema, "source", list(sources))
            query = words.and_must_match(tantivy.Query.const_score_query(chosen, 0.0))
        found = self._searcher.search(query, limit, count=False).hits
        return [Found(str(self._searcher.doc(address)["id"][0]), float(score)) for score, address in found]

    def hits(self, ids: Sequence[str]) -> dict[str, Hit]:
        """Return the passages of these ids that are current, with score 0."""
        if not ids:
            return {}
        query = tantivy.Query.term_set_query(self._schema, "id", list(ids))
        return {id_: _hit(stored) for id_, stored in self._stored(query, len(ids)).items()}

    def ids(self) -> set[str]:
        """Return the ids of all current passages."""
        every = self._searcher.search(tantivy.Query.all_query(), max(1, self._searcher.num_docs)).hits
        return {str(self._searcher.doc(address)["id"][0]) for _, address in every} - {_STATE}

    def frequency(self, word: str) -> int:
        """Return how many passages hold a word, as the index spells it."""
        return int(self._searcher.doc_freq("text", word))

    @property
    def size(self) -> int:
        """How many passages there are."""
        return max(0, int(self._searcher.num_docs) - 1)

    def _query(self, question: str) -> tantivy.Query | None:
        parts = []
        for word in dict.fromkeys(_analyzer().analyze(" ".join(content_words(question)))):
            text = tantivy.Query.term_query(self._schema, "text", word)
            context = tantivy.Query.term_query(self._schema, "context", word)
            parts += [text, tantivy.Query.boost_query(context, _CONTEXT_BOOST)]
            if self._is_misspelt(word):
                fuzzy = tantivy.Query.fuzzy_term_query(self._schema, "text", word, distance=1)
                parts.append(tantivy.Query.boost_query(fuzzy, _FUZZY_BOOST))
        if not parts:
            return None
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, part) for part in parts])

    def _is_misspelt(self, word: str) -> bool:
        long_enough = len(word) >= _SHORTEST_FUZZY and word.isalpha()
        return long_enough and not self.frequency(word) and not self._searcher.doc_freq("context", word)

    def _stored(self, query: tantivy.Query, limit: int) -> dict[str, Mapping[str, object]]:
        found = self._searcher.search(query, limit, count=False).hits
        documents = [self._searcher.doc(address) for _, address in found]
        return {str(document["id"][0]): json.loads(bytes(document["stored"][0])) for document in documents}


class WordIndex:
    """The index in its folder."""

    def __init__(self, folder: Path) -> None:
        """Open the index of a folder, or make an empty one; a damaged one is made anew."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(folder.parent / f"{folder.name}.lock")
        with self._lock:
            self._index = self._open()

    def snapshot(self) -> WordSnapshot:
        """Return the newest commit."""
        try:
            return WordSnapshot(self._index)
        except ValueError:
            # Damaged, or made anew by another process.
            with self._lock:
                self._index = self._open()
            return WordSnapshot(self._index)

    def update(
        self,
        before: Position | None,
        after: Position,
        current: Iterable[Document],
        removed: Iterable[str] = (),
    ) -> WordSnapshot:
        """Replace the passages of documents and move to a later generation, in one commit.

        Args:
            before: where the index must stand for these changes to be all that is missing. Where it stands
                elsewhere, because another process was quicker, nothing is done. None: it is filled from nothing.
            after: where it stands afterwards.
            current: the documents that changed, whole.
            removed: sources of documents that are gone.

        Returns:
            The newest snapshot, whose position the caller compares with the one it wants.
        """
        with self._lock:
            snapshot = self.snapshot()
            if before is not None and snapshot.position != before:
                return snapshot
            try:
                self._commit(after, current, removed, fill=before is None)
            except OSError as error:
                raise StoreError(
                    f"The word index {self._folder} could not be written: {error}. It is only a cache: make room, "
                    "or delete the folder, and ask again."
                ) from error
            except ValueError as error:
                # A process that was killed in a commit may leave a file that stands in the way of the next.
                _logger.warning(_ANEW, self._folder, error)
                self._index = self._made_anew()
        return self.snapshot()

    def _commit(self, after: Position, current: Iterable[Document], removed: Iterable[str], fill: bool) -> None:
        writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        try:
            if fill:
                writer.delete_all_documents()
            for source in removed:
                writer.delete_documents_by_term("source", source)
            for document in current:
                writer.delete_documents_by_term("source", document.source)
                for entry in _entries(document):
                    writer.add_document(entry)
            writer.delete_documents_by_term("id", _STATE)
            writer.add_document(_state_entry(after))
            writer.commit()
        finally:
            # Gives the writer's lock back; without it another process could not commit.
            writer.wait_merging_threads()

    def _open(self) -> tantivy.Index:
        try:
            index = tantivy.Index(_schema(), path=str(self._folder))
            index.config_reader("manual")
            index.register_tokenizer(_ANALYZER, _analyzer())
            WordSnapshot(index)
        except ValueError as error:
            _logger.warning(_ANEW, self._folder, error)
            return self._made_anew()
        return index

    def _made_anew(self) -> tantivy.Index:
        shutil.rmtree(self._folder)
        self._folder.mkdir(parents=True)
        index = tantivy.Index(_schema(), path=str(self._folder))
        index.config_reader("manual")
        index.register_tokenizer(_ANALYZER, _analyzer())
        return index


def _schema() -> tantivy.Schema:
    return (
        tantivy.SchemaBuilder()
        .add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        .add_text_field("source", tokenizer_name="raw", index_option="basic")
        .add_text_field("text", tokenizer_name=_ANALYZER, index_option="freq")
        .add_text_field("context", tokenizer_name=_ANALYZER, index_option="freq")
        .add_bytes_field("stored", stored=True)
        .build()
    )


def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _entries(document: Document) -> Iterable[tantivy.Document]:
    dates = " ".join(date_words(document.date))
    for id_, passage in zip(passage_ids(document), document.passages, strict=True):
        stored = {
            "source": document.source,
            "title": document.title,
            "date": document.date,
            "updated": document.updated,
            "links": document.links,
            "heading": passage.heading,
            "page": passage.page,
            "text": passage.text,
            "start": passage.start,
            "end": passage.end,
        }
        yield tantivy.Document(
            id=id_,
            source=document.source,
            text=passage.text,
            context=f"{document.context(passage)} {dates}",
            stored=json.dumps(stored, ensure_ascii=False).encode(),
        )


def _state_entry(position: Position) -> tantivy.Document:
    stored = {"store": position.store, "generation": position.generation}
    return tantivy.Document(id=_STATE, stored=json.dumps(stored).encode())


def _hit(stored: Mapping[str, object]) -> Hit:
    values = dict(stored)
    values["links"] = tuple(values["links"])  # type: ignore[arg-type]
    return Hit(**values, score=0.0)  # type: ignore[arg-type]
