"""From a loaded document to passages: which stretches of it are embedded, found and quoted.

A section's sentences are halved again and again, at the strongest boundary near the middle, until each stretch fits
the embedder. Which of equally strong boundaries it is, the text behind it decides (its checksum): so an edit changes
the passages it touches and leaves the cuts elsewhere where they were, which cutting from the top down in one go
would not.
"""

import itertools
import re
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.loaded import CODE, HEADING, LIST, QUOTE, TABLE, Block, Loaded, clipped
from store.documents import Passage
from store.sentences import sentence_spans

VERSION = 1
"""Counted up when the same text is cut elsewhere, so that stored documents are split again."""

Count = Callable[[Sequence[str]], list[int]]
"""Returns the number of word pieces of each text, as store.embedder.Embedder.count does."""

# How good it is to cut before an atom: within a word, at a blank, at a clause's end, between sentences, between the
# items of a list or after the words that introduce it, between paragraphs.
_IN_WORD, _BLANK, _CLAUSE, _SENTENCE, _ITEM, _PARAGRAPH = range(6)
_MIDDLE = 0.25
_PIECE = 16
_LONGEST_PIECE = 10
_SIGNATURE = 32
_CLAUSE_ENDS = (",", ";", ":", ")", "”", "–", "—", "|")
_FEWEST = 8


@dataclass(frozen=True, slots=True)
class _Atom:
    """What is not cut: a sentence, or of a sentence that is too long a word."""

    start: int
    end: int
    strength: int
    """Of the boundary before it."""


@dataclass(frozen=True, slots=True)
class _Section:
    atoms: tuple[_Atom, ...]
    heading: str
    page: int | None


def split(loaded: Loaded, count: Count, window: int) -> tuple[Passage, ...]:
    """Return the passages of a document: ordered, trimmed, holding every character that is not white space.

    Args:
        loaded: the document.
        count: counts word pieces, many texts in one call.
        window: how many word pieces the embedder reads. A passage with the title and its headings in front has at
            most that many; where the headings alone take half of it, the outer ones are left out.
    """
    sections = list(_sections(loaded))
    headings = _fitting_headings(loaded.title, {section.heading for section in sections}, count, window)
    fitted = [replace(section, heading=headings[section.heading][0]) for section in sections]
    budgets = [max(_FEWEST, window - headings[section.heading][1]) for section in sections]
    passages: list[Passage] = []
    for section, (atoms, counts), budget in zip(
        fitted, _counted(loaded.text, fitted, budgets, count), budgets, strict=True
    ):
        for first, after in _stretches(loaded.text, atoms, counts, budget):
            start, end = atoms[first].start, atoms[after - 1].end
            passages.append(Passage(start, end, loaded.text[start:end], section.heading, section.page))
    return tuple(_checked(loaded.title, passages, count, window))


