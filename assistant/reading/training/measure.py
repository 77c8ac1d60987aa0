"""Measure a reader: `python -m assistant.reading.training.measure WEIGHTS EXAMPLES [QUESTIONS ...]`."""

import argparse
import logging
import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from assistant.reading.encoding import PairEncoder
from assistant.reading.network import with_weights
from assistant.reading.scores import PassageScores, score_pairs
from assistant.reading.training.examples import Example, load_examples, saved_examples
from assistant.reading.training.fit import start_weights
from store.sentences import sentence_spans

_logger = logging.getLogger(__name__)
_BATCH = 16


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured with the gold passage given; shares between 0 and 1."""

    answered: int
    unanswered: int
    sentence: float
    """Of the answered: how often the best sentence holds an answer."""
    overlap: float
    """Of the answered: mean F1 of the exact words, as SQuAD defines it (Rajpurkar et al. 2016)."""
    separation: float
    """Area under the ROC curve, answered against not; nan where one of the two is missing."""
    by_span: float
    """The same, of the best span against "no answer" alone."""
    by_head: float
    """The same, of the head "answered here" alone."""

    def __str__(self) -> str:
        """Return one line."""
        return (
            f"{self.answered} answered, {self.unanswered} not: sentence {self.sentence:.3f}, words F1 "
            f"{self.overlap:.3f}, AUROC {self.separation:.3f} (span {self.by_span:.3f}, head {self.by_head:.3f})"
        )


def measure(examples: Sequence[Example], scores: Sequence[PassageScores]) -> Figures:
    """Compare what was read with what is right."""
    pairs = list(zip(examples, scores, strict=True))
    answered = [(example, score) for example, score in pairs if example.is_answered]
    truth = np.array([example.is_answered for example, _ in pairs])
    return Figures(
        answered=len(answered),
        unanswered=len(pairs) - len(answered),
        sentence=float(np.mean([_is_right(*pair) for pair in answered])),
        overlap=float(np.mean([_best_overlap(*pair) for pair in answered])),
        separation=area(truth, np.array([score.log_odds for score in scores])),
        by_span=area(truth, np.array([score.span_odds for score in scores])),
        by_head=area(truth, np.array([score.head_odds for score in scores])),
    )


def area(truth: NDArray[np.bool_], values: NDArray[np.float64]) -> float:
    """Return the chance that a true one's value is above a false one's, ties counted half (Hanley and McNeil 1982)."""
    true, false = values[truth], np.sort(values[~truth])
    if not len(true) or not len(false):
        return float("nan")
    below, not_above = np.searchsorted(false, true, "left"), np.searchsorted(false, true, "right")
    return float(np.mean(below + not_above) / (2 * len(false)))


def overlap(found: str, right: str) -> float:
    """Return SQuAD's F1 of two answers: over words in lower case, without articles and punctuation."""
    first, second = _normalised(found), _normalised(right)
    shared = sum((Counter(first) & Counter(second)).values())
    return 2 * shared / (len(first) + len(second)) if shared else 0.0


def read_all(examples: Sequence[Example], weights: Path) -> list[PassageScores]:
    """Return what the network of some weights reads in every example's passage, in order."""
    network, encoder = with_weights(start_weights(weights)), PairEncoder()
    order = sorted(range(len(examples)), key=lambda number: len(examples[number].passage))
    found: dict[int, PassageScores] = {}
    for start in range(0, len(order), _BATCH):
        numbers = order[start : start + _BATCH]
        read = score_pairs(
            network,
            encoder,
            [(examples[number].question, examples[number].passage) for number in numbers],
            [sentence_spans(examples[number].passage) for number in numbers],
        )
        found.update(zip(numbers, read, strict=True))
    return [found[number] for number in range(len(examples))]


def _is_right(example: Example, score: PassageScores) -> bool:
    start, end = sentence_spans(example.passage)[int(np.argmax(score.sentences))]
    return any(start < b and a < end for a, b in example.spans)


def _best_overlap(example: Example, score: PassageScores) -> float:
    start, end = score.words[int(np.argmax(score.sentences))]
    return max(overlap(example.passage[start:end], example.passage[a:b]) for a, b in example.spans)


def _normalised(text: str) -> list[str]:
    plain = "".join(letter for letter in text.lower() if letter not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", plain).split()


def _examples(file: Path) -> list[Example]:
    return load_examples(file, file.parent.name) if file.stem == "questions" else saved_examples(file)


def main() -> None:
    """Measure, from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path, help="a checkpoint (.pt), or safetensors")
    parser.add_argument("examples", type=Path, nargs="+", help="files that `make` wrote, or a questions.jsonl")
    parser.add_argument("--without", nargs="*", default=(), help="articles to leave out, by their file names")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(arguments.threads)
    for file in arguments.examples:
        examples = [example for example in _examples(file) if example.doc not in arguments.without]
        _logger.info("%s: %s", file.stem, measure(examples, read_all(examples, arguments.weights)))


if __name__ == "__main__":
    main()
