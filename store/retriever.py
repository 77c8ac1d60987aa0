"""The search as a LangChain retriever."""

from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever

if TYPE_CHECKING:
    from store.documents import Hit


class StoreRetriever(BaseRetriever):
    """Gives the passages for a question as LangChain documents.

    `page_content` is the passage's text; `metadata` has source, title, date, heading, page, start, end and score.
    """

    store: Any
    limit: int = 10

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - the base class passes it by name
    ) -> list[LangChainDocument]:
        return [_langchain_document(hit) for hit in self.store.search(query, limit=self.limit)]


def _langchain_document(hit: "Hit") -> LangChainDocument:
    metadata = {
        "source": hit.source,
        "title": hit.title,
        "date": hit.date,
        "heading": hit.heading,
        "page": hit.page,
        "start": hit.start,
        "end": hit.end,
        "score": hit.score,
    }
    return LangChainDocument(page_content=hit.text, metadata=metadata)
