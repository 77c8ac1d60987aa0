"""What tests make: documents, and an embedder quick enough for property tests."""

import hashlib
from collections.abc import Sequence

import numpy as np

from store.documents import Document, Passage
from store.embedder import Vectors


class HashingEmbedder:
    """A fake embedder: a vector for each text from the hashes of its words."""

    name = "hashing"
    dimension = 32
    window = 200

    def __init__(self) -> None:
        """Start with nothing embedded."""
        self.embedded: list[str] = []

    def count(self, texts: Sequence[str]) -> list[int]:
        """Count words."""
        return [len(text.split()) for text in texts]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Add up a random direction for each word."""
        self.embedded += texts
        vectors = np.stack(
            [np.sum([_direction(word) for word in [*text.lower().split(), "."]], axis=0) for text in texts]
        )
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def _direction(word: str) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4])
    return np.random.default_rng(seed).normal(size=HashingEmbedder.dimension).astype(np.float32)


def make_document(source: str, *paragraphs: str, title: str = "Partners", date: str = "") -> Document:
    """Return a document with one passage for each paragraph."""
    text = "\n\n".join(paragraphs)
    passages, start = [], 0
    for paragraph in paragraphs:
        passages.append(Passage(start, start + len(paragraph), paragraph))
        start += len(paragraph) + 2
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(source, title, text, tuple(passages), date=date, content_hash=digest)
