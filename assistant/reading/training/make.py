"""Make the examples: `python -m assistant.reading.training.make DATA FOLDER`, always the same from the same data."""

import argparse
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from assistant.reading.training import near_misses
from assistant.reading.training.examples import Example, entitled, load_examples, save_examples, windowed
from assistant.reading.training.manners import asked_otherwise
from assistant.reading.training.rule_questions import WHETHER, rule_questions, unsaid_questions
from assistant.reading.training.synonyms import Synonyms
from assistant.reading.training.written_questions import (
    KIND,
    LOOK_ALIKE,
    LOOK_ALIKES_ON_TEXTS,
    PARTNERSHIP,
    PARTNERSHIPS,
    RECORD,
    TOLD,
    TOLD_QUESTIONS,
    by_kind,
    evened,
    look_alike_questions,
    record_questions,
    written_questions,
)

_logger = logging.getLogger(__name__)
SEED = 20260715
# Characters of a passage: short ones cost less, long ones are what is read later, so their length is drawn.
SHORTEST, LONGEST = 300, 850
# Share of the passages above which the title of their document stands, as it does where documents are asked.
ENTITLED = 0.6
# Share of the questions that are asked in another manner than the well-formed one of the data.
OTHERWISE = 0.3
# Share of those that are asked in other words for the same, where WordNet is given.
REWORDED = 0.3
# Share of the answered ones that we wrote that are asked with another passage that ranks high too: asked with their own
# alone, they taught the network to believe in every passage.
MISPLACED_WRITTEN = 0.6
# How often what few examples teach is drawn from, each time with other ones of those without an answer.
RARE_TIMES = 2
# Articles on which the reader is measured while it is built; nothing made from them is learned from.
HELD_OUT = frozenset({"Huguenot.md", "Imperialism.md"})
SETS = ("newwiki", "squad2_fit", "qed_nq", "covidqa", "fairytaleqa", "fairytaleqa_train", "policyqa")
_MOST = {"policyqa": 600}
_EMPHASISED = "squad2_fit"
_MOST_A_TEXT = 12
_MOST_UNSAID_A_TEXT = 4
# Of the passages that rank highest for a question, from how many one is drawn for the teacher to judge.
_NEAREST = 6


def training_examples(
    data: Path,
    texts: Sequence[Path],
    random: Random,
    synonyms: Synonyms | None = None,
    others: int | None = None,
    written: int | None = None,
) -> list[Example]:
    """Return what the reader learns from, shuffled.

    Args:
        data: folder of the questions.
        texts: from whose sentences questions are made by rules, and on which we wrote some.
        random: draws what is drawn.
        synonyms: other words for the same, in which some of the questions are asked.
        others: how many examples there are at most beside the written ones, the look-alikes, the questions
            told at length, those on texts of their own and the set that is emphasised; None for all.
        written: how many written ones at most; None for all.
    """
    given = [example for name in SETS for example in _drawn(load_examples(data / f"{name}.jsonl", name), name, random)]
    given = [example for example in given if example.doc not in HELD_OUT]
    answered = [example for example in given if example.is_answered]
    fit = [example for example in given if example.kind == _EMPHASISED]
    clean = [example for example in answered if example.kind in ("newwiki", "squad2_fit", "qed_nq")]
    stories = [example for example in answered if example.kind.startswith("fairy")]
    found = [
        *given,
        *near_misses.misplaced(_some(answered, 0.4, random), random),
        *near_misses.exchanged(clean + _some(stories, 0.3, random), random),
        *_some(near_misses.opposed(clean, random), 0.6, random),
        *_some(near_misses.negated(clean), 0.05, random),
        *_some(near_misses.bereft(answered), 0.2, random),
        *_ruled(texts, random),
    ]
    ours = list(written_questions(texts))
    made = [*fit, *_most(found, others, random), *_most(_written(ours, random), written, random)]
    made += _look_alikes(answered, [example for example in ours if example.is_answered], texts, random)
    made += _several_times([*written_questions(texts, TOLD_QUESTIONS, TOLD)], random)
    random.shuffle(made)
    cut = [windowed(example, random.randint(SHORTEST, LONGEST), random) for example in made]
    whole = [entitled(example) if random.random() < ENTITLED else example for example in cut]
    titled = _several_times([*record_questions(), *record_questions(PARTNERSHIPS, PARTNERSHIP)], random)
    read = [asked_anew(example, synonyms, random) for example in [*whole, *titled]]
    random.shuffle(read)
    return read


def unjudged_examples(made: Sequence[Example], most: int, random: Random) -> list[Example]:
    """Return questions of the examples with another passage each that ranks high for them, for a teacher to judge."""
    drawn = random.sample(made, min(most, len(made)))
    return list(near_misses.unjudged(drawn, _NEAREST, random))


