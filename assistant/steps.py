"""The four steps from a question to its answer, each a function from one value to the next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Protocol

from assistant.followups import RewritingModel, Turn, points_at_document, standalone, standalone_by
from assistant.quotes import quoted_answer, refusal
from assistant.reading.questions import ABOUT_DOCUMENT, question_of
from assistant.reading.reader import Reader, Reading
from assistant.replies import Answer
from assistant.writing import Writer, written_answer
from store.documents import Document, DocumentSummary, Hit

NOTHING_INGESTED = (
    "There are no documents to answer from yet. Ingest some first: `python -m ingest documents/` and ask again."
)
_HITS = 8


class Searchable(Protocol):
    """What the steps need of a store."""

    @property
    def generation(self) -> int:
        """0 while nothing was ever ingested."""

    def search(self, question: str, limit: int = 10) -> list[Hit]:
        """Return the passages that fit a question, best first."""

    def document(self, source: str) -> Document:
        """Return the current version of a document."""

    def summaries(self) -> list[DocumentSummary]:
        """Return what is stored, without the texts."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came, with the conversation before it."""

    question: str
    history: tuple[Turn, ...] = ()
    started: float = 0.0
    """When it came, by the clock perf_counter."""


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question with what it leaves to the conversation filled in."""

    asked: Asked
    question: str


@dataclass(frozen=True, slots=True)
class Found:
    """A question with the passages found for it, best first."""

    standalone: Standalone
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A question with what the reader made of its passages."""

    found: Found
    reading: Reading


@dataclass(frozen=True)
class Steps:
    """The steps over one store and one reader; each can be called by itself."""

    store: Searchable
    reader: Reader
    writer: Writer | None = None
    """Writes with a chat model; None for answers by quotes."""
    rewriter: RewritingModel | None = None
    """Rewrites follow-ups; None for our own rewriting."""

    def stand_alone(self, asked: Asked) -> Standalone:
        """Fill in what the question leaves to the conversation."""
        titles = self._titles() if asked.history and points_at_document(asked.question) else ()
        if self.rewriter is None:
            return Standalone(asked, standalone(asked.question, asked.history, titles))
        return Standalone(asked, standalone_by(self.rewriter, asked.question, asked.history, titles))

    def search(self, question: Standalone) -> Found:
        """Find the passages that may answer."""
        hits = self.store.search(question.question, limit=_HITS)
        if hits and question_of(question.question).asked in ABOUT_DOCUMENT:
            hits = self._with_opening(hits)
        return Found(question, tuple(hits))

    def read(self, found: Found) -> Read:
        """Find in the passages the sentences that answer."""
        return Read(found, self.reader.read(found.standalone.question, found.hits))

    def answer(self, read: Read) -> Iterator[Answer]:
        """Yield the answer as it grows; the last snapshot is complete."""
        found, reading = read.found, read.reading
        answer = Answer(
            question=found.standalone.asked.question,
            standalone_question=found.standalone.question,
            text="",
            answered=False,
            confidence=reading.confidence,
            hits=found.hits,
            complete=False,
        )
        if not (reading.candidates and reading.confidence >= self.reader.threshold):
            text = refusal(found.hits) if found.hits or self._holds_documents() else NOTHING_INGESTED
            snapshots: Iterable[Answer] = [replace(answer, text=text)]
        elif self.writer:
            snapshots = written_answer(answer, reading, self.writer)
        else:
            snapshots = quoted_answer(answer, reading)
        yield from _last_complete(snapshots, found.standalone.asked.started)

    def _titles(self) -> tuple[str, ...]:
        return tuple(summary.title for summary in self.store.summaries())

    def _holds_documents(self) -> bool:
        return self.store.generation > 0

    def _with_opening(self, hits: Sequence[Hit]) -> list[Hit]:
        """Return the hits with the first passage of the best hit's document, where its title and dates stand."""
        best = hits[0]
        opening = self.store.document(best.source).passages[0]
        if any(hit.source == best.source and hit.start == opening.start for hit in hits):
            return list(hits)
        first = replace(
            best,
            heading=opening.heading,
            page=opening.page,
            text=opening.text,
            start=opening.start,
            end=opening.end,
        )
        return [first, *hits[: _HITS - 1]]


def _last_complete(snapshots: Iterable[Answer], started: float) -> Iterator[Answer]:
    """Yield the snapshots, the last one marked complete and timed."""
    last: Answer | None = None
    for snapshot in snapshots:
        if last:
            yield last
        last = snapshot
    if last:
        yield replace(last, seconds=perf_counter() - started, complete=True)
