"""What the page shows of a citation: the quoted words within the text around them."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.replies import Answer, Citation
from store.documents import Document
from store.errors import UnknownSourceError

_AROUND = 160
"""Characters of context on either side of a quote that its own passage does not provide."""
_HEADING = re.compile(r"^#{1,6} .*\n*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Source:
    """A citation with the text that stands before and after its quote in the document."""

    citation: Citation
    before: str = ""
    after: str = ""

    @property
    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """The quote cut into (words, whether they are the words that answer), in order; joined, the quote."""
        cuts: list[tuple[str, bool]] = []
        offset, place = self.citation.start, 0
        for start, end in sorted(self.citation.highlights):
            first, last = max(start - offset, place), min(end - offset, len(self.citation.quote))
            if first >= last:
                continue
            cuts += [(self.citation.quote[place:first], False), (self.citation.quote[first:last], True)]
            place = last
        cuts.append((self.citation.quote[place:], False))
        return tuple(cut for cut in cuts if cut[0])


def sources_of(answer: Answer, document_of: Callable[[str], Document]) -> tuple[Source, ...]:
    """Return the sources of an answer, in the order of its citations."""
    return tuple(_source(citation, document_of) for citation in answer.citations)


def _source(citation: Citation, document_of: Callable[[str], Document]) -> Source:
    try:
        return in_context(citation, document_of(citation.source))
    except UnknownSourceError:
        # Removed since the answer was written, which still says what it rested on.
        return Source(citation)


def in_context(citation: Citation, document: Document) -> Source:
    """Return the citation with its passage around it, and some more of its section where the passage ends close by.

    A document that changed since the answer was written gives no context: its words could belong elsewhere.
    """
    if document.text[citation.start : citation.end] != citation.quote:
        return Source(citation)
    passages = [p for p in document.passages if p.start < citation.end and citation.start < p.end]
    start = min([p.start for p in passages] + [_word_start(document.text, citation.start - _AROUND)])
    end = max([p.end for p in passages] + [_word_end(document.text, citation.end + _AROUND)])
    above = _HEADING.split(document.text[start : citation.start])
    below = _HEADING.split(document.text[citation.end : end])
    return Source(
        citation,
        before=("… " if start > 0 and len(above) == 1 else "") + above[-1].lstrip(),
        after=below[0].rstrip() + (" …" if end < len(document.text) and len(below) == 1 else ""),
    )


def without_headings(text: str) -> str:
    """Return a passage's text without its heading lines, which are shown beside it."""
    return _HEADING.sub("", text).strip()


def _word_start(text: str, place: int) -> int:
    """Return the nearest place at or after this one where a word starts, 0 before the beginning."""
    if place <= 0:
        return 0
    while place < len(text) and not text[place - 1].isspace():
        place += 1
    return place


def _word_end(text: str, place: int) -> int:
    """Return the nearest place at or before this one where a word ends, the text's end beyond it."""
    if place >= len(text):
        return len(text)
    while place > 0 and not text[place].isspace():
        place -= 1
    return place
