"""Pages of a PDF as they were printed: folded away in a document's text, drawn when they are opened."""

import base64
import json

from markupsafe import Markup

from store.errors import AssistantError
from ui.library import Library
from ui.words import Words


def printed_markup(source: str, page: int, quote: str, words: Words, *, is_open: bool) -> Markup:
    """Return what a page is opened with; the browser then asks for its picture."""
    asked = json.dumps({"source": source, "page": page, "quote": quote})
    return Markup(
        '<details class="printed" data-asked="{}"{}><summary>{}</summary>'
        '<button type="button" class="sheet" aria-label="{}"></button></details>'
    ).format(asked, Markup(" open") if is_open else "", _name(page, words), _name(page, words))


def drawn_page(library: Library | None, asked: str, words: Words) -> str:
    """Return the picture that the browser asks for as HTML, or why there is none.

    Raises:
        ValueError: if nothing of the kind was asked.
    """
    try:
        wanted = json.loads(asked)
        source, page, quote = str(wanted["source"]), int(wanted["page"]), str(wanted["quote"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"no page of a document: {asked[:80]!r}") from error
    if library is None:
        return ""
    try:
        drawn = base64.b64encode(library.draw(source, page, quote)).decode()
    except AssistantError as error:
        return str(Markup("<span>{}</span>").format(str(error)))
    return str(Markup('<img alt="{}" src="data:image/png;base64,{}">').format(_name(page, words), drawn))


def _name(page: int, words: Words) -> str:
    return words["page as printed"].format(words["page"].format(page))
