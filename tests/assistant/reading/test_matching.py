"""The words that a question shares with sentences."""

import pytest
from measured_text import read

from assistant.reading.matching import Matching, context_stems
from assistant.reading.questions import question_of

TEXT = "The harbour of Westmere was opened by Mayor Quill. The harbour has berths. Salt leaves the harbour."


def matching(question: str) -> Matching:
    """Match a question with TEXT."""
    return Matching(question_of(question), read(TEXT))


def test_rare_words_weigh_more_and_names_most() -> None:
    """A word of every sentence weighs least, a name of one sentence most."""
    weights = matching("Who opened the harbour of Westmere?").weights
    assert weights["harbour"] < weights["open"] < weights["westmer"]


def test_coverage_is_the_share_of_the_weight() -> None:
    """All words are a coverage of 1, none of 0."""
    found = matching("Who opened Westmere?")
    assert found.coverage({"open", "westmer"}) == pytest.approx(1.0)
    assert found.coverage({"salt"}) == 0.0
    assert 0 < found.coverage({"open"}) < 0.5


def test_what_is_asked_for_can_be_missing() -> None:
    """The share of the wanted stems that are not there."""
    found = matching("What is the telephone number of the harbour?")
    assert found.focus == {"telephon", "number"}
    assert found.missing(found.focus, found.known) == 1.0
    assert found.missing(frozenset(), frozenset()) == 0.0


def test_closeness_and_echo() -> None:
    """Neighbours of the question that stand near each other, and what a sentence only repeats."""
    first, second, third = read(TEXT)
    found = matching("Has the harbour berths?")
    assert (found.closeness(first), found.closeness(second)) == (0.0, 1.0)
    assert found.echo(second) == 1.0
    assert found.echo(third) == pytest.approx(1 / 3)


def test_title_and_headings_are_context() -> None:
    """Their stems are known above every sentence."""
    (sentence,) = read("It is old.", title="Westmere harbour", heading="History > Opening")
    assert context_stems(sentence) == {"westmer", "harbour", "histori", "open"}


def test_a_question_none_of_whose_words_occurs_is_foreign() -> None:
    """One word that occurs is enough; where nothing is asked nothing is foreign."""
    assert matching("asdf qwer zxcv").is_foreign
    assert not matching("asdf qwer harbour").is_foreign
    assert not matching("").is_foreign


@pytest.mark.parametrize("asked", ["the Austrians", "the Austrian army", "Austria"])
def test_a_country_is_known_by_its_people(asked: str) -> None:
    """What the passages say of Austria is about the Austrians too."""
    sentences = read("The bridge was opened by Austria in May.")
    matching = Matching(question_of(f"When did {asked} open the bridge?"), sentences)
    assert "austria" in matching.names
    assert matching.missing(matching.names, sentences[0].stems) == 0.0


def test_another_country_stays_unknown() -> None:
    """The Swiss are not of Austria."""
    sentences = read("The bridge was opened by Austria in May.")
    matching = Matching(question_of("When did the Swiss open the bridge?"), sentences)
    assert matching.missing(matching.names, sentences[0].stems) == 1.0
