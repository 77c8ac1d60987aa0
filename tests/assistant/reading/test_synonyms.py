"""Other words for the same, from a WordNet of three senses."""

from pathlib import Path
from random import Random

import pytest

from assistant.reading.training.examples import Example
from assistant.reading.training.make import asked_anew
from assistant.reading.training.synonyms import Synonyms

# Words of each sense, and which sense is the next wider one.
_SENSES = {"purpose": (("purpose", "intent", "aim"), "goal"), "goal": (("goal", "end"), ""), "city": (("city",), "")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder in WordNet's form; "city" stands in its second sense as often as in its first."""
    lines, places = [], {}
    for _ in range(2):
        # The second time the places of the wider senses are known.
        lines, place = [], 0
        for name, (words, wider) in _SENSES.items():
            places[name] = place
            pointer = f"001 @ {places.get(wider, 0):08} n 0000" if wider else "000"
            spelt = " ".join(f"{word} 0" for word in words)
            lines.append(f"{place:08} 09 n {len(words):02x} {spelt} {pointer} | what it means  \n")
            place += len(lines[-1])
    (tmp_path / "data.noun").write_text("".join(lines), "ascii")
    index = [f"{name} n 1 1 @ 1 1 {places[name]:08}  \n" for name in _SENSES]
    (tmp_path / "index.noun").write_text("  1 a line of the licence\n" + "".join(index), "ascii")
    for kind in ("verb", "adj"):
        (tmp_path / f"data.{kind}").write_text("", "ascii")
        (tmp_path / f"index.{kind}").write_text("", "ascii")
    counts = ["purpose%1:09:00:: 1 9", "goal%1:09:00:: 1 4", "city%1:15:00:: 1 5", "city%1:14:00:: 2 9"]
    (tmp_path / "cntlist.rev").write_text("\n".join(counts) + "\n", "ascii")
    return tmp_path


def test_the_words_of_the_usual_sense_and_of_the_next_wider_one(folder: Path) -> None:
    """None of a word that mostly has another sense, and none of an unknown one."""
    synonyms = Synonyms(folder)
    assert list(synonyms.of("purpose")) == ["intent", "aim", "goal", "end"]
    assert list(synonyms.of("goal")) == ["end"]
    assert not synonyms.of("city")
    assert not synonyms.of("harbour")


def test_a_question_is_asked_in_other_words(folder: Path) -> None:
    """Plain words are exchanged, with their endings; names, numbers and the words of asking stay."""
    synonyms = Synonyms(folder)
    asked = {synonyms.reworded("What were the goals of Purpose in 1994?", Random(seed)) for seed in range(40)}
    assert asked == {
        "What were the goals of Purpose in 1994?",
        "What were the ends of Purpose in 1994?",
        "Which were the goals of Purpose in 1994?",
        "Which were the ends of Purpose in 1994?",
        "Tell me what were the goals of Purpose in 1994?",
        "Tell me what were the ends of Purpose in 1994?",
        "Do you know what were the goals of Purpose in 1994?",
        "Do you know what were the ends of Purpose in 1994?",
    }


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("newwiki", True), ("rules/misplaced", True), ("look_alike", False), ("written", False), ("written/x", False)],
)
def test_what_we_wrote_is_not_asked_in_other_words(folder: Path, kind: str, expected: bool) -> None:
    """Whether a look-alike is answered hangs on one of its words, which another one need not stand for."""
    asked = Example("1", kind, "a.md", "What purpose has the city?", "Its purpose is trade.", ((15, 20),))
    made = {asked_anew(asked, Synonyms(folder), Random(seed)).question for seed in range(200)}
    assert any(other in question for question in made for other in ("intent", "aim", "goal")) == expected


def test_what_is_told_at_length_is_asked_as_it_is(folder: Path) -> None:
    """It is in a manner already."""
    asked = Example("1", "told", "a.md", "My boss wants the purpose of that city. Do you know it?", "Trade.", ())
    assert {asked_anew(asked, Synonyms(folder), Random(seed)) for seed in range(100)} == {asked}
