"""What the network reads and what is measured, weighed together."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from measured_text import hit_of

from assistant.reading.answers import counting_words
from assistant.reading.choice import open_reader
from assistant.reading.combined import CombinedReader
from assistant.reading.fitted_weights import Weights
from assistant.reading.measures import measured, strictly
from assistant.reading.network_measures import COMBINED, network_reading, read_alone, read_passages
from assistant.reading.questions import question_of
from assistant.reading.scores import UNREAD, PassageScores
from assistant.reading.sentences import sentences_of
from assistant.reading.vectors import KeptVectors
from store.documents import Hit
from store.embedder import Embedder
from store.errors import ModelError, SettingsError
from store.sentences import sentence_spans
from store.settings import Settings

TEXT = (
    "# The opening\n\nMayor Ada Quill opened the harbour in London.\n\n- Tom Reed spoke at the opening.\n\nIt was late."
)


class Spoken:
    """Reads "Tom Reed", or other words, wherever they stand, and is sure of it."""

    def __init__(self, words: str = "Tom Reed") -> None:
        """Read these words."""
        self._words = words

    def scores(self, question: str, hits: Sequence[Hit]) -> list[PassageScores]:  # noqa: ARG002
        """Return log-odds of 6 for the sentence with the words, of -6 for the others."""
        return [self._score(hit.text) for hit in hits]

    def alone(self, question: str, sentences: Sequence[tuple[Hit, int, int]]) -> list[PassageScores]:  # noqa: ARG002
        """Return the same log-odds of sentences alone, those of the best one of a list."""
        found = []
        for hit, first, last in sentences:
            read = self._score(hit.text)
            best = max(range(first, last + 1), key=lambda place: read.sentences[place])
            odds = read.sentences[best : best + 1]
            found.append(PassageScores(odds, read.words[best : best + 1], float(odds[0])))
        return found

    def _score(self, text: str) -> PassageScores:
        spans = sentence_spans(text)
        odds = np.array([6.0 if self._words in text[start:end] else -6.0 for start, end in spans])
        places = [(start, text.find(self._words, start, end)) for start, end in spans]
        words = tuple((start, start) if place < 0 else (place, place + len(self._words)) for start, place in places)
        return PassageScores(odds, words, float(odds.max()))


def reader(embedder: Embedder, words: str = "Tom Reed") -> CombinedReader:
    """Return a reader that weighs the network's span alone."""
    ranking = np.array([float(name == "span") for name in COMBINED.sentence])
    confidence = np.array([1.0 * (name == "answered_here") for name in COMBINED.reading])
    first = np.array([float(name == "span") for name in COMBINED.first_look])
    return CombinedReader(embedder, Spoken(words), Weights(ranking, confidence, 0.0, 0.5, first))


def test_the_networks_words_are_bold(embedder: Embedder) -> None:
    """Its sentence comes first, without the list's mark, with offsets into the document."""
    reading = reader(embedder).read("Who spoke when the harbour was opened?", [hit_of(TEXT, start=100)])
    best = reading.candidates[0]
    assert best.text == "Tom Reed spoke at the opening."
    assert best.words == ((best.start, best.start + 8),)
    assert reading.confidence == pytest.approx(1 / (1 + np.exp(-2.0)))


def test_the_best_sentences_are_read_alone(embedder: Embedder) -> None:
    """As many as are read so have its odds, the others the lowest; a sentence that answers alone comes first."""
    text = "".join(f"Boat {number} left. " for number in "one two three four five six".split()) + "Tom Reed spoke."
    hits = [hit_of(text)]
    found = measured(question_of("Who spoke?"), sentences_of(hits), KeptVectors(embedder))
    network = network_reading(found, hits, Spoken().scores("Who spoke?", hits))
    assert network.answers_alone.tolist() == [-4.0] * 7
    alone = read_alone(found, network, np.arange(7.0), Spoken())
    assert alone.answers_alone.tolist() == [-4.0, -4.0, -2.0, -2.0, -2.0, -2.0, 2.0]
    assert alone.spans_alone.tolist() == alone.answers_alone.tolist()
    names = COMBINED.sentence
    ranking = np.array([float(name == "answers_alone") for name in names])
    first = np.array([float(name == "span") for name in COMBINED.first_look])
    weights = Weights(ranking, np.zeros(len(COMBINED.reading)), 0.0, 0.5, first)
    reading = CombinedReader(embedder, Spoken(), weights).read("Who spoke?", hits)
    assert reading.candidates[0].text == "Tom Reed spoke."


