"""The starter corpus in documents/: its form, its own words, and the questions that it answers."""

import datetime
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
NOTES = sorted((ROOT / "documents").iterdir())
SEED = ROOT.parent / "shared" / "seed" / "investing-in-strong-partnerships.txt"
QUESTIONS = [json.loads(line) for line in Path(__file__).with_name("questions.jsonl").read_text("utf-8").splitlines()]
SHARED_WORDS = 8

each_note = pytest.mark.parametrize("note", NOTES, ids=lambda note: note.stem)


def read_note(note: Path) -> tuple[dict[str, Any], str]:
    """Return the front matter of a note and its body."""
    before, front, body = note.read_text("utf-8").split("---\n", 2)
    assert before == ""
    return yaml.safe_load(front), body


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, without punctuation."""
    return re.findall(r"[^\W_]+", text.lower())


def word_runs(text: str) -> set[tuple[str, ...]]:
    """Return every run of SHARED_WORDS neighbouring words."""
    found = words(text)
    return {tuple(found[i : i + SHARED_WORDS]) for i in range(len(found) - SHARED_WORDS + 1)}


def test_the_corpus_has_notes_with_plain_names() -> None:
    """There are 15 to 20 notes, named in lower-case words with hyphens."""
    assert 15 <= len(NOTES) <= 20
    assert [note.name for note in NOTES if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.md", note.name)] == []


@each_note
def test_front_matter_names_title_date_and_sources(note: Path) -> None:
    """A note says what it is about, the day its facts hold for, and where they come from."""
    front, _ = read_note(note)
    assert sorted(front) == ["date", "sources", "title"]
    assert isinstance(front["title"], str)
    assert type(front["date"]) is datetime.date
    assert front["sources"]
    assert [s for s in front["sources"] if not re.fullmatch(r"https?://[^\s/]+\.[a-z]+/\S*", s)] == []
    assert len(set(front["sources"])) == len(front["sources"])


@each_note
def test_body_is_short_prose_under_headings(note: Path) -> None:
    """A body opens with the title as its only first-level heading and has 250 to 700 words in sections."""
    front, body = read_note(note)
    assert re.findall(r"^# (.+)$", body, re.MULTILINE) == [front["title"]]
    assert body.startswith("# ")
    assert len(re.findall(r"^## .+$", body, re.MULTILINE)) >= 2
    assert 250 <= len(body.split()) <= 700


@each_note
def test_body_has_no_table_markup_or_bold(note: Path) -> None:
    """A body holds plain paragraphs and lists, so that each sentence can be quoted as it stands."""
    _, body = read_note(note)
    assert re.findall(r"[|<>`*]|__|\]\(", body) == []


@each_note
def test_no_sentence_of_the_seed_article(note: Path) -> None:
    """Facts carry over from the seed article, its wording does not."""
    if not SEED.is_file():
        pytest.skip(f"the seed article is not at {SEED}")
    _, body = read_note(note)
    assert word_runs(body) & word_runs(SEED.read_text("utf-8")) == set()


def test_questions_are_distinct_and_of_both_sorts() -> None:
    """Ids and questions are unique, 40 to 60 can be answered and about 20 cannot."""
    assert len({row["id"] for row in QUESTIONS}) == len({row["question"] for row in QUESTIONS}) == len(QUESTIONS)
    answerable = sum(row["answerable"] for row in QUESTIONS)
    assert 40 <= answerable <= 60
    assert 15 <= len(QUESTIONS) - answerable <= 25


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row["id"])
def test_support_stands_in_its_document(row: dict[str, Any]) -> None:
    """The supporting sentence is verbatim in the named note; an unanswerable question has neither.

    `support_all` adds the sentences, there or in other notes, that would answer as well.
    """
    if row["answerable"]:
        assert row["support"] in read_note(ROOT / "documents" / row["doc"])[1]
        assert row["support_all"][0] == row["support"]
        corpus = "\n".join(read_note(note)[1] for note in NOTES)
        assert [s for s in row["support_all"] if s not in corpus or not s.endswith(".")] == []
    else:
        assert (row["support"], row["support_all"], row["doc"]) == ("", [], "")


@each_note
def test_every_note_is_asked_about(note: Path) -> None:
    """Each note answers at least one of the questions."""
    assert note.name in {row["doc"] for row in QUESTIONS}