def asked_anew(example: Example, synonyms: Synonyms | None, random: Random) -> Example:
    """Return the example asked as it is, in another manner, or in other words where these are known.

    What we wrote is in other words than its passage's already, and a look-alike hangs on one of its own words. What is
    told at length, or asked of documents on partnerships, is in a manner already.
    """
    if example.kind in (TOLD, PARTNERSHIP):
        return example
    drawn = random.random()
    if drawn < OTHERWISE:
        return asked_otherwise(example, random)
    ours = example.kind.partition("/")[0] in (KIND, LOOK_ALIKE, RECORD)
    if synonyms is not None and not ours and drawn < OTHERWISE + REWORDED:
        return replace(example, question=synonyms.reworded(example.question, random))
    return example


def held_out_examples(data: Path) -> list[Example]:
    """Return the questions of the articles on which the reader is measured while it is built."""
    return [example for example in load_examples(data / "squad2_fit.jsonl", "squad2_fit") if example.doc in HELD_OUT]


def _ruled(texts: Sequence[Path], random: Random) -> list[Example]:
    """Return questions made from the sentences of texts, and as many near misses of them."""
    if not texts:
        return []
    answered = rule_questions(texts, _MOST_A_TEXT, random)
    # A text that tells of one place answers whether it was another.
    open_ones = [example for example in answered if example.kind != WHETHER]
    return [
        *answered,
        *_some(near_misses.exchanged(open_ones, random), 0.6, random),
        *near_misses.misplaced(_some(answered, 0.3, random), random),
        *_some(near_misses.bereft(answered), 0.2, random),
        *unsaid_questions(texts, _MOST_UNSAID_A_TEXT, random),
    ]


def _written(ours: Sequence[Example], random: Random) -> list[Example]:
    """Return the questions that we wrote on the texts, and near misses of them."""
    written = evened(ours, random)
    answered = [example for example in written if example.is_answered]
    misplaced = _some(near_misses.misplaced(answered, random), MISPLACED_WRITTEN, random)
    return [*written, *misplaced, *_some(near_misses.bereft(answered), 0.2, random)]


def _look_alikes(
    given: Sequence[Example], ours: Sequence[Example], texts: Sequence[Path], random: Random
) -> list[Example]:
    """Return the look-alikes, with so many of the answered questions on their passages that half have an answer.

    Half of those of each kind of answer that is asked for, for the same reason as in `evened`.
    """
    made = [*look_alike_questions(given), *written_questions(texts, LOOK_ALIKES_ON_TEXTS, LOOK_ALIKE)]
    passages = {example.passage for example in made}
    beside = by_kind(example for example in (*given, *ours) if example.passage in passages)
    for kind, examples in by_kind(made).items():
        lacking = len(examples) - 2 * sum(example.is_answered for example in examples)
        made += _most(beside[kind], max(lacking, 0), random)
    return evened(made, random)


def _several_times(examples: Sequence[Example], random: Random) -> list[Example]:
    return [example for _ in range(RARE_TIMES) for example in evened(examples, random)]


def _most(examples: Sequence[Example], most: int | None, random: Random) -> list[Example]:
    return random.sample(examples, len(examples) if most is None else min(len(examples), most))


def _drawn(examples: Sequence[Example], name: str, random: Random) -> list[Example]:
    return _most(examples, _MOST.get(name), random)


def _some(examples: Iterable[Example], share: float, random: Random) -> list[Example]:
    return [example for example in examples if random.random() < share]


def main() -> None:
    """Write train.jsonl, held_out.jsonl and, if asked for, unjudged.jsonl into the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the questions, one .jsonl for each set")
    parser.add_argument("folder", type=Path, help="where the examples are written")
    parser.add_argument(
        "--texts",
        type=Path,
        nargs="*",
        default=[],
        help="texts from whose sentences questions are made by rules: files, folders of .md files, .tar.xz archives",
    )
    parser.add_argument("--wordnet", type=Path, help="folder of WordNet's files, for other words for the same")
    parser.add_argument("--others", type=int, help="how many examples at most beside the ones that we wrote")
    parser.add_argument("--written", type=int, help="how many at most of those that we wrote in other words")
    parser.add_argument("--unjudged", type=int, default=0, help="how many questions with another passage, for teaching")
    parser.add_argument("--seed", type=int, default=SEED, help="another one draws other near misses and windows")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    synonyms = Synonyms(arguments.wordnet) if arguments.wordnet else None
    made = training_examples(
        arguments.data, arguments.texts, Random(arguments.seed), synonyms, arguments.others, arguments.written
    )
    save_examples(made, arguments.folder / "train.jsonl")
    if arguments.unjudged:
        unjudged = unjudged_examples(made, arguments.unjudged, Random(arguments.seed))
        save_examples(unjudged, arguments.folder / "unjudged.jsonl")
        _logger.info("%6d with another passage that ranks high, for a teacher", len(unjudged))
    save_examples(held_out_examples(arguments.data), arguments.folder / "held_out.jsonl")
    for kind, count in sorted(Counter(example.kind for example in made).items()):
        _logger.info("%6d %s", count, kind)
    _logger.info("%6d in all, %d answered", len(made), sum(example.is_answered for example in made))


if __name__ == "__main__":
    main()
