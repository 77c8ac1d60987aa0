"""Questions that we wrote on the texts of an archive: in other words than the passage's, and near misses.

`written_questions.jsonl` has one a line: the document's name, which of its passages (`passages_of`), the stretch of it
that was asked about as offsets, the question, and the words of the stretch that answer, empty where none does.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

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
