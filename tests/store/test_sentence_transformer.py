"""The embedder: the real one, and models that are not there."""

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open

from store import sentence_transformer
from store.embedder import Embedder
from store.errors import ModelError
from store.sentence_transformer import MINILM_SHA256, SentenceTransformerEmbedder, check_weights


def test_vectors_have_unit_length_and_meaning(embedder: Embedder) -> None:
    """Texts of like meaning are nearer to each other than to another."""
    vectors = embedder.embed(["Sweden joined the alliance.", "A new member entered NATO.", "Tomatoes are red."])
    assert vectors.shape == (3, embedder.dimension) == (3, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2
    assert embedder.embed([]).shape == (0, 384)


def test_half_precision_stays_near_the_exact_vectors(embedder: Embedder) -> None:
    """Whatever precision the processor has, the vectors are those of the published model in float32."""
    from sentence_transformers import SentenceTransformer

    assert isinstance(embedder, SentenceTransformerEmbedder)
    texts = ["Partners train together.", "In 2012 leaders of 13 partner countries came to Chicago.", "x"]
    exact = SentenceTransformer(str(embedder._folder), device="cpu").encode(texts, normalize_embeddings=True)
    assert float(np.sum(exact * embedder.embed(texts), axis=1).min()) > 0.995


def test_word_pieces_are_counted_without_the_special_ones(embedder: Embedder) -> None:
    """The window has room for the two special pieces that the model adds."""
    assert embedder.window == 254
    assert embedder.count(["partner", "interoperability", ""]) == [1, 3, 0]
    assert embedder.count(["word " * 1000]) == [1000]


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    """Other bytes than the published ones are named with both sums."""
    file = tmp_path / "model.safetensors"
    with pytest.raises(ModelError, match="missing"):
        check_weights(file, MINILM_SHA256)
    file.write_bytes(b"other")
    with pytest.raises(ModelError, match=f"expected {MINILM_SHA256}"):
        check_weights(file, MINILM_SHA256)


def test_a_model_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """A folder without a model says what the setting takes."""
    with pytest.raises(ModelError, match="ASSISTANT_EMBEDDING_MODEL takes a folder"):
        SentenceTransformerEmbedder(str(tmp_path)).embed(["x"])


def test_a_model_that_rounding_changes_too_much_stays_exact(
    embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where bfloat16 is faster and its vectors are not near enough, the weights are those of the file."""
    monkeypatch.setattr(sentence_transformer, "fastest_precision", lambda: torch.bfloat16)
    monkeypatch.setattr(sentence_transformer, "LOWEST_COSINE", 1.1)
    assert isinstance(embedder, SentenceTransformerEmbedder)
    assert embedder._folder is not None
    loaded = dict(SentenceTransformerEmbedder()._loaded.named_parameters())
    with safe_open(embedder._folder / "model.safetensors", "pt") as stored:
        words = stored.get_tensor("embeddings.word_embeddings.weight")
    (own,) = [value for name, value in loaded.items() if name.endswith("word_embeddings.weight")]
    assert own.dtype == torch.float32
    assert torch.equal(own, words)
