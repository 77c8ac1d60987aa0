"""What a user would build from a tutorial, to compare with: chunks of 1000 characters, found by meaning or by words.

Needs the extra `evaluate`, for the splitter of the tutorials.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.reading.words import words_of
from store.documents import Document, Hit
from store.embedder import Embedder

_SIZE, _OVERLAP = 1_000, 200
_LIMIT = 5
# Of BM25 (Robertson and Zaragoza 2009), as Lucene sets them.
_K1, _B = 1.2, 0.75


@dataclass(frozen=True)
class Baseline:
    """Chunks with their vectors and their words."""

    chunks: tuple[Hit, ...]
    vectors: NDArray[np.float32]
    counts: tuple[Counter[str], ...]
    embedder: Embedder

    @classmethod
    def of(cls, documents: Sequence[Document], embedder: Embedder) -> "Baseline":
        """Cut documents into chunks, and embed them."""
        chunks = tuple(chunk for document in documents for chunk in _chunks(document))
        texts = [chunk.text for chunk in chunks]
        counts = tuple(Counter(word.stem for word in words_of(text)) for text in texts)
        return cls(chunks, embedder.embed(texts), counts, embedder)

    def by_meaning(self, question: str) -> list[Hit]:
        """Return the five chunks nearest to the question, best first."""
        return self._best(self.vectors @ self.embedder.embed([question])[0])

    def by_words(self, question: str) -> list[Hit]:
        """Return the five chunks with the highest BM25, best first."""
        stems = {word.stem for word in words_of(question) if word.is_content}
        lengths = np.array([sum(count.values()) for count in self.counts])
        scores = np.zeros(len(self.chunks))
        for stem in stems:
            often = np.array([count[stem] for count in self.counts])
            having = int(np.count_nonzero(often))
            rarity = math.log(1 + (len(often) - having + 0.5) / (having + 0.5))
            scores += rarity * often * (_K1 + 1) / (often + _K1 * (1 - _B + _B * lengths / lengths.mean()))
        return self._best(scores)

    def _best(self, scores: NDArray[np.floating]) -> list[Hit]:
        return [self.chunks[place] for place in np.argsort(-scores, kind="stable")[:_LIMIT]]


def _chunks(document: Document) -> list[Hit]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=_SIZE, chunk_overlap=_OVERLAP, add_start_index=True)
    return [
        Hit(document.source, document.title, "", None, chunk.page_content, start, start + len(chunk.page_content), 0.0)
        for chunk in splitter.create_documents([document.text])
        for start in [int(chunk.metadata["start_index"])]
    ]
