"""From lines to paragraphs: where one ends, how its lines are joined, and which of them are headings."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from ingest.pdf.lines import Line

_INDENT = 0.8
_PITCH = 1.35
_LARGER = 1.12
_LONGEST_HEADING = 200
_SHORT_LINE = 0.8
_FULL = 6.0
_WIDEST_BLANK = 5.0
_ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*[⁰¹²³⁴-⁹]*$")
_ITEM = re.compile(r"(?:[-–—•‣◦▪●○·]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)])\s+\S")
_BULLET = re.compile(r"[-–—•‣◦▪●○·]")
_NOTE = re.compile(r"[⁰¹²³⁴-⁹]+\s*\S")
_HYPHENATED = re.compile(r"([^\W\d_]+)[-‐]$")
_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines joined."""

    text: str
    page: int
    size: float
    bold: bool
    item: bool = False
    role: str = ""
    full: bool = False
    """Whether its last line reaches the right edge, so that it may go on elsewhere."""
    heading: bool = False


def words_of(lines: Iterable[Line]) -> Counter[str]:
    """Return the words that stand whole within lines, which tell how a word cut at a line's end is written."""
    return Counter(word.lower() for line in lines for word in _WORD.findall(_HYPHENATED.sub("", line.text)))


def paragraphs_of(lines: Sequence[Line], words: Counter[str]) -> Iterator[Paragraph]:
    """Yield the paragraphs of a column."""
    if not lines:
        return
    left = _usual_left(lines)
    right = max(line.right for line in lines)
    pitch = _pitch(lines)
    current = [lines[0]]
    for before, line in itertools.pairwise(lines):
        if _begins(current, before, line, left, right, pitch):
            yield _paragraph(current, words, right)
            current = []
        current.append(line)
    yield _paragraph(current, words, right)


def joined(texts: Iterable[str], words: Counter[str]) -> str:
    """Return lines as one, words that were cut at a line's end put together."""
    whole = ""
    for text in texts:
        cut = _HYPHENATED.search(whole)
        if not whole:
            whole = text
        elif cut and text[:1].islower():
            whole = (whole if _keeps_hyphen(cut[1], text, words) else whole[:-1]) + text
        elif whole.endswith(("-", "‐", "/", "–")) and not whole.endswith((" -", " –", " /")):
            whole += text
        else:
            whole += " " + text
    return whole


def _keeps_hyphen(first: str, rest: str, words: Counter[str]) -> bool:
    """Return whether a hyphen at a line's end belongs to the word, by how the document writes it elsewhere."""
    match = _WORD.match(rest)
    second = match[0].lower() if match else ""
    first = first.lower()
    with_hyphen, without = words[f"{first}-{second}"], words[first + second]
    if with_hyphen or without:
        return with_hyphen > without
    return words[first] > 0 and words[second] > 0


def with_heading(paragraph: Paragraph, body: float) -> Paragraph:
    """Return a paragraph with what it is to a document whose text has a size."""
    return replace(paragraph, heading=_is_heading(paragraph, body))


def _is_heading(paragraph: Paragraph, body: float) -> bool:
    """Return whether a paragraph is one that its size, or bold letters, set apart."""
    text = paragraph.text
    if paragraph.role.startswith("H") and paragraph.role[1:].isdigit():
        return True
    if len(text) > _LONGEST_HEADING or not re.search(r"[^\W\d_]{2}", text) or text[0] in "(⁰¹²³⁴⁵⁶⁷⁸⁹":
        return False
    larger = paragraph.size > _LARGER * body
    if text.endswith((",", ";", ".")) and not larger:
        return False
    return larger or (paragraph.bold and paragraph.size > 0.95 * body and not text.endswith(":"))


def _begins(current: Sequence[Line], before: Line, line: Line, left: float, right: float, pitch: float) -> bool:
    """Return whether a line begins a paragraph."""
    gap = before.base - line.base
    if abs(gap) < 0.3 * line.size:
        # Beside each other: the number of an item and its text, or the words of a line that is stretched.
        return line.left - before.right > _WIDEST_BLANK * line.size
    if _differs(before, line):
        return True
    if gap < -0.5 * line.size or gap > _PITCH * max(pitch, line.size):
        return True
    if _BULLET.fullmatch(line.text):
        return True
    if _ITEM.match(line.text) and _may_begin_item(current, before, line):
        return True
    if _NOTE.match(line.text) and line.left <= left + 2 * line.size:
        return True
    indented = line.left > before.left + _INDENT * line.size
    hangs = len(current) == 1 and _ITEM.match(current[0].text) is not None
    if indented and not hangs and before.left <= left + _INDENT * line.size:
        # A second line that is further in than the first is a hanging indent, not a new paragraph.
        return len(current) > 1 or bool(_ENDS.search(before.text))
    short = before.right - left < _SHORT_LINE * (right - left)
    return short and bool(_ENDS.search(before.text)) and not line.text[:1].islower()


def _may_begin_item(current: Sequence[Line], before: Line, line: Line) -> bool:
    """Return whether what looks like an item is one, and no number or initial that a line happened to begin with."""
    return (
        bool(_ENDS.search(before.text))
        or line.left != before.left
        or bool(_ITEM.match(current[0].text))
        or (line.text[0] in "-–—•‣◦▪●○·")
    )


def _differs(before: Line, line: Line) -> bool:
    if abs(before.size - line.size) > 0.08 * max(before.size, line.size):
        return True
    if before.bold != line.bold:
        return True
    one, two = before.tag, line.tag
    return one is not None and two is not None and one.role in _TEXT and two.role in _TEXT and one != two


_TEXT = {"P", "H1", "H2", "H3", "H4", "H5", "H6", "H", "Note"}


def _usual_left(lines: Sequence[Line]) -> float:
    """Return where most lines begin."""
    places = Counter(round(line.left / 3) for line in lines)
    return places.most_common(1)[0][0] * 3.0


def _pitch(lines: Sequence[Line]) -> float:
    """Return the usual distance of two lines."""
    gaps = [
        before.base - line.base
        for before, line in itertools.pairwise(lines)
        if 0 < before.base - line.base < 2.5 * line.size
    ]
    return median(gaps) if gaps else 0.0


def _paragraph(lines: Sequence[Line], words: Counter[str], right: float) -> Paragraph:
    text = joined((line.text for line in lines), words)
    role = lines[0].tag.role if lines[0].tag else ""
    bold = all(line.bold for line in lines)
    size = max(line.size for line in lines)
    full = right - lines[-1].right < _FULL * size
    return Paragraph(text, lines[0].page, size, bold, bool(_ITEM.match(text)), role, full)