def fitting_title(title: str, count: Count, window: int) -> str:
    """Return a title that leaves at least two thirds of the embedder's window to the text."""
    while len(title) > 1 and count([title])[0] > window // 3:
        title = clipped(title, max(1, len(title) * 2 // 3))
    return title


def _sections(loaded: Loaded) -> Iterator[_Section]:
    """Yield the runs of blocks with one heading and page; headings go to the section that follows them."""
    waiting: list[Block] = []
    for (heading, page, is_heading), run in itertools.groupby(
        loaded.blocks, key=lambda block: (block.heading, block.page, block.kind == HEADING)
    ):
        blocks = list(run)
        if is_heading:
            waiting += blocks
            continue
        yield _Section(tuple(_atoms(loaded.text, [*waiting, *blocks])), heading, page)
        waiting = []
    if waiting:
        yield _Section(tuple(_atoms(loaded.text, waiting)), waiting[-1].heading, waiting[-1].page)


def _atoms(text: str, blocks: Sequence[Block]) -> Iterator[_Atom]:
    before: Block | None = None
    for block in blocks:
        strength = _between(text, before, block)
        last = block.start
        for start, end in sentence_spans(text[block.start : block.end]):
            first, after = block.start + start, block.start + end
            if last > block.start:
                listed = block.kind in (LIST, TABLE, CODE) and "\n" in text[last:first]
                strength = _ITEM if listed else _SENTENCE
            yield _Atom(first, after, strength)
            last = after
        before = block


def _between(text: str, before: Block | None, block: Block) -> int:
    if before is None:
        return _PARAGRAPH
    if before.kind == HEADING:
        return _BLANK
    introduced = block.kind in (LIST, TABLE, QUOTE, CODE) and text[before.start : before.end].rstrip().endswith(":")
    return _SENTENCE if introduced else _PARAGRAPH


def _fitting_headings(title: str, headings: set[str], count: Count, window: int) -> dict[str, tuple[str, int]]:
    """Return, for each heading path, the one that leaves half of the window to the text, and its word pieces."""
    fitting = {}
    for heading in sorted(headings):
        shorter = heading
        pieces = count([_context(title, shorter)])[0]
        while shorter and pieces > window // 2:
            shorter = shorter.partition(" > ")[2]
            pieces = count([_context(title, shorter)])[0]
        fitting[heading] = (shorter, pieces)
    return fitting


def _context(title: str, heading: str) -> str:
    return f"{title}: {heading}" if heading else title


def _counted(
    text: str, sections: Sequence[_Section], budgets: Sequence[int], count: Count
) -> Iterator[tuple[list[_Atom], list[int]]]:
    """Yield each section's atoms with their word pieces, sentences above the budget cut into words."""
    flat = [atom for section in sections for atom in section.atoms]
    pieces = dict(zip(flat, _sizes(text, flat, count), strict=True))
    words: dict[_Atom, list[_Atom]] = {}
    for section, budget in zip(sections, budgets, strict=True):
        words |= {atom: list(_words(text, atom)) for atom in section.atoms if pieces[atom] > budget}
    every = [word for cut in words.values() for word in cut]
    pieces |= dict(zip(every, _sizes(text, every, count), strict=True))
    for section in sections:
        atoms = [word for atom in section.atoms for word in words.get(atom, [atom])]
        yield atoms, [pieces[atom] for atom in atoms]


def _sizes(text: str, atoms: Sequence[_Atom], count: Count) -> list[int]:
    """Return the atoms' word pieces; more for one in which there are few, as an endless word, which is one piece."""
    counts = count([text[atom.start : atom.end] for atom in atoms])
    return [max(pieces, (atom.end - atom.start) // _LONGEST_PIECE) for atom, pieces in zip(atoms, counts, strict=True)]


def _words(text: str, sentence: _Atom) -> Iterator[_Atom]:
    strength = sentence.strength
    for word in re.compile(r"\S+").finditer(text, sentence.start, sentence.end):
        for start in range(word.start(), word.end(), _PIECE):
            end = min(start + _PIECE, word.end())
            yield _Atom(start, end, strength)
            strength = _IN_WORD
        strength = _CLAUSE if word.group().endswith(_CLAUSE_ENDS) else _BLANK


def _stretches(text: str, atoms: Sequence[_Atom], counts: Sequence[int], budget: int) -> Iterator[tuple[int, int]]:
    """Yield (first, after) of the stretches of atoms that fit the budget, in order."""
    sums = [0, *itertools.accumulate(counts)]
    waiting = [(0, len(atoms))]
    while waiting:
        first, after = waiting.pop()
        if sums[after] - sums[first] <= budget or after - first < 2:
            yield first, after
            continue
        cut = _best_cut(text, atoms, sums, first, after)
        waiting += [(cut, after), (first, cut)]


def _best_cut(text: str, atoms: Sequence[_Atom], sums: Sequence[int], first: int, after: int) -> int:
    """Return the atom before which a stretch is cut."""
    total = sums[after] - sums[first]
    strongest = max(atoms[place].strength for place in range(first + 1, after))
    low = bisect_left(sums, sums[first] + total * _MIDDLE, first + 1, after)
    high = bisect_right(sums, sums[first] + total * (1 - _MIDDLE), low, after)
    near = [place for place in range(low, high) if atoms[place].strength == strongest]
    if near:
        return min(near, key=lambda place: (_signature(text, atoms[place]), place))
    middle = sums[first] + total / 2
    every = (place for place in range(first + 1, after) if atoms[place].strength == strongest)
    return min(every, key=lambda place: (abs(sums[place] - middle), place))


def _signature(text: str, atom: _Atom) -> int:
    return zlib.crc32(text[atom.start : min(atom.end, atom.start + _SIGNATURE)].encode())


def _checked(title: str, passages: Sequence[Passage], count: Count, window: int) -> Iterator[Passage]:
    """Yield passages, halving those that are too long: a tokenizer may count a whole above the sum of its parts."""
    counts = count([f"{_context(title, passage.heading)}\n{passage.text}" for passage in passages])
    for passage, pieces in zip(passages, counts, strict=True):
        if pieces <= window or len(passage.text) < 2:
            yield passage
        else:
            yield from _checked(title, _halves(passage), count, window)


def _halves(passage: Passage) -> list[Passage]:
    middle = len(passage.text) // 2
    blank = re.compile(r"\s").search(passage.text, middle)
    cut = blank.start() if blank else middle
    parts = []
    for start, end in ((0, cut), (cut, len(passage.text))):
        part = passage.text[start:end]
        first = passage.start + start + len(part) - len(part.lstrip())
        text = part.strip()
        if text:
            parts.append(replace(passage, start=first, end=first + len(text), text=text))
    return parts
