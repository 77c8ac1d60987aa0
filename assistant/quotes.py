"""The answer by quotes: sentences of the documents as they stand, with marks that lead to them."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.reading.reader import Candidate, Reading
from assistant.replies import Answer, Citation
from store.documents import Hit

_MOST_SENTENCES = 3
_MOST_CLOSEST = 3
# A further candidate is quoted if its score is at most this far below the best one's.
_NEAR = 2.0
# Within this, the document's order reads better than the order of the scores.
_EQUAL = 0.3
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$^=:@])")
# Turn the direction of what follows, beyond the quote's end if nothing ends them.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ESCAPED_OR_BOLD = re.compile(r"\\(.)|\*\*")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


@dataclass(frozen=True, slots=True)
class Quoted:
    """Sentences in Markdown, each with its mark, and the citation of each."""

    sentences: tuple[str, ...]
    citations: tuple[Citation, ...]


def quoted(reading: Reading) -> Quoted:
    """Return one to three quoted sentences of a reading that answers, the best first unless they are neighbours."""
    best = reading.candidates[0]
    near = [candidate for candidate in reading.candidates if candidate.score >= best.score - _NEAR]
    chosen = _in_natural_order(near[:_MOST_SENTENCES])
    citations = tuple(citation_of(candidate, number) for number, candidate in enumerate(chosen, 1))
    return Quoted(tuple(sentence_of(citation) for citation in citations), citations)


def quoted_answer(answer: Answer, reading: Reading) -> Iterator[Answer]:
    """Yield the answer sentence by sentence; the last snapshot has all of them."""
    whole = quoted(reading)
    for count in range(1, len(whole.sentences) + 1):
        text = " ".join(whole.sentences[:count])
        yield replace(answer, text=text, answered=True, citations=whole.citations[:count])


def citation_of(candidate: Candidate, number: int) -> Citation:
    """Return the citation of a candidate; its quote is the document's text from start to end."""
    return Citation.of(number, candidate.hit, candidate.start, candidate.end, candidate.words)


def sentence_of(citation: Citation) -> str:
    """Return a citation's quote in Markdown, the words that answer in bold, and its mark."""
    parts, position = [], 0
    for start, end in citation.highlights:
        first, last = start - citation.start, end - citation.start
        parts += [escaped(citation.quote[position:first]), f"**{escaped(citation.quote[first:last])}**"]
        position = last
    parts.append(escaped(citation.quote[position:]))
    return f"{_folded(''.join(parts))} [{citation.number}]"


def refusal(hits: Sequence[Hit]) -> str:
    """Return what is said when the documents do not answer: where the closest passages stand."""
    places = list(dict.fromkeys(_place(hit) for hit in hits))[:_MOST_CLOSEST]
    if not places:
        return "The documents do not answer this question."
    return f"The documents do not answer this question. The closest passages are in {_enumerated(places)}."


def escaped(text: str) -> str:
    """Return a text in Markdown that shows as it is: nothing in it is markup, HTML, a mark or a link."""
    without_html = "".join(_HTML.get(letter, letter) for letter in _TURNING.sub("", text))
    return _MARKUP.sub(r"\\\1", without_html)


def plain(markdown: str) -> str:
    """Return what an answer's Markdown shows, for where nothing draws it: `escaped` undone, and nothing bold."""
    return html.unescape(_ESCAPED_OR_BOLD.sub(lambda match: match.group(1) or "", markdown))


def _folded(text: str) -> str:
    return " ".join(text.split())


def _place(hit: Hit) -> str:
    title = _folded(escaped(hit.title or hit.source))
    return f"“{title}” ({_folded(escaped(hit.heading))})" if hit.heading else f"“{title}”"


def _enumerated(places: Sequence[str]) -> str:
    return places[0] if len(places) == 1 else f"{', '.join(places[:-1])} and {places[-1]}"


def _in_natural_order(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the best candidates of one passage, as good as equal, in the document's order; then the others."""
    best = candidates[0]
    first = [
        candidate for candidate in candidates if candidate.hit == best.hit and candidate.score >= best.score - _EQUAL
    ]
    others = [candidate for candidate in candidates if candidate not in first]
    return sorted(first, key=lambda candidate: candidate.start) + others
