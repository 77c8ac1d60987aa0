"""Markdown: the source as it was written, with its headings and blocks, and what its front matter says."""

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ingest.dates import dates_in, iso_of
from ingest.loaded import CODE, LIST, PARAGRAPH, QUOTE, TABLE, Block, Loaded, Outline, clipped
from ingest.normalising import decoded, normalised
from store.errors import LoadError

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)\n?^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_LONGEST_FRONT_MATTER = 100_000
_KINDS = {
    "bullet_list_open": LIST,
    "ordered_list_open": LIST,
    "blockquote_open": QUOTE,
    "table_open": TABLE,
    "fence": CODE,
    "code_block": CODE,
}
_INLINE_MARKS = re.compile(r"[*_`]+|!?\[([^\]]*)\]\([^)]*\)")


def load_markdown(raw: bytes) -> Loaded:
    """Return Markdown without its front matter, whose title, dates, author, language and sources become metadata.

    Raises:
        LoadError: if the front matter is not valid YAML.
    """
    matter, text = _front_matter(normalised(decoded(raw)))
    tokens = _parsed(text)
    headings = dict(_headings(tokens))
    first_title = next((name for name, level in headings.values() if level == 1), "")
    title = clipped(_text(matter, "title") or first_title)
    found = dates_in(text)
    return Loaded(
        text,
        _blocks(text, title, tokens, headings),
        title=title,
        date=iso_of(matter.get("date")) or found.date,
        updated=iso_of(_first(matter, "updated", "last_updated", "modified", "lastmod")) or found.updated,
        author=", ".join(_texts(_first(matter, "author", "authors"))),
        language=_text(matter, "language", "lang")[:2].lower(),
        links=tuple(dict.fromkeys(_addresses(_first(matter, "sources", "source", "links", "url")))),
    )


def _front_matter(text: str) -> tuple[Mapping[str, object], str]:
    match = _FRONT_MATTER.match(text[:_LONGEST_FRONT_MATTER])
    if not match:
        return {}, text
    # Imported here because only Markdown with front matter needs it.
    import yaml

    try:
        matter = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError) as error:
        raise LoadError(f"Its front matter is not valid YAML: {_where(error)}. Correct it, or remove it.") from error
    if not isinstance(matter, dict):
        return {}, text
    body = text[match.end() :]
    return {str(name).lower(): value for name, value in matter.items()}, body.strip("\n")


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    # The mark counts from 0, and the opening "---" is a line of the file too.
    return f"line {mark.line + 2}: {problem}" if mark else str(problem)


def _parsed(text: str) -> list["Token"]:
    from markdown_it import MarkdownIt

    # Only the lines of the blocks are wanted; what is inside them costs most of the time.
    return MarkdownIt("commonmark").enable("table").disable("inline").parse(text)


def _headings(tokens: list["Token"]) -> Iterator[tuple[int, tuple[str, int]]]:
    """Yield (line, (name, level)) of the headings."""
    for opening, inline in itertools.pairwise(tokens):
        if opening.type == "heading_open" and opening.level == 0 and opening.map:
            yield opening.map[0], (_plain(inline.content), int(opening.tag[1:]))


def _blocks(text: str, title: str, tokens: list["Token"], headings: Mapping[int, tuple[str, int]]) -> tuple[Block, ...]:
    offsets = [0, *itertools.accumulate(len(line) + 1 for line in text.split("\n"))]
    outline = Outline(title=title)
    for first, after, kind in _spans(tokens, len(offsets) - 1):
        start, end = offsets[first], min(offsets[after], len(text))
        if first in headings:
            outline.add_heading(start, end, *headings[first])
        elif text[start:end].strip():
            outline.add(start, end, kind)
    return tuple(outline.blocks)


def _spans(tokens: list["Token"], lines: int) -> Iterator[tuple[int, int, str]]:
    """Yield (first line, line after, kind) of the top-level blocks, and of lines that belong to none, in order."""
    done = 0
    for token in tokens:
        if token.level != 0 or token.map is None or token.nesting < 0:
            continue
        first, after = max(token.map[0], done), token.map[1]
        if first > done:
            yield done, first, PARAGRAPH
        if after > first:
            yield first, after, _KINDS.get(token.type, PARAGRAPH)
            done = after
    if done < lines:
        yield done, lines, PARAGRAPH


def _plain(heading: str) -> str:
    return _INLINE_MARKS.sub(lambda match: match[1] or "", heading).strip()


def _first(matter: Mapping[str, object], *names: str) -> object:
    return next((matter[name] for name in names if matter.get(name)), None)


def _text(matter: Mapping[str, object], *names: str) -> str:
    return " ".join(_texts(_first(matter, *names)))


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(item).strip() for item in values if isinstance(item, (str, int, float)) and str(item).strip()]


def _addresses(value: object) -> Iterator[str]:
    """Yield the http(s) addresses of a list of them, or of mappings that hold one."""
    for item in value if isinstance(value, list) else [value]:
        named = _first(item, "url", "link", "href", "address") if isinstance(item, dict) else item
        yield from (text for text in _texts(named) if re.fullmatch(r"https?://\S+", text))
