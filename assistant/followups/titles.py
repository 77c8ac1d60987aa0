"""Documents that a question speaks of by what the conversation named: "the second one", "that article"."""

import html
import re
from collections.abc import Sequence

from assistant.followups.turns import Turn

_KINDS = r"(?:document|article|page|text|report|piece|note|paper|file)"
_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1, "former": 0, "latter": -1}
_POINTS = re.compile(
    rf"\b(?:the (?P<place>first|second|third|fourth|last|former|latter)(?: (?:one|{_KINDS}))(?! of\b)"
    rf"|(?:that|this|the same) {_KINDS})\b",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(?=[^\w\s])")


def points_at_document(question: str) -> bool:
    """Return whether a question may speak of a document that the conversation named."""
    return bool(_POINTS.search(question))


def with_title(question: str, history: Sequence[Turn], titles: Sequence[str]) -> str:
    """Return the question with the title of the document that it points at; byte for byte the same if that is open.

    "The second one" is the second document that the latest turn with a title named, "that article" the only one.
    A title counts in quotation marks only, as replies write it: "the Partnership for Peace" may be the thing itself.
    """
    match = _POINTS.search(question)
    named = next(filter(None, (_named(turn.text, titles) for turn in reversed(history))), []) if match else []
    if not match or not named:
        return question
    if match["place"]:
        place = _PLACES[match["place"].lower()]
        chosen = named[place : place + 1 or None] if len(named) > max(1, place) else []
    else:
        chosen = named if len(named) == 1 else []
    return f"{question[: match.start()]}“{chosen[0]}”{question[match.end() :]}" if chosen else question


def _named(text: str, titles: Sequence[str]) -> list[str]:
    """Return the titles that stand in a message, in the order in which it names them."""
    # Replies are Markdown, in which titles are escaped.
    plain = " ".join(html.unescape(_ESCAPE.sub("", text)).casefold().split())
    found: dict[int, str] = {}
    for title in filter(None, titles):
        for match in re.finditer(rf"[“\"«*_]{re.escape(' '.join(title.casefold().split()))}[,.?]?[”\"»*_]", plain):
            found[match.start()] = title
    return list(dict.fromkeys(found[start] for start in sorted(found)))
