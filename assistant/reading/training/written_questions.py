"""Questions that we wrote: in other words than the passage's, and look-alikes that it does not answer.

`written_questions.jsonl` has one a line, on the texts of an archive: the document's name, which of its passages
(`passages_of`), the stretch of it that was asked about as offsets, the question, and the words of the stretch that
answer, empty where none does. Look-alikes, written in the ways of SQuAD 2.0's unanswerable questions (Rajpurkar et al.
2018, table 1) beside answerable ones of the same form, are in two files: `look_alike_questions_on_texts.jsonl`, in the
same format, and `look_alike_questions.jsonl`, on the passages of given questions: the id of one of these, whose
passage it is about, the question, and the words that answer. Most of those on texts have another sentence in their
passage that looks like the one that answers.

`told_questions.jsonl`, in the same format, has questions that are told at length: what is asked for is spread over a
message, as people write to somebody who may know.

`record_questions.jsonl` holds what it asks about: records and lists of countries and organisations that do not exist,
below headings without which their values say nothing. So does `partnership_questions.jsonl`: stretches of official
documents on the partnerships of alliances and organisations that do not exist, asked as people ask such documents.
These two have one text a line, with its title, the headings above it, and its questions.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from random import Random

from assistant.reading.questions import Asked, question_of
from assistant.reading.scores import context_of
from assistant.reading.training.examples import Example, answer_spans
from assistant.reading.training.rule_questions import documents_of, passages_of
from store.errors import ModelError

FILE = Path(__file__).parent / "written_questions.jsonl"
LOOK_ALIKES = Path(__file__).parent / "look_alike_questions.jsonl"
LOOK_ALIKES_ON_TEXTS = Path(__file__).parent / "look_alike_questions_on_texts.jsonl"
TOLD_QUESTIONS = Path(__file__).parent / "told_questions.jsonl"
RECORDS = Path(__file__).parent / "record_questions.jsonl"
PARTNERSHIPS = Path(__file__).parent / "partnership_questions.jsonl"
KIND = "written"
LOOK_ALIKE = "look_alike"
TOLD = "told"
RECORD = "record"
PARTNERSHIP = "partnership"


def written_questions(texts: Sequence[Path], file: Path = FILE, kind: str = KIND) -> Iterator[Example]:
    """Yield the questions of a file whose document is among the texts: files, folders of them or .tar.xz archives.

    Raises:
        ModelError: if a text is another than the one that was asked about.
    """
    passages = {name: list(passages_of(text)) for name, text in documents_of(texts)}
    with file.open(encoding="utf-8") as lines:
        for number, row in enumerate(map(json.loads, lines)):
            if row["doc"] not in passages:
                continue
            stretch = passages[row["doc"]][row["passage"]][row["start"] : row["end"]]
            spans = answer_spans(row["question"], stretch, [row["answer"]])
            if row["answer"] and not spans:
                raise ModelError(
                    f"{file.name}, line {number + 1}: {row['answer']!r} does not stand in passage {row['passage']} of "
                    f"{row['doc']}. The texts are others than those that were asked about; leave them out of --texts."
                )
            yield Example(f"{kind}/{number}", kind, row["doc"], row["question"], stretch, spans)


def look_alike_questions(given: Sequence[Example], file: Path = LOOK_ALIKES) -> Iterator[Example]:
    """Yield the look-alikes on the passages of given questions; those on other passages are left out.

    Raises:
        ModelError: if a passage is another than the one that was asked about.
    """
    by_id = {example.id: example for example in given}
    with file.open(encoding="utf-8") as lines:
        for number, row in enumerate(map(json.loads, lines)):
            about = by_id.get(row["id"])
            if about is None:
                continue
            spans = answer_spans(row["question"], about.passage, [row["answer"]])
            if row["answer"] and not spans:
                raise ModelError(
                    f"{file.name}, line {number + 1}: {row['answer']!r} does not stand in the passage of {row['id']}. "
                    "The data are others than those that were asked about; take the questions' own."
                )
            yield Example(f"{LOOK_ALIKE}/{number}", LOOK_ALIKE, about.doc, row["question"], about.passage, spans)


def record_questions(file: Path = RECORDS, kind: str = RECORD) -> Iterator[Example]:
    """Yield the questions of a file on texts of its own, title and headings above as the reader is given them.

    Raises:
        ModelError: if a text does not hold an answer.
    """
    numbers = count()
    with file.open(encoding="utf-8") as lines:
        for line, row in enumerate(map(json.loads, lines), 1):
            above = context_of(row["title"], row["heading"])
            for asked in row["questions"]:
                spans = answer_spans(asked["question"], row["text"], [asked["answer"]])
                if asked["answer"] and not spans:
                    raise ModelError(
                        f"{file.name}, line {line}: {asked['answer']!r} does not stand in its text. Mend the line."
                    )
                shifted = tuple((start + len(above), end + len(above)) for start, end in spans)
                named = f"{kind}/{next(numbers)}"
                yield Example(named, kind, row["title"], asked["question"], above + row["text"], shifted)


def evened(examples: Sequence[Example], random: Random) -> list[Example]:
    """Return the examples with at most as many unanswered as answered ones of each kind of answer that is asked for.

    Whoever writes what a passage does not tell asks for numbers, days and reasons more often than of what it tells, and
    the network would learn that these questions have no answer. Which of the unanswered ones stay is drawn.
    """
    kept = []
    for of_kind in by_kind(examples).values():
        answered = [example for example in of_kind if example.is_answered]
        unanswered = [example for example in of_kind if not example.is_answered]
        kept += answered + random.sample(unanswered, min(len(answered), len(unanswered)))
    return kept


def by_kind(examples: Iterable[Example]) -> dict[Asked, list[Example]]:
    """Return the examples by the kind of answer that is asked for."""
    kinds: dict[Asked, list[Example]] = defaultdict(list)
    for example in examples:
        kinds[question_of(example.question).asked].append(example)
    return kinds
