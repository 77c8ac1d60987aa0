"""The values that pass between the packages: documents, their passages, and hits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one section of a document; `text` is `document.text[start:end]`."""

    start: int
    end: int
    text: str
    heading: str = ""
    """Path of headings above it, outermost first, joined with " > "; empty above the first heading."""
    page: int | None = None
    """Page, slide or sheet number, counted from 1; None where the document has none."""


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a document: its whole text, and the passages that cover it in order."""

    source: str
    """Identity: "folder/path/below.md", a file's name, or an address."""
    title: str
    text: str
    passages: tuple[Passage, ...]
    date: str = ""
    """ISO date or date and time of publication ("2012-07-04"), empty where unknown."""
    updated: str = ""
    """ISO date or date and time of the last change that the document itself names, empty where unknown."""
    author: str = ""
    language: str = ""
    """ISO 639-1 code, empty where unknown."""
    links: tuple[str, ...] = ()
    """http(s) addresses of the sources that the front matter names, or of the document itself."""
    content_hash: str = ""
    """What the ingest compares to see whether the document changed."""
    version: int = 0
    """Counted up by the store with every change; 0 before it was stored."""
    ingested: str = ""
    """ISO time in UTC at which this version was stored."""

    def context(self, passage: Passage) -> str:
        """Return what stands before a passage when it is embedded and indexed: the title and the headings."""
        return f"{self.title}: {passage.heading}" if passage.heading else self.title

    def embedded_text(self, passage: Passage) -> str:
        """Return what a passage's vector is made from: its context, then its text."""
        return f"{self.context(passage)}\n{passage.text}"


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """What a list of documents shows of each, without its text."""

    source: str
    title: str
    date: str
    updated: str
    author: str
    language: str
    links: tuple[str, ...]
    content_hash: str
    version: int
    ingested: str
    passages: int
    characters: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question; `store.document(source).text[start:end] == text`."""

    source: str
    title: str
    heading: str
    page: int | None
    text: str
    start: int
    end: int
    score: float
    """Between 0 and 1, comparable within one question only."""
    date: str = ""
    updated: str = ""
    links: tuple[str, ...] = ()
