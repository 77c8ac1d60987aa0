"""The protocol of a reader, and what it hands on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from store.documents import Hit

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, or neighbouring sentences that belong together, that may answer.

    All offsets count in the document's text, and lie inside the hit.
    """

    hit: Hit
    start: int
    end: int
    score: float
    """Comparable within one reading; higher is better."""
    words: tuple[Span, ...] = ()
    """Where the exact words that answer stand, in order; empty where the whole sentence answers."""

    @property
    def text(self) -> str:
        """The document's characters from start to end."""
        return self.hit.text[self.start - self.hit.start : self.end - self.hit.start]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read for one question."""

    candidates: tuple[Candidate, ...] = ()
    """Best first; none of them overlaps another."""
    confidence: float = 0.0
    """Between 0 and 1: how often the passages answer where this is read."""


class Reader(Protocol):
    """Finds in passages the sentences that answer a question."""

    @property
    def name(self) -> str:
        """Which reader this is, as the setting `reader` calls it."""

    @property
    def threshold(self) -> float:
        """The confidence below which the documents are said not to answer."""

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """Return what may answer a question that stands alone, read in the hits; the best hit comes first."""
