"""Measure a reader: `python -m assistant.reading.training.measure WEIGHTS EXAMPLES [QUESTIONS ...]`."""

import argparse
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from assistant.reading.encoding import PairEncoder
from assistant.reading.network import with_weights
from assistant.reading.scores import PassageScores, score_pairs
from assistant.reading.training.examples import Example, load_examples, saved_examples
from assistant.reading.training.fit import start_weights
from assistant.scoring import separation, words_overlap
from store.sentences import sentence_spans

_logger = logging.getLogger(__name__)
# Of the answerable, that the trained reader refuses by itself.
_REFUSED = 0.05


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logistic model (Platt 1999) of a passage's log-odds, and the confidence that keeps 0.95 of the answerable."""

    slope: float
    intercept: float
    threshold: float

    def __str__(self) -> str:
        """Return it as part of a line."""
        return f"slope {self.slope:.3f}, intercept {self.intercept:.3f}, threshold {self.threshold:.3f}"


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured with the gold passage given; shares between 0 and 1."""

    answered: int
    unanswered: int
    sentence: float
    """Of the answered: how often the best sentence holds an answer."""
    overlap: float
    """Of the answered: mean F1 of the exact words, as SQuAD defines it (Rajpurkar et al. 2016)."""
    separation: float | None
    """Area under the ROC curve, answered against not; None where one of the two is missing."""
    by_span: float | None
    """The same, of the best span against "no answer" alone."""
    by_head: float | None
    """The same, of the head "answered here" alone."""
    calibration: "Calibration | None" = None
    """What `assistant/reading/trained.py` takes over; None where there is nothing to tell apart."""

    def __str__(self) -> str:
        """Return one line."""
        return (
            f"{self.answered} answered, {self.unanswered} not: sentence {self.sentence:.3f}, words F1 "
            f"{self.overlap:.3f}, AUROC {self.separation} (span {self.by_span}, head {self.by_head})"
            + (f"; {self.calibration}" if self.calibration else "")
        )


def measure(examples: Sequence[Example], scores: Sequence[PassageScores]) -> Figures:
    """Compare what was read with what is right."""
    pairs = list(zip(examples, scores, strict=True))
    answered = [(example, score) for example, score in pairs if example.is_answered]
    others = [score for example, score in pairs if not example.is_answered]
    read = [score for _, score in answered]
    return Figures(
        answered=len(answered),
        unanswered=len(others),
        sentence=float(np.mean([_is_right(*pair) for pair in answered])),
        overlap=float(np.mean([_best_overlap(*pair) for pair in answered])),
        separation=separation([one.log_odds for one in read], [one.log_odds for one in others]),
        by_span=separation([one.span_odds for one in read], [one.span_odds for one in others]),
        by_head=separation([one.head_odds for one in read], [one.head_odds for one in others]),
        calibration=_calibrated([one.log_odds for one in read], [one.log_odds for one in others]),
    )


def _calibrated(answered: Sequence[float], others: Sequence[float]) -> Calibration | None:
    if not others:
        return None
    from sklearn.linear_model import LogisticRegression

    odds = np.array([*answered, *others]).reshape(-1, 1)
    model = LogisticRegression(C=1e6).fit(odds, [1] * len(answered) + [0] * len(others))
    slope, intercept = float(model.coef_[0, 0]), float(model.intercept_[0])
    lowest = float(np.quantile(answered, _REFUSED))
    return Calibration(slope, intercept, 1 / (1 + float(np.exp(-slope * lowest - intercept))))


def read_all(examples: Sequence[Example], weights: Path) -> list[PassageScores]:
    """Return what the network of some weights reads in every example's passage, in order."""
    network, encoder = with_weights(start_weights(weights)), PairEncoder()
    pairs = [(example.question, example.passage) for example in examples]
    sentences = [sentence_spans(example.passage) for example in examples]
    return score_pairs(network, encoder, pairs, sentences, [example.start for example in examples])


def _is_right(example: Example, score: PassageScores) -> bool:
    start, end = sentence_spans(example.passage)[int(np.argmax(score.sentences))]
    return any(start < b and a < end for a, b in example.spans)


def _best_overlap(example: Example, score: PassageScores) -> float:
    start, end = score.words[int(np.argmax(score.sentences))]
    return max(words_overlap(example.passage[start:end], example.passage[a:b]) for a, b in example.spans)


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
