"""The protocol of an embedder, and the way to the one that the settings name."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from store.settings import Settings

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into vectors of unit length."""

    @property
    def name(self) -> str:
        """Identity that the store remembers: two embedders of one name give the same vectors."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def window(self) -> int:
        """How many word pieces of a text are read, special ones not counted; the rest is dropped."""

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return each text's number of word pieces, special ones not counted; loads no weights."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return float32 vectors of unit length, shape (len(texts), dimension)."""


def open_embedder(settings: Settings) -> Embedder:
    """Return the embedder that the settings name; its weights are loaded with the first text.

    Raises:
        ModelError: if the model is not there or its weights are not the expected ones.
    """
    # Imported here so that importing the package loads no torch.
    from store.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(settings.embedding_model)
