"""The questions that we wrote on other texts."""

import json
from pathlib import Path
from random import Random

import pytest

from assistant.reading.training.examples import Example
from assistant.reading.training.written_questions import (
    FILE,
    KIND,
    LOOK_ALIKES,
    LOOK_ALIKES_ON_TEXTS,
    PARTNERSHIP,
    PARTNERSHIPS,
    RECORD,
    RECORDS,
    TOLD_QUESTIONS,
    evened,
    look_alike_questions,
    record_questions,
    written_questions,
)
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


def test_words_that_stand_twice_answer_in_the_sentence_that_shares_most(tmp_path: Path) -> None:
    """A name in the first sentence is not the answer to what the second one tells."""
    text = "Ada Quill came in 1950. The harbour was built by Ada Quill."
    (tmp_path / "westmere.md").write_text(f"# Westmere\n\n{text}\n", "utf-8")
    row = {"doc": "westmere.md", "passage": 0, "start": 0, "end": 59, "question": "Who built the harbour?"}
    (tmp_path / "questions.jsonl").write_text(json.dumps({**row, "answer": "Ada Quill"}) + "\n", "utf-8")
    (example,) = written_questions([tmp_path / "westmere.md"], tmp_path / "questions.jsonl")
    assert example.spans == ((49, 58),)


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


def look_alikes(folder: Path, given: str, answer: str) -> list[Example]:
    """Return the example made of one look-alike on the passage of a given question."""
    row = {"id": "set:1", "question": "Who did not open it?", "answer": answer}
    (folder / "questions.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    about = Example(given, "set", "westmere.md", "Who opened it?", "It was opened by Ada Quill.", ((17, 26),))
    return list(look_alike_questions([about], folder / "questions.jsonl"))


def test_look_alikes_are_about_the_passage_of_a_given_question(tmp_path: Path) -> None:
    """Its passage is theirs; those on questions that are not given are passed over."""
    (example,) = look_alikes(tmp_path, "set:1", "")
    assert (example.passage, example.is_answered) == ("It was opened by Ada Quill.", False)
    (example,) = look_alikes(tmp_path, "set:1", "Ada Quill")
    assert example.spans == ((17, 26),)
    assert look_alikes(tmp_path, "set:2", "") == []


def test_a_look_alike_on_another_passage_is_an_error(tmp_path: Path) -> None:
    """It names the line, what was not found, and the question whose passage it is."""
    with pytest.raises(ModelError, match=r"questions.jsonl, line 1: 'Tom Reed' does not stand in the passage of set:1"):
        look_alikes(tmp_path, "set:1", "Tom Reed")


def test_the_look_alikes_are_whole() -> None:
    """Each line has what is needed, none is there twice, and about a third have an answer."""
    rows = [json.loads(line) for line in LOOK_ALIKES.read_text("utf-8").splitlines()]
    assert all(row.keys() == {"id", "question", "answer"} for row in rows)
    assert len({(row["id"], row["question"]) for row in rows}) == len(rows)
    assert 0.25 < sum(bool(row["answer"]) for row in rows) / len(rows) < 0.4


def test_the_look_alikes_on_texts_are_whole() -> None:
    """Each line has what is needed, none is there twice, and rather less than half have an answer."""
    rows = [json.loads(line) for line in LOOK_ALIKES_ON_TEXTS.read_text("utf-8").splitlines()]
    assert all(row.keys() == {"doc", "passage", "start", "end", "question", "answer"} for row in rows)
    assert len({(row["doc"], row["passage"], row["start"], row["question"]) for row in rows}) == len(rows)
    assert 0.4 < sum(bool(row["answer"]) for row in rows) / len(rows) < 0.5


def test_the_questions_told_at_length_are_whole() -> None:
    """Each line has what is needed, none is there twice, half have an answer, and all are told at length."""
    rows = [json.loads(line) for line in TOLD_QUESTIONS.read_text("utf-8").splitlines()]
    assert all(row.keys() == {"doc", "passage", "start", "end", "question", "answer"} for row in rows)
    assert len({(row["doc"], row["passage"], row["start"], row["question"]) for row in rows}) == len(rows)
    assert 0.45 < sum(bool(row["answer"]) for row in rows) / len(rows) < 0.55
    assert all(19 <= len(row["question"].split()) <= 49 for row in rows)


def records(folder: Path, answer: str) -> list[Example]:
    """Return the example made of one question on a record."""
    asked = {"question": "Where are its soldiers abroad?", "answer": answer}
    row = {"title": "Velmara", "heading": "Military > Deployments", "text": "630 Lower Tamsin; 210 Ree"}
    (folder / "records.jsonl").write_text(json.dumps({**row, "questions": [asked]}) + "\n", "utf-8")
    return list(record_questions(folder / "records.jsonl"))


def test_title_and_headings_stand_above_a_record(tmp_path: Path) -> None:
    """As the reader is given them; its words are still those of the answer."""
    (example,) = records(tmp_path, "Lower Tamsin")
    assert example.passage == "Velmara: Military: Deployments\n\n630 Lower Tamsin; 210 Ree"
    assert [example.passage[start:end] for start, end in example.spans] == ["Lower Tamsin"]
    (example,) = records(tmp_path, "")
    assert not example.is_answered
    with pytest.raises(ModelError, match=r"records.jsonl, line 1: 'Ostia' does not stand in its text"):
        records(tmp_path, "Ostia")


@pytest.mark.parametrize(("file", "kind"), [(RECORDS, RECORD), (PARTNERSHIPS, PARTNERSHIP)])
def test_the_questions_on_texts_of_their_own_are_whole(file: Path, kind: str) -> None:
    """Each line has what is needed, no question is there twice, and half have an answer."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert all(row.keys() == {"title", "heading", "text", "questions"} for row in rows)
    asked = [one for row in rows for one in row["questions"]]
    assert all(one.keys() == {"question", "answer"} for one in asked)
    assert len({(row["title"], row["text"], one["question"]) for row in rows for one in row["questions"]}) == len(asked)
    assert 0.45 < sum(bool(one["answer"]) for one in asked) / len(asked) < 0.55
    examples = list(record_questions(file, kind))
    assert [example.question for example in examples] == [one["question"] for one in asked]
    assert len({example.id for example in examples}) == len(asked)
    assert {example.kind for example in examples} == {kind}


def test_the_stretches_on_partnerships_are_passages() -> None:
    """They are as long as what is read."""
    texts = [json.loads(line)["text"] for line in PARTNERSHIPS.read_text("utf-8").splitlines()]
    assert all(400 <= len(text) <= 1000 for text in texts)


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
