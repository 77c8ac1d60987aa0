"""How long the trained network takes to read 8 passages, and then 5 sentences alone; and in other ways.

python -m benchmarks.reading QUESTIONS.jsonl [--questions 30]

Each question is read with its own passage and seven others of the file: some of like length at once, as in use; all in
one batch; in float32; and with int8 weights. What another way takes is also given as the ratio to the first. In use,
passages may be fewer, as reading stops where the first ones are clear.
"""

import argparse
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from assistant.reading.encoding import Pair, PairEncoder
from assistant.reading.network import SpanNetwork, with_weights
from assistant.reading.network_measures import MOST_ALONE
from assistant.reading.scores import AT_ONCE, PassageScores, score_pairs
from assistant.reading.trained import MOST_PASSAGES, WEIGHTS
from assistant.reading.training.examples import Example, load_examples, only_sentence
from store.sentences import sentence_spans

_SEED = 20120704


@dataclass(frozen=True)
class Timed:
    """What was read in one way, and how long the passages of a question took."""

    read: Sequence[PassageScores]
    seconds: float
    """By the clock, the median of the questions."""


def main() -> None:
    """Print a line or two for each way."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument("file", type=Path, metavar="QUESTIONS.jsonl", help="questions with their passages")
    parser.add_argument("--questions", type=int, default=30)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    batches = _batches(options.file, options.questions)
    network = with_weights(load_file(WEIGHTS))
    used = _read(f"as in use, {next(network.parameters()).dtype}", network, batches)
    _read_alone(network, batches)
    _compare(used, _read("in one batch", network, batches, at_once=MOST_PASSAGES))
    exact = with_weights(load_file(WEIGHTS), torch.float32)
    _compare(used, _read("float32", exact, batches))
    _compare(used, _read("int8", torch.ao.quantization.quantize_dynamic(exact, {torch.nn.Linear}), batches))


def _batches(file: Path, questions: int) -> list[list[Pair]]:
    chance = random.Random(_SEED)
    examples = load_examples(file, file.stem)
    others = sorted({example.passage for example in examples})
    return [
        [(example.question, passage) for passage in (example.passage, *chance.sample(others, MOST_PASSAGES - 1))]
        for example in chance.sample(examples, questions)
    ]


def _read(name: str, network: SpanNetwork, batches: Sequence[Sequence[Pair]], at_once: int = AT_ONCE) -> Timed:
    encoder = PairEncoder()
    sentences = [[sentence_spans(passage) for _, passage in batch] for batch in batches]
    score_pairs(network, encoder, batches[0], sentences[0], at_once=at_once)
    processor, wall, read = [], [], []
    for batch, spans in zip(batches, sentences, strict=True):
        began, spent = time.perf_counter(), time.process_time()
        read += score_pairs(network, encoder, batch, spans, at_once=at_once)
        wall.append(time.perf_counter() - began)
        processor.append(time.process_time() - spent)
    print(
        f"{name}: processor {statistics.median(processor):.3f} s, by the clock {statistics.median(wall):.3f} s, "
        f"at best {min(wall):.3f} s (medians of {len(batches)} questions, {MOST_PASSAGES} passages each)"
    )
    return Timed(read, statistics.median(wall))


def _read_alone(network: SpanNetwork, batches: Sequence[Sequence[Pair]]) -> None:
    encoder = PairEncoder()
    wall = []
    for batch in batches:
        alone = [_middle_sentence(*pair) for pair in batch[:MOST_ALONE]]
        pairs = [(example.question, example.passage) for example in alone]
        whole = [[(example.start, len(example.passage))] for example in alone]
        began = time.perf_counter()
        score_pairs(network, encoder, pairs, whole, [example.start for example in alone])
        wall.append(time.perf_counter() - began)
    print(f"{MOST_ALONE} sentences alone: by the clock {statistics.median(wall):.3f} s, at best {min(wall):.3f} s")


def _middle_sentence(question: str, passage: str) -> Example:
    sentences = sentence_spans(passage)
    return only_sentence(Example("", "", "", question, passage), sentences, len(sentences) // 2)


def _compare(first: Timed, other: Timed) -> None:
    pairs = list(zip(first.read, other.read, strict=True))
    same = np.mean([np.argmax(one.sentences) == np.argmax(two.sentences) for one, two in pairs])
    far = max(abs(one.head_odds - two.head_odds) for one, two in pairs)
    print(
        f"  {other.seconds / first.seconds:.2f} times as long; same best sentence in {same:.3f} of the passages; "
        f'"answered here" differs by at most {far:.2f}'
    )


if __name__ == "__main__":
    main()
