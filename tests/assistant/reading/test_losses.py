"""What the network learns from, with a network whose odds are known."""

from math import log
from random import Random
from typing import cast

import pytest
import torch
from torch import Tensor

from assistant.reading.encoding import PairEncoder
from assistant.reading.network import SpanNetwork
from assistant.reading.training.examples import Example, entitled, only_sentence, own_sentences
from assistant.reading.training.losses import Losses, alone_loss, losses, ranking_loss, to_read_alone

PASSAGE = (
    "The Council met in Lisbon in 2010. Spain proposed the new concept there. "
    "Portugal had led the first talks in 1999. Nobody objected to the plan."
)


def example(answer: str, passage: str = PASSAGE) -> Example:
    """A question on a passage, its answer's words given; without an answer where they are empty."""
    start = passage.index(answer)
    spans = ((start, start + len(answer)),) if answer else ()
    return Example("1", "own", "council.md", "Who proposed the concept?", passage, spans)


def telling(pieces: Tensor, kinds: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    """Say the more surely that a passage answers the longer it is, and nothing of its words."""
    return torch.zeros((*pieces.shape, 2)), (mask * (1 + kinds)).sum(1) / 10


def learned(*examples: Example, longest: int = 320) -> Losses:
    """Return the losses of examples, all of them asked alone."""
    encoder = PairEncoder(longest)
    encoded = encoder.encode([(one.question, one.passage) for one in examples])
    return losses(cast(SpanNetwork, telling), encoder, examples, encoded, len(examples), Random(0))


@pytest.mark.parametrize(
    ("odds", "right", "expected"),
    [
        ([0.0, 0.0, 0.0], [True, False, False], log(4)),
        ([0.0, 0.0, 0.0], [True, True, False], log(2)),
        ([0.0, 0.0, 0.0], [False, False, False], log(4)),
        ([log(5), log(2)], [True, False], log(8 / 5)),
    ],
)
def test_the_right_sentences_are_to_have_the_greatest_share(
    odds: list[float], right: list[bool], expected: float
) -> None:
    """Of the sentences and "none of these", which is right where no sentence is."""
    assert ranking_loss(torch.tensor(odds), torch.tensor(right)).item() == pytest.approx(expected)


@pytest.mark.parametrize("parts", [2, 3, 9])
def test_reading_in_parts_changes_nothing(parts: int) -> None:
    """Whatever the sentences' lengths: each has its own odds, and stays in its own question's group."""
    groups = [
        [only_sentence(one, own_sentences(one), place) for place in places]
        for one, places in ((example("Spain"), [1, 2, 0]), (example(""), [0, 3]), (example("1999"), [2, 0, 1, 3]))
    ]
    network, encoder = cast(SpanNetwork, telling), PairEncoder()
    whole = alone_loss(network, encoder, groups, parts=1).item()
    # The words' loss depends on the padding of this network's even scores by nothing: impossible tokens do not count.
    assert alone_loss(network, encoder, groups, parts).item() == pytest.approx(whole, rel=1e-5)
    others = [groups[0][::-1], *groups[1:]]
    assert alone_loss(network, encoder, others, parts).item() == pytest.approx(whole, rel=1e-5)
    swapped = [[groups[0][0], groups[2][0]], [groups[0][1], groups[2][1]]]
    assert alone_loss(network, encoder, swapped, parts).item() != pytest.approx(whole, rel=1e-2)


def test_passages_of_one_sentence_are_not_read_once_more() -> None:
    """Nothing would be new, with a title above them or without."""
    one = example("Spain", "Spain proposed the new concept.")
    assert learned(one).alone.item() == 0
    assert learned(entitled(one)).alone.item() == 0
    assert learned(one).total.item() > 0
    assert learned(example("Spain")).alone.item() > 0


def test_a_title_is_no_sentence_to_read_alone() -> None:
    """When it is used, titles only stand above what is read; one that answers is read all the same."""
    asked = entitled(example("Spain"))
    assert asked.passage.startswith("council\n\n")
    own = [asked.passage[start:end] for start, end in own_sentences(asked)]
    assert own == [
        "The Council met in Lisbon in 2010.",
        "Spain proposed the new concept there.",
        "Portugal had led the first talks in 1999.",
        "Nobody objected to the plan.",
    ]
    titled = example("Spain", "Spain, 2010\n\nIt proposed the new concept. Nobody objected.")
    assert len(own_sentences(titled)) == 3


def test_an_answer_that_is_cut_off_is_none() -> None:
    """Neither its words nor "answered here" are asked of a passage whose end is not read."""
    cut, none = (learned(example(answer), longest=16) for answer in ("1999", ""))
    assert cut.words.item() == pytest.approx(none.words.item())
    assert cut.answered.item() == pytest.approx(none.answered.item())
    whole = learned(example("1999"))
    assert whole.answered.item() != pytest.approx(learned(example("")).answered.item())


def test_an_answer_over_two_sentences_answers_in_both() -> None:
    """Each has its own part of the words."""
    asked = example("2010. Spain")
    sentences = own_sentences(asked)
    made = [only_sentence(asked, sentences, place) for place in range(3)]
    assert [[one.passage[start:end] for start, end in one.spans] for one in made] == [["2010."], ["Spain"], []]


@pytest.mark.parametrize(
    ("answer", "scores", "expected"),
    [
        ("Spain", [3.0, -1.0, 1.0, 2.0], [1, 0, 3]),
        ("", [3.0, -1.0, 1.0, 2.0], [0, 3, 2]),
        ("2010. Spain proposed the new concept there. Portugal", [-3.0, -1.0, 1.0, 2.0], [0, 1, 3]),
    ],
)
def test_what_answers_is_read_alone_with_what_the_network_likes_best(
    answer: str, scores: list[float], expected: list[int]
) -> None:
    """At most two that answer come first, whatever their scores, then those with the highest scores that do not."""
    asked = example(answer)
    assert to_read_alone(asked, own_sentences(asked), scores, most=3) == expected
