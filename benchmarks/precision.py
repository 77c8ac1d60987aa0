"""How fast this processor embeds and reads in float32 and in bfloat16, at several batch sizes.

python -m benchmarks.precision [--passages 320]

Says what `store.precision` would choose here, to hold against what is measured. Needs ../shared/data/scale.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import torch
from safetensors.torch import load_file
from sentence_transformers import SentenceTransformer

from assistant.reading.encoding import PairEncoder
from assistant.reading.network import base_folder, with_weights
from assistant.reading.scores import score_pairs
from assistant.reading.trained import MOST_PASSAGES, WEIGHTS
from benchmarks.passages import passages
from store.precision import fastest_precision
from store.sentences import sentence_spans

_PRECISIONS = (torch.float32, torch.bfloat16)
_BATCHES = (8, 16, 32, 64)
_ROUNDS = 3
Result = TypeVar("Result")
_QUESTION = "Which states took part in the meeting, and what did they agree on?"


def main() -> None:
    """Print a line for each number format and batch size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--passages", type=int, default=320, help="how many passages of 800 characters are embedded")
    options = parser.parse_args()
    print(f"chosen here: {fastest_precision()}; threads: {torch.get_num_threads()}")
    texts = [text for _, text in passages(options.passages)]
    _embedding(texts)
    _reading(texts[:MOST_PASSAGES])


def _embedding(texts: Sequence[str]) -> None:
    exact = None
    for precision in _PRECISIONS:
        model = SentenceTransformer(str(base_folder()), device="cpu").to(precision)
        for batch in _BATCHES:
            vectors, seconds = _best(lambda model=model, batch=batch: _vectors(model, texts, batch))
            exact = vectors if exact is None else exact
            cosine = float(np.sum(exact * vectors, axis=1).min())
            print(
                f"embedding, {precision}, batches of {batch}: {len(texts) / seconds:.1f} passages a second, "
                f"lowest cosine {cosine:.4f}"
            )


def _vectors(model: SentenceTransformer, texts: Sequence[str], batch: int) -> np.ndarray:
    vectors = model.encode(list(texts), batch_size=batch, convert_to_tensor=True, show_progress_bar=False)
    return torch.nn.functional.normalize(vectors.to(torch.float32), dim=1).numpy()


def _reading(texts: Sequence[str]) -> None:
    encoder = PairEncoder()
    pairs = [(_QUESTION, text) for text in texts]
    sentences = [sentence_spans(text) for text in texts]
    for precision in _PRECISIONS:
        network = with_weights(load_file(WEIGHTS)).to(precision)
        _, seconds = _best(lambda network=network: score_pairs(network, encoder, pairs, sentences))
        print(f"reading, {precision}: {seconds:.2f} s for {len(pairs)} passages")


def _best(measured: Callable[[], Result]) -> tuple[Result, float]:
    seconds = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        result = measured()
        seconds.append(time.perf_counter() - began)
    return result, min(seconds)


if __name__ == "__main__":
    main()