@pytest.mark.parametrize(("place", "read"), [(0, 3), (2, 3), (3, 5), (None, 5)])
def test_what_comes_after_a_clear_answer_stays_unread(place: int | None, read: int) -> None:
    """Clear among the first three hits, the others have the lowest odds; else all are read."""
    hits = [hit_of("Tom Reed spoke. It froze." if number == place else "Snow fell.") for number in range(5)]
    scores = read_passages("Who spoke?", hits, Spoken())
    assert [score.head_odds > UNREAD for score in scores] == [number < read for number in range(5)]
    assert [len(score.sentences) for score in scores] == [2 if number == place else 1 for number in range(5)]


def test_a_list_is_read_with_its_lead_in(embedder: Embedder) -> None:
    """The lead-in has the odds of the item that answers, for they are quoted together."""
    hits = [hit_of("Three people spoke:\n\n- Ada Quill\n- Tom Reed\n\nSnow fell.")]
    found = measured(question_of("Who spoke?"), sentences_of(hits), KeptVectors(embedder))
    network = network_reading(found, hits, Spoken().scores("Who spoke?", hits))
    assert read_alone(found, network, np.zeros(4), Spoken()).answers_alone.tolist() == [2.0, 2.0, 2.0, -2.0]


def test_where_the_networks_words_are_no_news_the_measures_choose_them(embedder: Embedder) -> None:
    """A name that the question does not have, for a question that asks who."""
    reading = reader(embedder).read("Who opened the harbour?", [hit_of(TEXT)])
    quoted = {candidate.text: candidate for candidate in reading.candidates}
    (words,) = quoted["Mayor Ada Quill opened the harbour in London."].words
    assert TEXT[slice(*words)] in ("Mayor Ada Quill", "London")


def test_asked_for_names_a_nearer_sentence_without_any_hides_none(embedder: Embedder) -> None:
    """Only the one with the names can answer, however much the other shares with the question."""
    text = "Countries belong to the harbour league for its sake. Its members are Peru, Chad, Niger and Mali."
    question = question_of("Which countries belong to the harbour league?")
    found = measured(question, sentences_of([hit_of(text)]), KeptVectors(embedder))
    assert [round(score, 6) for score in strictly(found, np.array([1.5, 0.0]))] == [-0.5, 0.0]
    wide = measured(question_of("Why do they belong to it?"), sentences_of([hit_of(text)]), KeptVectors(embedder))
    assert list(strictly(wide, np.array([1.5, 0.0]))) == [1.5, 0.0]


def test_soldiers_may_be_told_as_troops(embedder: Embedder) -> None:
    """A number of the one answers how many there were of the other; of ships it does not."""
    question = question_of("How many soldiers did Peru send?")
    text = "Peru sent 24 troops to the harbour. It sent 13 ships there."
    found = measured(question, sentences_of([hit_of(text)]), KeptVectors(embedder))
    assert [
        [sentence.text[a:b] for a, b in words] for sentence, words in zip(found.sentences, found.words, strict=True)
    ] == [
        ["24"],
        [],
    ]


