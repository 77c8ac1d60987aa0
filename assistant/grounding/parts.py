"""A sentence cut in parts, for passages that say one part here and another one close by."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.grounding.names import name_stems
from assistant.grounding.statement import Source, Statement, small_words, statement_of
from assistant.reading.words import words_of
from store.documents import Hit

_CUT = re.compile(
    r";\s+|,?\s+(?:and|but|while|whereas)\s+|,\s+(?:which|who|where)\s+|\.\s+"
    r"|,\s+(?=(?:with|including|as|after|before)\b)"
)
_OWN_SUBJECT = re.compile(r"(?i:the|a|an|all|some|most|both|each|every|no|another)\b|\d|[A-Z]")
_PRONOUN = re.compile(r"\W*(?:it|he|she|they|this|these|its|his|her|their)\b", re.IGNORECASE)
# "Austria, Malta and Sweden joined": what follows "and" belongs to the list.
_LISTED = re.compile(r"[A-Z][\w’'-]*,\s+(?:the\s+)?[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*$")
_FEWEST_WORDS = 3
_NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a sentence."""

    statement: Statement
    subject: frozenset[str]
    """Stems of the subject that it leaves to the first part; empty where it has its own."""

    def may_be_about(self, source: Source) -> bool:
        """Return whether a source names the subject that the part leaves out."""
        if not self.subject:
            return True
        return bool(self.subject & (source.statement.stems | {word.stem for word in words_of(source.around)}))


def common_words(hits: Sequence[Hit]) -> frozenset[str]:
    """Return the words that passages write with a small letter."""
    return frozenset().union(*(small_words(hit.text) for hit in hits))


def ways_to_cut(text: str, common: frozenset[str]) -> Iterator[list[Part]]:
    """Yield a sentence cut in two or three parts that say something each, in every way that its grammar allows."""
    cuts = [match.span() for match in _CUT.finditer(text) if not _LISTED.search(text[: match.start()])]
    for index, cut in enumerate(cuts):
        for more in ([], *([other] for other in cuts[index + 1 :])):
            parts = _cut(text, [cut, *more], common)
            if all(sum(word.is_content for word in part.statement.words) >= _FEWEST_WORDS for part in parts):
                yield parts


def _cut(text: str, cuts: Sequence[tuple[int, int]], common: frozenset[str]) -> list[Part]:
    edges = [0, *(offset for cut in cuts for offset in cut), len(text)]
    pieces = [text[edges[index] : edges[index + 1]] for index in range(0, len(edges), 2)]
    first = statement_of(pieces[0], common)
    subject = name_stems(first.names[:1])
    rest = [Part(statement_of(piece, common), frozenset() if _has_subject(piece) else subject) for piece in pieces[1:]]
    return [Part(first, frozenset()), *rest]


def _has_subject(piece: str) -> bool:
    return bool(_OWN_SUBJECT.match(piece)) and not _PRONOUN.match(piece)


def close_together(found: Sequence[Sequence[Source]]) -> list[Source]:
    """Return one source for each part, neighbours where they are of one passage; none where that cannot be."""
    for first in found[0]:
        chosen = [first]
        for sources in found[1:]:
            near = [source for source in sources if _distance(first, source) <= _NEIGHBOURS]
            if near:
                chosen.append(min(near, key=lambda source: (source.hit != first.hit, _distance(first, source))))
        if len(chosen) == len(found):
            return chosen
    return []


def _distance(one: Source, other: Source) -> int:
    return abs(one.index - other.index) if one.hit == other.hit else 0
