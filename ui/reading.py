"""A document's whole text as HTML: headings, paragraphs, pages, and the quoted words in their place."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import groupby

from markupsafe import Markup

from store.documents import Document, Passage
from store.errors import AssistantError, UnknownSourceError
from ui.printed import printed_markup
from ui.words import Words

_BLOCK = re.compile(r"(?P<level>#{1,6})[ \t]+(?P<name>[^\n]+)|(?:(?!#{1,6}[ \t])[^\S\n]*\S[^\n]*(?:\n|\Z))+")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a document that an answer quotes, or that came near."""

    source: str
    start: int
    end: int
    quote: str
    highlights: tuple[Span, ...] = ()

    def to_json(self) -> str:
        """Return the place as the page keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Place":
        """Return the place that the browser sent back.

        Raises:
            ValueError: if it is none.
        """
        try:
            found = json.loads(text)
            spans = tuple((int(start), int(end)) for start, end in found["highlights"])
            start, end = int(found["start"]), int(found["end"])
            return cls(str(found["source"]), start, end, str(found["quote"]), spans)
        except (KeyError, TypeError) as error:
            raise ValueError(f"no place in a document: {text[:80]!r}") from error

    def within(self, document: Document) -> "Place | None":
        """Return where the quote stands in the document now, which may have changed; None if nowhere."""
        if document.text[self.start : self.end] == self.quote:
            return self
        start = document.text.find(self.quote)
        if start < 0 or not self.quote:
            return None
        moved = start - self.start
        spans = tuple((first + moved, last + moved) for first, last in self.highlights)
        return replace(self, start=start, end=start + len(self.quote), highlights=spans)


def place_markup(
    place: Place, document_of: Callable[[str], Document], words: Words, about: "About", printed: "Printed | None" = None
) -> Markup:
    """Return the document with the place marked in it, or why that cannot be."""
    try:
        document = document_of(place.source)
    except UnknownSourceError:
        return _notice(words["document removed"])
    except AssistantError as error:
        return _notice(str(error))
    found = place.within(document)
    changed = Markup("") if found else _notice(words["document changed"])
    has_pages = printed is not None and printed(document)
    return about(document) + changed + document_markup(document, words, found, printed=has_pages)


About = Callable[[Document], Markup]
"""What stands above a document's text: its title, date and addresses."""
Printed = Callable[[Document], bool]
"""Whether the pages of a document can be drawn."""


def document_markup(
    document: Document, words: Words, place: Place | None = None, *, split: bool = False, printed: bool = False
) -> Markup:
    """Return a document's text; with `split`, each passage in a frame of its own, as it was cut.

    With `printed`, each page can be shown as a picture, which the browser asks for; that of the place is open.

    Every character that is not white space or the sign of a heading is in it, in order.
    """
    out = Markup("")
    passages = document.passages or (Passage(0, len(document.text), document.text),)
    first = 0
    for number, group in enumerate(_groups(passages, split=split), 1):
        last = passages[first + len(group)].start if first + len(group) < len(passages) else len(document.text)
        start = group[0].start if first else 0
        body = Markup("").join(_blocks(document, group, (start, last), place))
        page = group[0].page
        if page is not None and (first == 0 or passages[first - 1].page != page):
            body = _page_head(document, page, words, place, printed=printed) + body
        if split:
            label = words["passage of"].format(number, len(passages), last - start)
            body = Markup('<section class="passage"><p class="cut">{}</p>{}</section>').format(label, body)
        out += body
        first += len(group)
    return Markup('<div class="document">{}</div>').format(out)


def _page_head(document: Document, page: int, words: Words, place: Place | None, *, printed: bool) -> Markup:
    """Return the number of a page, and where it can be drawn a picture of it, folded away unless the place is there."""
    head = Markup('<p class="page-number">{}</p>').format(words["page"].format(page))
    if not printed:
        return head
    starts = [(one.start, one.end) for one in document.passages if one.page == page]
    here = place is not None and any(start <= place.start < end for start, end in starts)
    return head + printed_markup(document.source, page, place.quote if place else "", words, is_open=here)


def _groups(passages: tuple[Passage, ...], *, split: bool) -> list[list[Passage]]:
    if split:
        return [[passage] for passage in passages]
    return [list(group) for _, group in groupby(passages, key=lambda passage: passage.page)]


def _blocks(document: Document, passages: list[Passage], region: Span, place: Place | None) -> Iterator[Markup]:
    """Yield the headings and paragraphs of a stretch of the text."""
    headings = {name: depth for p in passages for depth, name in enumerate(p.heading.split(" > "), 2)}
    for match in _BLOCK.finditer(document.text, *region):
        if match["level"]:
            body = _marked(document.text, match.span("name"), place)
            yield _heading(body, len(match["level"]) + 1)
            continue
        start = match.start()
        end = start + len(match[0].rstrip())
        body = _marked(document.text, (start, end), place)
        depth = headings.get(" ".join(match[0].split()))
        yield _heading(body, depth + 1) if depth else Markup("<p>{}</p>").format(body)


def _heading(body: Markup, level: int) -> Markup:
    level = min(max(level, 3), 6)
    return Markup("<h{}>{}</h{}>").format(level, body, level)


def _marked(text: str, span: Span, place: Place | None) -> Markup:
    """Return a stretch of the text with what of the place lies in it."""
    start, end = span
    if place is None or place.end <= start or end <= place.start:
        return Markup("{}").format(text[start:end])
    first, last = max(start, place.start), min(end, place.end)
    quoted, here = Markup(""), first
    for one, other in sorted(place.highlights):
        one, other = max(one, here), min(other, last)
        if one < other:
            quoted += Markup("{}<mark>{}</mark>").format(text[here:one], text[one:other])
            here = other
    quoted += text[here:last]
    return Markup('{}<span class="quoted">{}</span>{}').format(text[start:first], quoted, text[last:end])


def _notice(text: str) -> Markup:
    return Markup('<div class="notice" role="alert"><p>{}</p></div>').format(text)
