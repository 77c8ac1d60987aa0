"""What a loader makes of a file: readable text, what is known about it, and where its blocks are."""

from dataclasses import dataclass, field

LONGEST_TITLE = 200
HEADING, PARAGRAPH, LIST, TABLE, QUOTE, CODE = "heading", "paragraph", "list", "table", "quote", "code"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list, table, quotation or piece of code: `text[start:end]` of its document."""

    start: int
    end: int
    kind: str = PARAGRAPH
    heading: str = ""
    """Path of headings above it, outermost first, joined with " > "; a heading's own path ends with itself."""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file as text; the blocks hold every character that is not white space, in order."""

    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    date: str = ""
    """ISO date, or date and time, of publication; empty where unknown."""
    updated: str = ""
    """ISO date, or date and time, of the last change that the document names; empty where unknown."""
    author: str = ""
    language: str = ""
    links: tuple[str, ...] = ()
    warning: str = ""
    """What of the file could not be read although the rest could, and what a person can do about it."""


@dataclass(slots=True)
class Outline:
    """Collects blocks in order and gives each the path of the headings above it."""

    title: str = ""
    """Headings that repeat it are left out of the paths: it stands in front of every passage anyway."""
    blocks: list[Block] = field(default_factory=list)
    _above: list[tuple[int, str]] = field(default_factory=list)

    def add(self, start: int, end: int, kind: str = PARAGRAPH, page: int | None = None) -> None:
        """Add a block that is no heading."""
        self.blocks.append(Block(start, end, kind, self._path(), page))

    def add_heading(self, start: int, end: int, name: str, level: int, page: int | None = None) -> None:
        """Add a heading; it ends the sections of its level and below."""
        while self._above and self._above[-1][0] >= level:
            self._above.pop()
        self._above.append((level, clipped(name)))
        self.blocks.append(Block(start, end, HEADING, self._path(), page))

    def _path(self) -> str:
        return " > ".join(name for _, name in self._above if name and name != self.title)


@dataclass(slots=True)
class Writing:
    """Puts a text together from blocks, a blank line between them, for kinds whose source is not readable text."""

    outline: Outline
    _parts: list[str] = field(default_factory=list)
    _length: int = 0

    @property
    def text(self) -> str:
        """What was written so far."""
        return "\n\n".join(self._parts)

    def add(self, text: str, kind: str = PARAGRAPH, page: int | None = None) -> None:
        """Write a block; blank ones are left out."""
        if text.strip():
            self.outline.add(*self._append(text.strip()), kind, page)

    def add_heading(self, text: str, level: int, page: int | None = None) -> None:
        """Write a heading on a line of its own."""
        name = " ".join(text.split())
        if name:
            self.outline.add_heading(*self._append(name), name, level, page)

    def loaded(self) -> Loaded:
        """Return the text and its blocks."""
        return Loaded(self.text, tuple(self.outline.blocks), title=self.outline.title)

    def _append(self, text: str) -> tuple[int, int]:
        start = self._length
        self._parts.append(text)
        self._length += len(text) + len("\n\n")
        return start, start + len(text)


def clipped(name: str, longest: int = LONGEST_TITLE) -> str:
    """Return a title or heading on one line, cut at a word where it is longer than titles are."""
    line = " ".join(name.split())
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"
