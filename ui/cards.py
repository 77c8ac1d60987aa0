"""The sources of an answer as HTML: cards with the quoted words in the text around them."""

from collections.abc import Iterable, Sequence
from datetime import date

from markupsafe import Markup

from store.documents import Hit
from ui.conversation import NEAR, Conversation, Turn
from ui.markup import link
from ui.reading import Place
from ui.sources import Source, without_headings
from ui.words import Words

LINKS = 2
"""Links shown with a source; the others are folded away."""
LONGEST_ECHO = 300
"""Characters of a question that is shown again."""


def sources_markup(conversation: Conversation, words: Words) -> Markup:
    """Return the sources of every turn, those of the last one shown and the others hidden."""
    last = len(conversation.turns)
    sections = joined(
        _sources(turn, number, words, shown=number == last) for number, turn in enumerate(conversation.turns, 1)
    )
    return sections or Markup('<section class="shown empty"><h2>{}</h2><p>{}</p></section>').format(
        words["sources"], words["sources appear here"]
    )


def readable_date(iso: str, words: Words) -> str:
    """Return "4 July 2012" for 2012-07-04, "July 2012" for 2012-07, and anything else as it is."""
    try:
        day = date.fromisoformat(iso[:10] if len(iso) > 7 else f"{iso}-01")
    except ValueError:
        return iso
    month = f"{words['months'].split()[day.month - 1]} {day.year}"
    return words["day"].format(day.day, month) if len(iso) > 7 else month


def place_line(day: str, heading: str, page: int | None, words: Words) -> Markup:
    """Return where something stands: its date, its headings and its page."""
    shown = words["page"].format(page) if page is not None else ""
    parts = [readable_date(day, words), heading.replace(" > ", " › "), shown]
    return joined(Markup("<span>{}</span>").format(part) for part in parts if part)


def origin_markup(source: str, links: Sequence[str], words: Words) -> Markup:
    """Return a document's name in the store and its addresses, most of them folded away."""
    made = [Markup("<li>{}</li>").format(one) for one in map(link, links) if one]
    first, more = made[:LINKS], made[LINKS:]
    listed = Markup("<ul>{}</ul>").format(joined(first)) if first else ""
    folded = Markup("<details><summary>{}</summary><ul>{}</ul></details>").format(
        words["more links"].format(len(more)), joined(more)
    )
    return Markup("<footer><code>{}</code>{}{}</footer>").format(source, listed, folded if more else "")


def joined(parts: Iterable[Markup]) -> Markup:
    """Return pieces of HTML one after the other."""
    return Markup("").join(parts)


def _sources(turn: Turn, number: int, words: Words, *, shown: bool) -> Markup:
    refused = turn.answer is not None and not turn.answer.answered
    cards = [_source(source, number, words) for source in turn.sources]
    if refused and turn.answer is not None and not cards:
        cards = [_near(hit, number, place, words) for place, hit in enumerate(turn.answer.hits[:NEAR], 1)]
    return Markup(
        '<section class="{}" data-turn="{}"{} aria-label="{}"><h2 tabindex="-1">{}</h2>{}{}</section>'
    ).format(
        "shown near" if refused else "shown",
        number,
        "" if shown else Markup(" hidden"),
        words["sources of answer"].format(number),
        words["near"] if refused else words["sources"],
        Markup('<p class="of">{}</p>').format(turn.question[:LONGEST_ECHO]) if cards else _no_cards(turn, words),
        Markup("<ol>{}</ol>").format(joined(cards)) if cards else "",
    )


def _no_cards(turn: Turn, words: Words) -> Markup:
    if turn.waiting:
        return Markup('<div class="reading" aria-hidden="true"><div></div><div></div><div></div></div>')
    return Markup("<p>{}</p>").format(words["no answer, no sources"] if turn.notice else words["nothing near"])


def _source(source: Source, turn: int, words: Words) -> Markup:
    citation = source.citation
    quote = joined(
        Markup("<mark>{}</mark>").format(words) if answering else Markup("{}").format(words)
        for words, answering in source.pieces
    )
    passage = Markup('<span class="around">{}</span><span class="quoted">{}</span><span class="around">{}</span>')
    place = Place(citation.source, citation.start, citation.end, citation.quote, citation.highlights)
    return _card(
        turn,
        citation.number,
        place,
        words,
        title=citation.title,
        line=place_line(citation.date, citation.heading, citation.page, words),
        passage=passage.format(source.before, quote, source.after),
        origin=origin_markup(citation.source, citation.links, words),
    )


def _near(hit: Hit, turn: int, number: int, words: Words) -> Markup:
    return _card(
        turn,
        number,
        Place(hit.source, hit.start, hit.end, hit.text),
        words,
        title=hit.title,
        line=place_line(hit.date, hit.heading, hit.page, words),
        passage=Markup('<span class="around">{}</span>').format(without_headings(hit.text)),
        origin=origin_markup(hit.source, hit.links, words),
    )


def _card(
    turn: int, number: int, place: Place, words: Words, *, title: str, line: Markup, passage: Markup, origin: Markup
) -> Markup:
    buttons = Markup(
        '<p class="tools"><button type="button" class="read" data-turn="{}" data-number="{}">{}</button>'
        '<button type="button" class="back" data-turn="{}" data-number="{}">{}</button></p>'
    ).format(turn, number, words["read in document"], turn, number, words["back to answer"])
    return Markup(
        '<li><article class="source" id="source-{}-{}" data-place="{}" tabindex="-1" aria-labelledby="title-{}-{}">'
        '<header><span class="number" aria-hidden="true">{}</span><h3 id="title-{}-{}">{}</h3></header>'
        '<p class="place">{}</p><blockquote>{}</blockquote>{}{}</article></li>'
    ).format(turn, number, place.to_json(), turn, number, number, turn, number, title, line, passage, origin, buttons)
