"""A sentence taken apart for the check: its words, names, dates, numbers and quotations."""

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache

from assistant.grounding.dates import Date, dates_of
from assistant.grounding.names import Name, names_of
from assistant.grounding.numbers import Number, numbers_of
from assistant.reading.words import Word, words_of
from store.documents import Hit
from store.sentences import sentence_spans

_QUOTATION = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»|(?<!\w)‘([^’]+)’(?!\w)")
_LEANS_BACK = re.compile(
    r"\b(?:he|she|it|they|them|him|this|these|those|such|there|both|also|the same|the latter|the former)\b"
    r"|^\W*(?:His|Her|Its|Their|That|(?:The|Another|Other) [a-z])"
)

# Verbs that say little in a question, where the list of such words comes from, but something in a statement.
_VERBS = frozenset({"name", "give", "given", "gave", "get", "got"})


def says_something(word: Word) -> bool:
    """Return whether a word of a statement is more than a part of its grammar."""
    return word.is_content or word.stem in _VERBS


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, or a part of one, with what it mentions."""

    text: str
    words: tuple[Word, ...]
    stems: frozenset[str]
    names: tuple[Name, ...]
    dates: tuple[Date, ...]
    numbers: tuple[Number, ...]
    quotations: tuple[str, ...]

    @property
    def plain_words(self) -> list[Word]:
        """The words that say what it is about and belong to no name, date or number."""
        parts: tuple[Name | Date | Number, ...] = (*self.names, *self.dates, *self.numbers)
        taken = [(part.start, part.end) for part in parts]
        return [
            word for word in self.words
            if says_something(word) and not any(start <= word.start < end for start, end in taken)
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One sentence of a hit with what may be understood from around it."""

    hit: Hit
    index: int
    start: int
    end: int
    """Offsets in the document's text."""
    statement: Statement
    around: str
    """Title, headings, and the sentence before where this one leans on it."""


@lru_cache(maxsize=5_000)
def statement_of(text: str, common: Set[str] = frozenset()) -> Statement:
    """Take a sentence apart; `common` are words written small elsewhere (see names_of)."""
    words = tuple(words_of(text))
    dates = dates_of(text)
    return Statement(
        text=text,
        words=words,
        stems=frozenset(word.stem for word in words),
        names=tuple(names_of(text, common)),
        dates=tuple(dates),
        numbers=tuple(numbers_of(text, dates)),
        quotations=tuple(next(filter(None, match.groups()), "") for match in _QUOTATION.finditer(text)),
    )


@lru_cache(maxsize=1_000)
def sources_of(hit: Hit) -> tuple[Source, ...]:
    """Return the sentences of a hit, in order."""
    found: list[Source] = []
    before = ""
    for index, (start, end) in enumerate(sentence_spans(hit.text)):
        text = hit.text[start:end]
        around = f"{hit.title}. {hit.heading}"
        if _LEANS_BACK.search(text):
            around = f"{around}. {before}"
        found.append(Source(hit, index, hit.start + start, hit.start + end, statement_of(text), around))
        before = text
    return tuple(found)


@lru_cache(maxsize=1_000)
def small_words(text: str) -> frozenset[str]:
    """Return the words that a text writes with a small letter."""
    return frozenset(word.text for word in words_of(text) if word.text.islower())
