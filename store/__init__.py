"""Passages in Chroma, the word index beside them, the embedder and hybrid search."""

from typing import TYPE_CHECKING

from store.documents import Document, DocumentSummary, Hit, Passage
from store.settings import Settings

if TYPE_CHECKING:
    from store.store import Store

__all__ = ["Document", "DocumentSummary", "Hit", "Passage", "Settings", "Store"]


def __getattr__(name: str) -> object:
    """Load the store, and Chroma with it, when it is first asked for."""
    if name == "Store":
        from store.store import Store

        return Store
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
