"""What the check says of one written sentence."""

from dataclasses import dataclass

from store.documents import Hit


@dataclass(frozen=True, slots=True)
class Support:
    """Where a written sentence, or a part of it, stands; offsets count in the document's text, inside the hit."""

    hit: Hit
    start: int
    end: int

    @property
    def text(self) -> str:
        """The document's characters from start to end."""
        return self.hit.text[self.start - self.hit.start : self.end - self.hit.start]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may be shown; a supported one has its supports in the order of its parts."""

    supports: tuple[Support, ...] = ()
    reason: str = ""
    """Why it is dropped; empty where it is supported."""

    @property
    def supported(self) -> bool:
        """Whether every part of the sentence stands in a passage."""
        return bool(self.supports)
