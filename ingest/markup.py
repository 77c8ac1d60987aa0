"""The blocks of clean HTML, as of a book's chapter or an e-mail: everything that is shown, nothing guessed away."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.loaded import CODE, LIST, PARAGRAPH, QUOTE, TABLE, Writing
from ingest.normalising import normalised
from ingest.tables import table_text
from store.errors import LoadError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = {"script", "style", "head", "template", "noscript", "svg", "math", "object", "iframe"}
_WHOLE = {"blockquote": QUOTE, "pre": CODE, "p": PARAGRAPH, "dt": PARAGRAPH, "dd": PARAGRAPH, "figcaption": PARAGRAPH}
_CONTAINERS = {"html", "body", "div", "section", "article", "main", "header", "footer", "aside", "nav", "figure", "dl"}
_CONTAINERS |= {"center", "form", "fieldset", "address", "details", "summary", "hgroup"}
_DEEPEST = 200


def write_markup(writing: Writing, markup: str) -> None:
    """Write the blocks of HTML.

    Raises:
        LoadError: if it is none, or is nested too deeply.
    """
    from lxml import etree, html

    try:
        root = html.document_fromstring(markup.encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.ParserError, ValueError) as error:
        raise LoadError(f"Its HTML cannot be read: {error}. Save it again.") from error
    _write(writing, root, 0)


def _write(writing: Writing, element: "HtmlElement", depth: int) -> None:
    """Write what an element holds; text between its blocks is a paragraph of its own."""
    if depth > _DEEPEST:
        raise LoadError("Its HTML is nested too deeply to be written by a person. Leave it out.")
    loose = element.text or ""
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if _is_block(tag):
            writing.add(_line(loose))
            loose = ""
            _write_block(writing, child, tag, depth)
        elif tag and tag not in _HIDDEN:
            loose += "\n" if tag == "br" else _shown(child)
        loose += child.tail or ""
    writing.add(_line(loose))


def _is_block(tag: str) -> bool:
    return tag in _HEADINGS or tag in _WHOLE or tag in _CONTAINERS or tag in ("ul", "ol", "table")


def _write_block(writing: Writing, element: "HtmlElement", tag: str, depth: int) -> None:
    if tag in _HEADINGS:
        writing.add_heading(_line(_shown(element)), _HEADINGS[tag])
    elif tag in ("ul", "ol"):
        writing.add("\n".join(_items(element, 0)), LIST)
    elif tag == "table":
        _write_table(writing, element, depth)
    elif tag == "pre":
        writing.add(normalised(_shown(element)), CODE)
    elif tag in _WHOLE and not any(isinstance(child.tag, str) and _is_block(child.tag) for child in element):
        writing.add(_line(_shown(element)), _WHOLE[tag])
    else:
        _write(writing, element, depth + 1)


def _write_table(writing: Writing, table: "HtmlElement", depth: int) -> None:
    if table.find(".//table") is not None:
        # A table that lays out others: what its cells hold, one after the other.
        for cell in table.iterfind("./{*}tr/{*}td"):
            _write(writing, cell, depth + 1)
        for part in table.iterfind("./tbody/tr/td"):
            _write(writing, part, depth + 1)
        return
    rows = [[_line(_shown(cell)) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    headed = next((all(cell.tag == "th" for cell in row) for row in table.iter("tr")), False)
    width = max(map(len, rows), default=0)
    padded = [row + [""] * (width - len(row)) for row in rows]
    writing.add(table_text(padded, True if headed else None), TABLE)


def _items(element: "HtmlElement", depth: int) -> Iterator[str]:
    for number, item in enumerate(element.iterchildren("li"), start=1):
        own = _line(_shown(item, without=("ul", "ol")))
        if own:
            yield "  " * depth + (f"{number}. " if element.tag == "ol" else "- ") + own
        if depth < _DEEPEST:
            for inner in item.iterchildren("ul", "ol"):
                yield from _items(inner, depth + 1)


def _shown(element: "HtmlElement", without: tuple[str, ...] = ()) -> str:
    """Return an element's text; a blank or line end where its display has one."""
    parts = [element.text or ""]
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == "br":
            parts.append("\n")
        elif tag and tag not in _HIDDEN and tag not in without:
            parts.append(f" {_shown(child)} " if _is_block(tag) or tag in ("td", "th", "li") else _shown(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _line(text: str) -> str:
    return " ".join(normalised(text).split())
