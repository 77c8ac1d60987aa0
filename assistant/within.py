"""A store seen through some of its documents only."""

from dataclasses import dataclass

from store import Store
from store.documents import Document, DocumentSummary, Hit


@dataclass(frozen=True)
class Within:
    """Searches a store in chosen documents."""

    store: Store
    sources: tuple[str, ...]

    @property
    def generation(self) -> int:
        """0 while nothing was ever ingested."""
        return self.store.generation

    def search(self, question: str, limit: int = 10) -> list[Hit]:
        """Return the passages of the chosen documents that fit a question, best first."""
        return self.store.search(question, limit=limit, sources=self.sources)

    def document(self, source: str) -> Document:
        """Return the current version of a document."""
        return self.store.document(source)

    def summaries(self) -> list[DocumentSummary]:
        """Return what is stored of the chosen documents, without the texts."""
        return [summary for summary in self.store.summaries() if summary.source in self.sources]
