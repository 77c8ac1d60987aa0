"""Sentences of one hit, for the tests of what is measured of them."""

from assistant.reading.sentences import Sentence, sentences_of
from store.documents import Hit


def hit_of(text: str, title: str = "Notes", heading: str = "", start: int = 0) -> Hit:
    """Return a hit with a text that begins at `start` of its document."""
    return Hit("notes.md", title, heading, None, text, start, start + len(text), 1.0)


def read(text: str, title: str = "Notes", heading: str = "") -> list[Sentence]:
    """Return the sentences of a text."""
    return sentences_of([hit_of(text, title, heading)])
