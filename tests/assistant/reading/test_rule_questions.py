"""The questions that rules make of sentences."""

import io
import tarfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.training.rule_questions import questions_on, rule_questions, unsaid_of
from assistant.reading.training.verbs import infinitives


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "The Joint Council adopted the plan on 4 July 2012.",
            "Which organisation adopted the plan on 4 July 2012?",
            "Joint Council",
        ),
        (
            "The Joint Council adopted the plan on 4 July 2012.",
            "On which date did the Joint Council adopt the plan?",
            "4 July 2012",
        ),
        ("The new agreement was signed in Lisbon in 2010.", "When was the new agreement signed in Lisbon?", "2010"),
        ("The new agreement was signed in Lisbon in 2010.", "Where was the new agreement signed in 2010?", "Lisbon"),
        (
            "The Joint Council invited 13 partners to the meeting.",
            "How many partners did the Joint Council invite to the meeting?",
            "13",
        ),
        (
            "The new agreement was signed in Lisbon in 2010.",
            "Was the new agreement signed in Lisbon in 2010?",
            "was signed in Lisbon in 2010",
        ),
        (
            "Thirteen partners took part in the whole meeting.",
            "How many partners took part in the whole meeting?",
            "Thirteen",
        ),
    ],
)
def test_a_sentence_asks_for_what_it_says(sentence: str, question: str, answer: str) -> None:
    """Each rule asks for one thing, and its answer's words are marked."""
    made = {
        example.question: [example.passage[start:end] for start, end in example.spans]
        for example in questions_on("own.md", f"Here is more of it. {sentence}")
    }
    assert made[question] == [answer]


@pytest.mark.parametrize(
    "sentence",
    [
        "They adopted the plan in Lisbon on 4 July 2012.",
        "After the talks, the council met again in Lisbon in 2010.",
        "It was signed in Lisbon by the two ministers in 2010.",
        "Was the new agreement signed in Lisbon in 2010?",
    ],
)
def test_a_sentence_that_leans_on_another_asks_nothing(sentence: str) -> None:
    """Without its neighbours nobody would know what such a question means."""
    assert not list(questions_on("own.md", sentence))


@given(st.text(max_size=400))
def test_the_answer_stands_in_the_passage_and_the_question_ends(text: str) -> None:
    """Whatever the text, every question has its answer's words in it and one question mark, at its end."""
    for example in questions_on("own.md", text):
        ((start, end),) = example.spans
        assert example.passage == text
        assert text[start:end].strip()
        assert example.question.endswith("?")


def test_texts_come_from_folders_files_and_archives(tmp_path: Path) -> None:
    """The same text gives the same questions, however it is kept; at most as many as were wanted."""
    text = "# Plans\n\nThe Joint Council adopted the plan in Lisbon on 4 July 2012.\n\nA | table\n---\n"
    (tmp_path / "plans.md").write_text(text, "utf-8")
    with tarfile.open(tmp_path / "plans.tar.xz", "w:xz") as archive:
        member = tarfile.TarInfo("folder/plans.md")
        member.size = len(text.encode())
        archive.addfile(member, io.BytesIO(text.encode()))
    kept = [
        rule_questions([path], 2, Random(1)) for path in (tmp_path, tmp_path / "plans.md", tmp_path / "plans.tar.xz")
    ]
    assert len(kept[0]) == 2
    assert kept[0] == kept[1] == kept[2]
    assert {example.kind for example in kept[0]} == {"rules"}


def test_past_forms_are_spelled_as_they_are_written() -> None:
    """Doubled consonants, -y and -e."""
    known = infinitives()
    assert [known[past] for past in ("banned", "denied", "joined", "hired", "held")] == [
        "ban",
        "deny",
        "join",
        "hire",
        "hold",
    ]


def test_what_a_passage_does_not_tell_is_asked_without_an_answer() -> None:
    """A detail of what is said, and never one that the passage may tell."""
    passage = "The Joint Council adopted the new plan in Lisbon in 2010."
    asked = {example.question for seed in range(80) for example in unsaid_of("own.md", passage, Random(seed))}
    assert "On what exact day did the Joint Council adopt the new plan in Lisbon in 2010?" in asked
    assert "On whose advice did the Joint Council adopt the new plan in Lisbon in 2010?" in asked
    told = passage + " It met on Monday, 5 July 2010, on the advice of its chairman, because of the rain."
    asked = {example.question for seed in range(80) for example in unsaid_of("own.md", told, Random(seed))}
    assert asked
    for how in ("On what exact day", "On whose advice", "Why", "On which day of the week"):
        assert not any(question.startswith(how) for question in asked)


def test_unsaid_questions_have_no_answer() -> None:
    """None of them marks words."""
    passage = "The Joint Council adopted the new plan in Lisbon in 2010."
    assert [example.spans for example in unsaid_of("own.md", passage, Random(0))] == [()]
