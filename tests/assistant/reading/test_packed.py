"""Examples as arrays are the same inputs as those that the encoder makes of them one by one."""

from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch

from assistant.reading.encoding import PairEncoder, batched
from assistant.reading.training.batches import Loaded
from assistant.reading.training.examples import Example, only_sentence, own_sentences
from assistant.reading.training.losses import targets
from assistant.reading.training.packed import LONGEST, Inputs, Packed, packed, saved
from store.errors import ModelError

TEXT = "Lisbon: the summit\n\nThe partners met in Lisbon in 2010. They spoke of peace for two days. Snow fell."
ANSWER = TEXT.index("two days")


def example(question: str, passage: str = TEXT, *spans: tuple[int, int]) -> Example:
    """A question with a passage."""
    return Example("1", "made", "lisbon.md", question, passage, spans)


EXAMPLES = [
    example("How long did they speak?", TEXT, (ANSWER, ANSWER + 8)),
    example("Who paid for it?"),
    example("Where did the partners meet?", TEXT[20:], (TEXT.index("Lisbon in") - 20, TEXT.index("Lisbon in") - 14)),
    example("Did they?", "They did.", (5, 8)),
    example("What happened?", TEXT, (TEXT.index("peace"), len(TEXT)), (TEXT.index("summit"), TEXT.index("summit") + 6)),
]
LONG = example("Where?", "The wind was cold. " * 100 + "They met in Lisbon.", (1912, 1918))
LONG_SENTENCE = example("Where?", "A title\n\n" + "cold " * 300 + "in Lisbon. They met.", (1512, 1518))


@pytest.fixture(scope="module")
def made() -> Packed:
    """The examples, with all their sentences."""
    return packed(EXAMPLES, Random(1), most_alone=9)


def assert_same(inputs: Inputs, rows: list[int], examples: list[Example]) -> None:
    """The rows of the arrays are what the encoder makes of the examples."""
    encoded = PairEncoder(LONGEST).encode(
        [(one.question, one.passage) for one in examples], [one.start for one in examples]
    )
    wanted = batched(encoded)
    found = Loaded(inputs, torch.device("cpu")).batch(np.array(rows))
    np.testing.assert_array_equal(found.pieces, wanted.pieces)
    np.testing.assert_array_equal(found.kinds, wanted.kinds)
    np.testing.assert_array_equal(found.mask, wanted.mask)
    np.testing.assert_array_equal(found.possible[:, 1:], wanted.inside[:, 1:])
    right = targets(examples, encoded, wanted.pieces.shape[1])
    np.testing.assert_array_equal(found.right, right)
    np.testing.assert_array_equal(found.answered, ~right[:, 0, 0])


def test_passages_are_the_encoders(made: Packed) -> None:
    """Question, title and text, of several lengths in one batch, with the answers' first and last pieces."""
    assert made.passages.answered.tolist() == [True, False, True, True, True]
    assert_same(made.passages, [0, 1, 2, 3, 4], EXAMPLES)
    assert_same(made.passages, [3, 0], [EXAMPLES[3], EXAMPLES[0]])


def test_sentences_stand_below_title_and_sentence_before(made: Packed) -> None:
    """A sentence alone is what `only_sentence` makes; a passage of one sentence gives none.

    An answer over two sentences is one of each; a title that answers is read alone too.
    """
    assert made.alone.sentences[:, 0].tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 4, 4, 4, 4]
    for number, first in ((0, 0), (1, 3), (2, 6), (4, 9)):
        own = own_sentences(EXAMPLES[number])
        wanted = [only_sentence(EXAMPLES[number], own, place) for place in range(len(own))]
        assert_same(made.alone, list(range(first, first + len(own))), wanted)
    assert made.alone.answered.tolist()[9:] == [True, False, True, True]


def test_the_sentences_that_answer_come_first() -> None:
    """Where only some are taken, those that answer are among them."""
    for seed in range(5):
        two = packed(EXAMPLES[:2], Random(seed), most_alone=2)
        assert two.alone.sentences[:, 0].tolist() == [0, 0, 1, 1]
        assert two.alone.answered.sum() == 1
    assert not len(packed(EXAMPLES, Random(1), alone=0.0).alone)


def test_what_is_long_is_cut() -> None:
    """A passage or a sentence ends where the longest input does, and an answer behind that is none."""
    both = packed([LONG, EXAMPLES[0], LONG_SENTENCE], Random(1), most_alone=999)
    assert both.passages.lengths.tolist()[::2] == [LONGEST, LONGEST]
    assert both.passages.answered.tolist() == [False, True, False]
    assert_same(both.passages, [0, 1, 2], [LONG, EXAMPLES[0], LONG_SENTENCE])
    own = own_sentences(LONG_SENTENCE)
    wanted = [only_sentence(LONG_SENTENCE, own, place) for place in range(2)]
    assert_same(both.alone, [len(both.alone) - 2, len(both.alone) - 1], wanted)
    asked = packed([example("0.1.2.3.4." * 40)], Random(1)).passages
    assert asked.places[0, 1] == 96
    assert asked.lengths.max() < LONGEST


def test_what_cannot_be_packed_is_said(tmp_path: Path) -> None:
    """No examples, one that is not read from its beginning on, and a file of something else."""
    with pytest.raises(ModelError, match="no examples to pack"):
        packed([], Random(1))
    with pytest.raises(ModelError, match="Example 1 is read from character 4 on"):
        packed([replace(EXAMPLES[0], start=4)], Random(1))
    (tmp_path / "text.npz").write_text("something")
    (tmp_path / "empty.npz").write_text("")
    np.savez(tmp_path / "other.npz", other=np.zeros(2))
    for name in ("text.npz", "empty.npz", "other.npz"):
        with pytest.raises(ModelError, match=rf"{name} is not what `packed` writes"):
            saved(tmp_path / name)


def test_saved_arrays_come_back(made: Packed, tmp_path: Path) -> None:
    """What was saved is what is read."""
    made.save(tmp_path / "made.npz")
    back = saved(tmp_path / "made.npz")
    for one, other in ((made.passages, back.passages), (made.alone, back.alone)):
        for field in ("pieces", "places", "unread", "answers", "sentences"):
            np.testing.assert_array_equal(getattr(one, field), getattr(other, field))
