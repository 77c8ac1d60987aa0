"""The questions that we wrote on other texts."""

import json
from pathlib import Path
from random import Random

import pytest

from assistant.reading.training.examples import Example
from assistant.reading.training.written_questions import FILE, KIND, evened, written_questions
from store.errors import ModelError

_TEXT = "# Westmere\n\nThe harbour was opened in 1958. It was built by Ada Quill.\n"


def asked(folder: Path, answer: str, doc: str = "westmere.md") -> list[Example]:
    """Return the example made of one written question on a text."""
    (folder / "westmere.md").write_text(_TEXT, "utf-8")
    row = {"doc": doc, "passage": 0, "start": 0, "end": 31, "question": "When did it come into use?", "answer": answer}
    (folder / "questions.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    return list(written_questions([folder / "westmere.md"], folder / "questions.jsonl"))


def test_the_answer_is_found_in_the_stretch(tmp_path: Path) -> None:
    """Its words as offsets; a question that the stretch does not answer has none."""
    (example,) = asked(tmp_path, "1958")
    assert example.passage == "The harbour was opened in 1958."
    assert [example.passage[start:end] for start, end in example.spans] == ["1958"]
    (example,) = asked(tmp_path, "")
    assert not example.is_answered


def test_documents_that_are_not_given_are_passed_over(tmp_path: Path) -> None:
    """The questions come with the project, the texts do not."""
    assert asked(tmp_path, "1958", doc="other.md") == []


def test_another_text_is_an_error(tmp_path: Path) -> None:
    """It names the line and what was not found."""
    with pytest.raises(ModelError, match=r"questions.jsonl, line 1: 'Ada Quill' does not stand in passage 0"):
        asked(tmp_path, "Ada Quill")


def test_the_written_questions_are_whole() -> None:
    """Each line has what is needed, and none is there twice."""
    rows = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    assert len(rows) > 500
    assert all(row.keys() == {"doc", "passage", "start", "end", "question", "answer"} for row in rows)
    assert len({(row["doc"], row["question"]) for row in rows}) == len(rows)
    assert 0.5 < sum(bool(row["answer"]) for row in rows) / len(rows) < 0.7


def test_a_kind_of_question_tells_nothing() -> None:
    """Of each kind of answer asked for, the unanswered ones are drawn down to the answered ones, and no further."""
    asked = [("When was it?", True), *[("When did it end?", False)] * 3, ("Who was it?", True), ("Who ran?", True)]
    examples = [
        Example(str(n), KIND, "a.md", question, "It was in 1958.", ((10, 14),) if answered else ())
        for n, (question, answered) in enumerate([*asked, ("Where was it?", False)])
    ]
    kept = evened(examples, Random(0))
    assert sorted((example.question, example.is_answered) for example in kept) == [
        ("When did it end?", False),
        ("When was it?", True),
        ("Who ran?", True),
        ("Who was it?", True),
    ]
