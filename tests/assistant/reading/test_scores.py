"""Scores of sentences from scores of tokens, and the figures made of them."""

import numpy as np
import pytest
from measured_text import hit_of

from assistant.reading.encoding import PairEncoder, batched
from assistant.reading.scores import UNREAD, PassageScores, before_sentence, scored
from assistant.reading.trained import TrainedReader
from assistant.reading.training.examples import Example
from assistant.reading.training.measure import measure
from store.sentences import sentence_spans

QUESTION, PASSAGE = "Who met?", "Partners met. Snow fell in Oslo."


def test_pieces_of_the_passage_keep_their_offsets() -> None:
    """What is inside are the passage's own pieces, and their offsets give back its words."""
    (encoded,) = PairEncoder().encode([(QUESTION, PASSAGE)])
    words = [PASSAGE[start:end] for start, end in encoded.offsets[encoded.inside]]
    assert words == ["Partners", "met", ".", "Snow", "fell", "in", "Oslo", "."]


def test_long_questions_leave_room_for_the_passage() -> None:
    """A question of a thousand words is cut, the passage is read."""
    (encoded,) = PairEncoder().encode([("why " * 1000, PASSAGE)])
    assert int(encoded.inside.sum()) == 8


def test_batches_are_padded_behind() -> None:
    """The shorter pair is filled up with what the mask leaves out."""
    encoded = PairEncoder().encode([(QUESTION, PASSAGE), (QUESTION, "Snow fell.")])
    batch = batched(encoded)
    assert batch.pieces.shape == (2, len(encoded[0].pieces))
    assert batch.mask.sum(axis=1).tolist() == [len(one.pieces) for one in encoded]
    assert not batch.inside[1, len(encoded[1].pieces) :].any()


def test_each_sentence_gets_its_best_span_against_no_answer() -> None:
    """The score is that of first and last token, less that of the first token of the input."""
    (encoded,) = PairEncoder().encode([(QUESTION, PASSAGE)])
    starts, ends = np.zeros(len(encoded.pieces)), np.zeros(len(encoded.pieces))
    starts[0] = ends[0] = 1.0
    place = int(np.flatnonzero(encoded.inside)[0])
    starts[place], ends[place], ends[place + 6] = 5.0, 4.0, 3.0
    found = scored(encoded, starts, ends, sentence_spans(PASSAGE), 0.5)
    assert found.sentences.tolist() == [7.0, 1.0]
    assert PASSAGE[slice(*found.words[0])] == "Partners"
    assert found.span_odds == 7.0


def test_a_list_of_many_names_is_one_answer() -> None:
    """Twenty countries are more than 40 tokens; what is longer than a span may be begins or ends elsewhere."""
    names = ["Bosnia and Herzegovina", *["Kyrgyzstan", "Turkmenistan", "Azerbaijan"] * 8]
    listed = ", ".join(names[:20])
    passage = f"Those invited were {listed}."
    (encoded,) = PairEncoder().encode([(QUESTION, passage)])
    starts, ends = np.zeros(len(encoded.pieces)), np.zeros(len(encoded.pieces))
    inside = np.flatnonzero(encoded.inside)
    assert len(inside) - 4 > 40
    starts[inside[3]], ends[inside[-2]] = 5.0, 5.0
    found = scored(encoded, starts, ends, sentence_spans(passage), 0.0)
    assert (found.sentences.tolist(), passage[slice(*found.words[0])]) == ([10.0], listed)
    passage = f"Those invited were {', '.join(names)}, {', '.join(names)}."
    (encoded,) = PairEncoder().encode([(QUESTION, passage)])
    starts, ends = np.zeros(len(encoded.pieces)), np.zeros(len(encoded.pieces))
    inside = np.flatnonzero(encoded.inside)
    starts[inside[3]], ends[inside[-2]] = 5.0, 5.0
    assert scored(encoded, starts, ends, sentence_spans(passage), 0.0).sentences.tolist() == [5.0]


def test_sentences_beyond_the_input_are_unread() -> None:
    """A passage longer than the input has sentences without a score of their own."""
    passage = "Partners met. " * 60
    (encoded,) = PairEncoder(longest=40).encode([(QUESTION, passage)])
    zeros = np.zeros(len(encoded.pieces))
    found = scored(encoded, zeros, zeros, sentence_spans(passage), 0.0)
    assert len(found.sentences) == 60
    assert found.sentences[-1] == UNREAD
    start, end = found.words[-1]
    assert start == end


def test_what_stands_before_is_not_read() -> None:
    """It counts among the question's pieces, and only what follows is inside."""
    (encoded,) = PairEncoder().encode([(QUESTION, PASSAGE)], [PASSAGE.index("Snow")])
    words = [PASSAGE[start:end] for start, end in encoded.offsets[encoded.inside]]
    assert words == ["Snow", "fell", "in", "Oslo", "."]
    whole = PairEncoder().encode([(QUESTION, PASSAGE)])[0]
    assert encoded.pieces.tolist() == whole.pieces.tolist()
    assert (whole.kinds - encoded.kinds).sum() == 3


@pytest.mark.parametrize(
    ("place", "before"),
    [(0, ""), (1, "Winter\n\n"), (2, "Winter\n\nPartners met. "), (3, "Winter\n\nSnow fell in Oslo. ")],
)
def test_title_and_the_sentence_before_stand_above_one_that_is_read_alone(place: int, before: str) -> None:
    """The title above every sentence but itself."""
    passage = f"Winter\n\n{PASSAGE} It froze."
    assert before_sentence(passage, sentence_spans(passage), place) == before


def test_without_a_title_only_the_sentence_before_does() -> None:
    """Nothing stands above the first."""
    sentences = sentence_spans(PASSAGE)
    assert [before_sentence(PASSAGE, sentences, place) for place in (0, 1)] == ["", "Partners met. "]


def test_sentences_read_alone_have_their_words_where_they_stand_in_the_hit() -> None:
    """With the shipped network, offsets count in the hit's text, and the sentence that answers has the higher odds."""
    hit = hit_of("The council met in 2010. It was opened by Ada Quill. Snow fell in Oslo.")
    first, second = TrainedReader().alone("Who opened the council?", [(hit, 1, 1), (hit, 2, 2)])
    assert hit.text[slice(*first.words[0])] == "Ada Quill"
    assert len(first.sentences) == len(second.sentences) == 1
    assert hit.text.index("Snow") <= second.words[0][0] < second.words[0][1] <= len(hit.text)
    assert first.head_odds > second.head_odds


def test_figures_of_two_questions() -> None:
    """One answered question read rightly and one unanswerable one with lower odds."""
    sentences = sentence_spans(PASSAGE)
    right = Example("1", "own", "a.md", QUESTION, PASSAGE, ((0, 8),))
    wrong = Example("2", "own", "a.md", "Who left?", PASSAGE)
    high = PassageScores(np.array([4.0, 1.0]), ((0, 8), sentences[1]), 2.0)
    low = PassageScores(np.array([-4.0, -1.0]), ((0, 8), sentences[1]), -2.0)
    figures = measure([right, wrong], [high, low])
    assert (figures.answered, figures.unanswered) == (1, 1)
    assert (figures.sentence, figures.overlap, figures.separation) == (1.0, 1.0, 1.0)
    assert figures.calibration is not None
    assert figures.calibration.slope > 0
    assert figures.calibration.threshold > 0.5
