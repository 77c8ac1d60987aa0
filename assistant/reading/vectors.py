"""Vectors of sentences, kept for the next question."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from store.embedder import Embedder, Vectors

_MOST_KEPT = 20_000


class KeptVectors:
    """An embedder's vectors, the latest ones kept; safe to use from several threads."""

    def __init__(self, embedder: Embedder, most: int = _MOST_KEPT) -> None:
        """Keep at most this many vectors; 20,000 of 384 numbers are 31 MB."""
        self._embedder = embedder
        self._most = most
        self._kept: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> Vectors:
        """Return float32 vectors of unit length, shape (len(texts), dimension)."""
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        found.update(zip(new, self._embedder.embed(new), strict=True))
        with self._lock:
            self._kept.update((text, found[text]) for text in new)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        if not texts:
            return np.zeros((0, self._embedder.dimension), dtype=np.float32)
        return np.stack([found[text] for text in texts])
