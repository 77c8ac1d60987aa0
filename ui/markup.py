"""HTML from text that is not to be trusted: everything is escaped, and only our own tags come out.

`Markup` from MarkupSafe keeps the two apart: what is formatted into a Markup is escaped unless it is one itself.
"""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import urlsplit

from markupsafe import Markup

_PIECES = re.compile(
    r"\\(?P<literal>[!-/:-@\[-`{-~])|(?P<entity>&(?:amp|lt|gt|quot);)|`(?P<code>[^`\n]+)`"
    r"|\[(?P<mark>\d{1,3})\]|(?P<bold>\*\*)"
)
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")

Mark = Callable[[int], Markup]


def answer_markup(text: str, mark: Mark) -> Markup:
    """Return an answer's Markdown as HTML: paragraphs, bold words, code, and what `mark` makes of each [n].

    Everything else of Markdown is shown as it is written.
    """
    paragraphs = (part for part in _PARAGRAPHS.split(text.strip()) if part)
    return Markup("").join(Markup("<p>{}</p>").format(_inline(part, mark)) for part in paragraphs)


def plain_text(text: str, *, marks: bool = False) -> str:
    """Return an answer's Markdown as plain text, with its marks or without."""
    words = "".join(_plain(part, marks=marks) for part in _parts(text))
    return " ".join(words.split())


def link(address: str) -> Markup:
    """Return a link that opens elsewhere; nothing for what is not an http(s) address."""
    label = address_label(address)
    if not label:
        return Markup("")
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(address, label)


def address_label(address: str) -> str:
    """Return the host and path of an http(s) address, as people read it; empty for any other."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    return host.removeprefix("www.") + parts.path.rstrip("/")


def _inline(text: str, mark: Mark) -> Markup:
    out, bold = Markup(""), False
    for part in _parts(text):
        if isinstance(part, str):
            out += part
        elif part is None:
            out += Markup("</strong>") if bold else Markup("<strong>")
            bold = not bold
        else:
            out += mark(part)
    # A stream can stop inside bold words.
    return out + Markup("</strong>") if bold else out


def _plain(part: str | int | None, *, marks: bool) -> str:
    if isinstance(part, int):
        return f"[{part}]" if marks else ""
    return part.striptags() if isinstance(part, Markup) else part or ""


def _parts(text: str) -> list[str | int | None]:
    """Cut into plain text, the numbers of marks, and None where bold begins or ends."""
    parts: list[str | int | None] = []
    place = 0
    for match in _PIECES.finditer(text):
        parts.append(text[place : match.start()])
        place = match.end()
        if match["literal"] or match["entity"]:
            parts.append(match["literal"] or unescape(match["entity"]))
        elif match["code"]:
            parts.append(Markup("<code>{}</code>").format(match["code"]))
        else:
            parts.append(int(match["mark"]) if match["mark"] else None)
    return [*parts, text[place:]]
