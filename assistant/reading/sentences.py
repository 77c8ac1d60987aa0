"""The sentences of the passages found, ready to be compared."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.reading.mentions import Mention, mentions_of
from assistant.reading.words import Word, words_of
from store.documents import Hit
from store.sentences import sentence_spans

_ONE_LINERS = 12
_HEADING = re.compile(r"#{1,6}\s")
_ITEM = re.compile(r"(?:[-*+•◦▪‣·–]|\(?(?:\d{1,3}|[A-Za-z])[.)])\s+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a hit; `start` and `end` count in the document's text."""

    hit: Hit
    rank: int
    """Place of its hit among the hits, from 0."""
    start: int
    end: int
    text: str
    words: tuple[Word, ...]
    stems: frozenset[str]
    mentions: tuple[Mention, ...]
    """Offsets count in `text`."""

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading of its document: it names what follows, and says nothing of it."""
        plain = " ".join(_HEADING.sub("", self.text).split())
        return bool(_HEADING.match(self.text)) or plain in (self.hit.title, self.hit.heading.split(" > ")[-1])

    @property
    def mark(self) -> int:
        """How many characters at its head are a list's mark, 0 where it is no item."""
        match = _ITEM.match(self.text)
        return match.end() if match and match.end() < len(self.text) else 0

    @property
    def is_fragment(self) -> bool:
        """Whether it looks like a heading or a label rather than a sentence."""
        text = self.text.rstrip("”\"')»")
        return len(self.words) < _ONE_LINERS and not text.endswith((".", "!", "?", "…", ";"))


def sentences_of(hits: Sequence[Hit]) -> list[Sentence]:
    """Return the sentences of the hits in the order of the hits; those without a word are left out."""
    found = []
    for rank, hit in enumerate(hits):
        for start, end in sentence_spans(hit.text):
            text = hit.text[start:end]
            words = tuple(words_of(text))
            if words:
                stems = frozenset(word.stem for word in words)
                mentions = tuple(mentions_of(text))
                found.append(Sentence(hit, rank, hit.start + start, hit.start + end, text, words, stems, mentions))
    return found
