"""How long the trained network takes to read 8 passages, and then 5 sentences alone; with int8 weights too.

python -m benchmarks.reading QUESTIONS.jsonl [--questions 30]

Each question is read with its own passage and seven others of the file.
"""

import argparse
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from assistant.reading.encoding import Pair, PairEncoder
from assistant.reading.network import SpanNetwork, with_weights
from assistant.reading.network_measures import MOST_ALONE
from assistant.reading.scores import PassageScores, score_pairs
from assistant.reading.trained import MOST_PASSAGES, WEIGHTS
from assistant.reading.training.examples import Example, load_examples, only_sentence
from store.sentences import sentence_spans

_SEED = 20120704


def main() -> None:
    """Print a line for each number format."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument("file", type=Path, metavar="QUESTIONS.jsonl", help="questions with their passages")
    parser.add_argument("--questions", type=int, default=30)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    batches = _batches(options.file, options.questions)
    plain = with_weights(load_file(WEIGHTS))
    expected = _read("as shipped", plain, batches)
    _read_alone(plain, batches)
    found = _read("int8", torch.ao.quantization.quantize_dynamic(plain.float(), {torch.nn.Linear}), batches)
    _compare(expected, found)


def _batches(file: Path, questions: int) -> list[list[Pair]]:
    chance = random.Random(_SEED)
    examples = load_examples(file, file.stem)
    others = sorted({example.passage for example in examples})
    return [
        [(example.question, passage) for passage in (example.passage, *chance.sample(others, MOST_PASSAGES - 1))]
        for example in chance.sample(examples, questions)
    ]


def _read(name: str, network: SpanNetwork, batches: Sequence[Sequence[Pair]]) -> list[PassageScores]:
    encoder = PairEncoder()
    score_pairs(network, encoder, batches[0], [sentence_spans(passage) for _, passage in batches[0]])
    processor, wall, read = [], [], []
    for batch in batches:
        sentences = [sentence_spans(passage) for _, passage in batch]
        began, spent = time.perf_counter(), time.process_time()
        read += score_pairs(network, encoder, batch, sentences)
        wall.append(time.perf_counter() - began)
        processor.append(time.process_time() - spent)
    print(
        f"{name}: processor {statistics.median(processor):.3f} s, by the clock {statistics.median(wall):.3f} s, "
        f"at best {min(wall):.3f} s (medians of {len(batches)} questions, {MOST_PASSAGES} passages each)"
    )
    return read


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


def _compare(expected: Sequence[PassageScores], found: Sequence[PassageScores]) -> None:
    pairs = list(zip(expected, found, strict=True))
    same = np.mean([np.argmax(one.sentences) == np.argmax(other.sentences) for one, other in pairs])
    far = max(abs(one.head_odds - other.head_odds) for one, other in pairs)
    print(f'same best sentence in {same:.3f} of the passages; "answered here" differs by at most {far:.2f}')


if __name__ == "__main__":
    main()
