"""Web pages: the article without the site's furniture, its headings, lists and tables kept."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from ingest.dates import dates_in, iso_of
from ingest.loaded import CODE, LIST, PARAGRAPH, QUOTE, TABLE, Loaded, Outline, Writing, clipped
from ingest.normalising import decoded, normalised
from ingest.tables import table_text
from store.errors import LoadError

_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_MODIFIED = (
    "//meta[@property='article:modified_time' or @property='og:updated_time' or @name='last-modified' "
    "or @name='dcterms.modified' or @itemprop='dateModified']/@content | //time[@itemprop='dateModified']/@datetime"
)
_KINDS = {"quote": QUOTE, "code": CODE}
_WITHIN_TEXT = {"hi", "ref", "del", "lb", "graphic"}


class _Element(Protocol):
    """What is used of an element of lxml, which has no types of its own."""

    tag: str
    text: str | None
    tail: str | None

    def __iter__(self) -> Iterator["_Element"]: ...
    def get(self, name: str) -> str | None: ...
    def iter(self, tag: str) -> Iterator["_Element"]: ...
    def iterchildren(self, tag: str) -> Iterator["_Element"]: ...
    def itertext(self) -> Iterator[str]: ...
    def xpath(self, path: str) -> list[str]: ...


def load_page(raw: bytes) -> Loaded:
    """Return the article of a web page, with title, author, language and dates from the page's metadata.

    Raises:
        LoadError: if no article is found in it.
    """
    # Imported here because it takes a second, and only web pages need it.
    from trafilatura import bare_extraction, load_html

    tree = load_html(_decoded(raw))
    if tree is None:
        raise LoadError(
            "It cannot be read as HTML: it is none, or is nested too deeply. Save the page again from a browser."
        )
    # Taken first: the extraction prunes the tree.
    language, modified, links = _language(tree), _modified(tree), _address(tree)
    article = bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        # The dates that stand in the text are found there; a guess from any number of the page is worse than none.
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if article is None or article.body is None or not "".join(article.body.itertext()).strip():
        raise LoadError(
            "No article was found in the page. It may be made by a script, or be nested too deeply: save it as the "
            "browser shows it, or print it to a PDF."
        )
    title = clipped(normalised(article.title or ""))
    loaded = _written(article.body, title)
    found = dates_in(loaded.text)
    return replace(
        loaded,
        date=iso_of(article.date) or found.date,
        updated=modified or found.updated,
        author=normalised(article.author or ""),
        language=language,
        links=links,
    )


def _decoded(raw: bytes) -> str:
    declared = _DECLARED.search(raw[:2000])
    if declared:
        try:
            return raw.decode(declared[1].decode())
        except (LookupError, UnicodeDecodeError):
            # Many pages name an encoding that they are not in; their bytes tell better.
            return decoded(raw)
    return decoded(raw)


def _language(tree: _Element) -> str:
    return str(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[:2].lower()


def _modified(tree: _Element) -> str:
    return next((found for value in tree.xpath(_MODIFIED) if (found := iso_of(value))), "")


def _address(tree: _Element) -> tuple[str, ...]:
    values = tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    return tuple(value.strip() for value in values if re.fullmatch(r"https?://\S+", value.strip()))[:1]


def _written(body: _Element, title: str) -> Loaded:
    writing = Writing(Outline(title=title))
    if title and title not in " ".join("".join(body.itertext()).split()):
        writing.add_heading(title, level=1)
    for element in body:
        _write(writing, element)
    return writing.loaded()


def _write(writing: Writing, element: _Element) -> None:
    if element.tag == "head":
        level = re.sub(r"\D", "", element.get("rend") or "") or "2"
        writing.add_heading(_text(element), int(level))
    elif element.tag == "list":
        writing.add("\n".join(_items(element)), LIST)
    elif element.tag == "table":
        writing.add(_table(element), TABLE)
    else:
        writing.add(_text(element), _KINDS.get(element.tag, PARAGRAPH))
    if element.tail:
        writing.add(normalised(element.tail))


def _items(element: _Element, depth: int = 0) -> Iterator[str]:
    ordered = element.get("rend") == "ol"
    for number, item in enumerate(element.iterchildren("item"), start=1):
        own = _text(item, without=("list",))
        if own:
            yield "  " * depth + (f"{number}. " if ordered else "- ") + own
        for inner in item.iterchildren("list"):
            yield from _items(inner, depth + 1)


def _table(element: _Element) -> str:
    rows = [list(row.iterchildren("cell")) for row in element.iter("row")]
    headed = bool(rows) and all(cell.get("role") == "head" for cell in rows[0])
    width = max(map(len, rows), default=0)
    texts = [[_text(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    return table_text(texts, True if headed else None)


def _text(element: _Element, without: tuple[str, ...] = ()) -> str:
    """Return an element's text on one line, except that of the children left out."""
    parts = [element.text or ""]
    for child in element:
        if child.tag not in without:
            parts.append(_text(child) if child.tag in _WITHIN_TEXT else f" {_text(child)} ")
        parts.append(child.tail or "")
    return " ".join(normalised("".join(parts)).split())
