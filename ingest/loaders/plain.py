"""Plain text: the title, the dates and the headings are found in its lines."""

import re
from collections.abc import Iterator

from ingest.dates import dates_in, iso_date
from ingest.loaded import LIST, LONGEST_TITLE, PARAGRAPH, Loaded, Outline, clipped
from ingest.normalising import decoded, normalised

_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")
_ITEM = re.compile(r"\s*(?:[-*+•◦▪‣·–—]|\(?(?:\d{1,3}|[a-z])[.)])\s")
_NUMBERED = re.compile(r"\s*(?P<number>(?:\d{1,2}\.)+\d{0,2}|[IVX]{1,5}\.|[A-Z]\.)\s+\S")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,})")
_BARE_TITLE = re.compile(r"title\s*:\s*", re.IGNORECASE)
_LONGEST_HEADING = 80
_MOST_HEADING_WORDS = 12
_SECTION_LEVEL = 2


def load_plain(raw: bytes) -> Loaded:
    """Return plain text as it is, with the title from its first line and the dates from the lines that name them."""
    text = normalised(decoded(raw))
    paragraphs = [match.span() for match in _PARAGRAPH.finditer(text)]
    title = _title(text, paragraphs)
    outline = Outline(title=title)
    for place, (start, end) in enumerate(paragraphs):
        if place == 0 and title:
            first_line = text.index("\n", start, end) if "\n" in text[start:end] else end
            outline.add_heading(start, first_line, title, level=1)
            start = first_line
        if text[start:end].strip():
            _add(outline, text, start, end, last=place == len(paragraphs) - 1)
    date, updated = dates_in(text)
    return Loaded(text, tuple(outline.blocks), title=title, date=date, updated=updated)


def _title(text: str, paragraphs: list[tuple[int, int]]) -> str:
    """Return the first line where it reads like a title; else nothing."""
    if not paragraphs:
        return ""
    line, _, rest = text[slice(*paragraphs[0])].partition("\n")
    sentence = line.rstrip().endswith((".", ":", ";", ",")) or rest[:1].islower()
    wrapped = bool(rest) and len(line) > _LONGEST_HEADING
    if sentence or wrapped or len(line) > LONGEST_TITLE or _ITEM.match(line) or _is_only_date(line):
        return ""
    return clipped(_BARE_TITLE.sub("", line, count=1)) if re.search(r"[^\W\d_]", line) else ""


def _is_only_date(line: str) -> bool:
    return bool(iso_date(line)) and len(line.split()) <= len("on 4 July 2012 at 15:01".split())


def _add(outline: Outline, text: str, start: int, end: int, last: bool) -> None:
    paragraph = text[start:end].strip()
    if not last and (level := _heading_level(paragraph)):
        outline.add_heading(start, end, paragraph.partition("\n")[0], level)
        return
    for kind, first, after in _runs(text, start, end):
        outline.add(first, after, kind)


def _heading_level(paragraph: str) -> int:
    """Return the level of a paragraph that is a heading, 0 for any other."""
    line, _, under = paragraph.partition("\n")
    if under and not _UNDERLINE.fullmatch(under):
        return 0
    if len(line) > _LONGEST_HEADING or len(line.split()) > _MOST_HEADING_WORDS or iso_date(line):
        return 0
    if line[-1] in '.,;:!?…”"|-–' or not re.search(r"[^\W\d_]{2}", line):
        return 0
    if numbered := _NUMBERED.match(line):
        return _SECTION_LEVEL + numbered["number"].strip(".").count(".")
    return 0 if _ITEM.match(line) or line[0].islower() else _SECTION_LEVEL


def _runs(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield a paragraph as (kind, start, end): a list that follows on its lead-in line is a block of its own."""
    position = start
    for line in text[start:end].split("\n"):
        if line.strip() and _ITEM.match(line + " "):
            if text[start:position].strip():
                yield PARAGRAPH, start, position
            yield LIST, position, end
            return
        position += len(line) + 1
    yield PARAGRAPH, start, end
