"""Questions with known answers."""

import json
from pathlib import Path

import pytest

from assistant.trial import Case, cases_of, folded, temporary_store
from store.documents import Hit
from store.errors import AssistantError


def case(**fields: object) -> Case:
    """Return the case of a line with these fields."""
    return Case.of({"question": "Who?", "answerable": True, **fields})


@pytest.mark.parametrize(
    ("quote", "answers"),
    [
        ("It was opened by  Mayor Quill.", True),
        ("Before. It was opened by Mayor Quill. After.", True),
        ("opened by Mayor Quill", True),
        ("Quill", False),
        ("It was closed by Mayor Quill.", False),
    ],
)
def test_a_quote_answers_by_its_supporting_sentence(quote: str, answers: bool) -> None:
    """It is, holds, or is a good part of one of the sentences."""
    assert case(support="It was opened by\nMayor Quill.").answered_by(quote) is answers


def test_a_quote_answers_by_its_words() -> None:
    """Without a supporting sentence any of the answers' words do, in any case."""
    asked = case(answers=["Ada  Quill", "the mayor"])
    assert asked.answered_by("ADA QUILL opened it")
    assert not asked.answered_by("Quill opened it")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It is old. Mayor Quill opened it in 1931. It is large.", True),
        ("Mayor Quill opened it in 1931.", True),
        ("Some heading\n\nMayor Quill opened it in 1931. And more.", True),
        ("Mayor Quill closed it in 1950.", False),
    ],
)
def test_a_hit_is_found_by_what_surrounds_the_answer(text: str, found: bool) -> None:
    """Passages may be cut otherwise than the gold one."""
    asked = case(answers=["Quill"], passage="It is old. Mayor Quill opened it in 1931. It is large.")
    assert asked.found_in(Hit("a.md", "", "", None, text, 0, len(text), 1.0)) is found


def test_cases_of_a_file(tmp_path: Path) -> None:
    """Both forms of a history are read; a line whose answerability is unknown is left out."""
    rows = [
        {
            "question": "And he?",
            "answerable": False,
            "subtype": "near_miss",
            "history": [{"role": "user", "text": "A"}],
        },
        {"question": "Who?", "answerable": None},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    (only,) = cases_of(file)
    assert (only.question, only.answerable, only.subtype) == ("And he?", False, "near_miss")
    assert only.history == ({"role": "user", "content": "A"},)


def test_white_space_is_folded() -> None:
    """Every run of it becomes one space, and none is left at the ends."""
    assert folded(" a\n\tb  c ") == "a b c"


def test_a_failed_ingest_is_an_error(tmp_path: Path) -> None:
    """It says what the ingest said."""
    with pytest.raises(AssistantError, match="ingest failed"), temporary_store([tmp_path / "missing"]):
        pass