def test_a_number_counts_what_stands_before_the_next_one(embedder: Embedder) -> None:
    """Asked for partners, 28 leaders are none."""
    question = question_of("How many partner countries met the leaders?")
    text = "The article recalls that the 28 leaders met 13 partner countries in May. It saw 3 and 4 partner countries."
    found = measured(question, sentences_of([hit_of(text)]), KeptVectors(embedder))
    assert [
        [sentence.text[a:b] for a, b in counting_words(question, sentence, words)]
        for sentence, words in zip(found.sentences, found.words, strict=True)
    ] == [["13"], ["3", "4"]]
    (labelled,) = sentences_of([hit_of("number of partner countries: 72 (13 partner countries came)")])
    assert counting_words(question, labelled, ((29, 31), (33, 35))) == ((29, 31), (33, 35))
    assert counting_words(question_of("When did they meet?"), found.sentences[0], found.words[0]) == ()


@pytest.mark.parametrize(
    ("read", "bold"), [("28 leaders", "13"), ("13 partner countries", "13 partner countries"), ("13", "13")]
)
def test_asked_how_many_the_number_in_bold_counts_that(read: str, bold: str, embedder: Embedder) -> None:
    """The network's words stay where they hold such a number, however long they are."""
    text = "The 28 leaders met 13 partner countries in May. It was late."
    reading = reader(embedder, read).read("How many partner countries met the leaders?", [hit_of(text)])
    assert [text[slice(*words)] for words in reading.candidates[0].words] == [bold]


def test_headings_are_not_quoted(embedder: Embedder) -> None:
    """However much they share with the question."""
    reading = reader(embedder).read("What about the opening?", [hit_of(TEXT)])
    assert reading.candidates
    assert all("#" not in candidate.text for candidate in reading.candidates)


def test_nothing_to_read(embedder: Embedder) -> None:
    """Without hits, or with headings only, there is no candidate and no confidence."""
    for hits in ([], [hit_of("# The opening")]):
        reading = reader(embedder).read("Who?", hits)
        assert (reading.candidates, reading.confidence) == ((), 0.0)


def test_each_sentence_has_the_best_span_of_its_passage_beside_its_own(embedder: Embedder) -> None:
    """So that the sentences of one passage can be told apart without telling the passages apart by the same."""
    hits = [hit_of(TEXT), replace(hit_of("It was late. Nobody spoke."), source="other.md")]
    found = measured(
        question_of("Who spoke?"), [one for one in sentences_of(hits) if not one.is_heading], KeptVectors(embedder)
    )
    network = network_reading(found, hits, Spoken().scores("Who spoke?", hits))
    by_sentence = {
        (sentence.hit.source, sentence.text): (span, best)
        for sentence, span, best in zip(found.sentences, network.spans, network.of_passage, strict=True)
    }
    assert by_sentence["notes.md", "It was late."] == (-2.0, 2.0)
    assert by_sentence["other.md", "It was late."] == (-2.0, -2.0)


def test_the_settings_name_the_reader(embedder: Embedder) -> None:
    """The light one by its name, the combined one without any, and no other."""
    assert open_reader(Settings(reader="features"), embedder).name == "features"
    assert open_reader(Settings(), embedder).name == "combined"
    with pytest.raises(SettingsError, match="combined, features"):
        open_reader(Settings(reader="oracle"), embedder)


def test_weights_that_are_not_there_are_an_error() -> None:
    """It names the file and the command that makes it."""
    with pytest.raises(ModelError, match=r"other\.json.*assistant\.reading\.fitting"):
        Weights.load("other.json", COMBINED)


@pytest.mark.parametrize(
    ("question", "is_doubted"),
    [
        ("Who spoke at the opening?", False),
        ("Who spoke at the opening of the harbour nearest to me?", True),
        ("Why did Tom Reed say that the opening was a waste of money?", True),
        ("Why did Tom Reed speak at the opening?", False),
        ("What was the title of the speech at the opening?", True),
        ("Print the instructions for the opening.", True),
    ],
)
def test_what_no_document_can_answer_is_doubted(embedder: Embedder, question: str, is_doubted: bool) -> None:
    """However sure the network is: of the asker, of what nobody is told to have said, of a title that is not told."""
    assert (reader(embedder).read(question, [hit_of(TEXT)]).confidence < 0.1) is is_doubted
