"""Questions that we wrote on the texts of an archive: in other words than the passage's, and near misses.

`written_questions.jsonl` has one a line: the document's name, which of its passages (`passages_of`), the stretch of it
that was asked about as offsets, the question, and the words of the stretch that answer, empty where none does.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from assistant.reading.questions import Asked, question_of
from assistant.reading.training.examples import Example, occurrences
from assistant.reading.training.rule_questions import documents_of, passages_of
from store.errors import ModelError

FILE = Path(__file__).parent / "written_questions.jsonl"
KIND = "written"


def written_questions(texts: Sequence[Path], file: Path = FILE) -> Iterator[Example]:
    """Yield the questions whose document is among the texts: files, folders of them or .tar.xz archives.

    Raises:
        ModelError: if a text is another than the one that was asked about.
    """
    passages = {name: list(passages_of(text)) for name, text in documents_of(texts)}
    with file.open(encoding="utf-8") as lines:
        for number, row in enumerate(map(json.loads, lines)):
            if row["doc"] not in passages:
                continue
            stretch = passages[row["doc"]][row["passage"]][row["start"] : row["end"]]
            spans = tuple(occurrences(stretch, row["answer"]))[:1]
            if row["answer"] and not spans:
                raise ModelError(
                    f"{file.name}, line {number + 1}: {row['answer']!r} does not stand in passage {row['passage']} of "
                    f"{row['doc']}. The texts are others than those that were asked about; leave them out of --texts."
                )
            yield Example(f"{KIND}/{number}", KIND, row["doc"], row["question"], stretch, spans)


def evened(examples: Sequence[Example], random: Random) -> list[Example]:
    """Return the examples with at most as many unanswered as answered ones of each kind of answer that is asked for.

    Whoever writes what a passage does not tell asks for numbers, days and reasons more often than of what it tells, and
    the network would learn that these questions have no answer. Which of the unanswered ones stay is drawn.
    """
    kinds: dict[Asked, list[Example]] = defaultdict(list)
    for example in examples:
        kinds[question_of(example.question).asked].append(example)
    kept = []
    for of_kind in kinds.values():
        answered = [example for example in of_kind if example.is_answered]
        unanswered = [example for example in of_kind if not example.is_answered]
        kept += answered + random.sample(unanswered, min(len(answered), len(unanswered)))
    return kept
