"""Learning from a teacher, on a few examples."""

from math import log
from pathlib import Path
from random import Random
from typing import cast

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from assistant.reading.encoding import PairEncoder
from assistant.reading.network import SpanNetwork
from assistant.reading.training.batches import Loaded, batches, by_length, read
from assistant.reading.training.distil import Phase, learn, loaded, pupil, save
from assistant.reading.training.examples import Example, only_sentence, own_sentences
from assistant.reading.training.judgement import Judgement, judge
from assistant.reading.training.losses import alone_loss, losses
from assistant.reading.training.packed import packed
from assistant.reading.training.teaching import loss_of_labels, loss_of_teacher
from store.errors import ModelError

TEXT = "The Council met in Lisbon in 2010. Spain proposed the new concept there. Nobody objected to the plan."
CPU = torch.device("cpu")
SPAIN = (TEXT.index("Spain"), TEXT.index("Spain") + 5)


class Telling(nn.Module):
    """A network that has one number for each word piece, as a first, as a last one, and as the whole's odds."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, 3)
        nn.init.zeros_(self.words.weight)

    def forward(self, pieces: Tensor, kinds: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return the scores of the tokens and of "answered here"."""
        found = self.words(pieces)
        return found[..., :2], (found[..., 2] * mask * kinds).sum(1)


ASKED = [
    Example("1", "made", "council.md", "Who proposed the concept?", TEXT, (SPAIN,)),
    Example("2", "made", "council.md", "Who proposed the plan?", TEXT[:34] + TEXT[72:]),
]


def both_loaded() -> tuple[Loaded, Loaded]:
    """One question that is answered and one that is not, as passages and as sentences."""
    both = packed(ASKED, Random(1))
    return Loaded(both.passages, CPU), Loaded(both.alone, CPU)


def test_the_labels_loss_is_that_of_even_chances() -> None:
    """A network that knows nothing: every token equally likely, "answered" a coin, one of the sentences or none."""
    passages, alone = both_loaded()
    network = Telling()
    batch = passages.batch(np.array([0, 1]))
    tokens = batch.possible.sum(1).tolist()
    words = (log(tokens[0]) + log(tokens[1])) / 2
    scores, odds = read(network, batch)
    assert loss_of_labels(scores, odds, batch, alone=False).item() == pytest.approx(words + log(2), abs=1e-4)
    batch = alone.batch(np.arange(5))
    scores, odds = read(network, batch)
    words = float(np.mean([log(count) for count in batch.possible.sum(1).tolist()]))
    ranking = (log(4) + log(3)) / 2
    found = loss_of_labels(scores, odds, batch, alone=True).item()
    assert found == pytest.approx(words + log(2) + ranking, abs=1e-4)


def test_the_labels_loss_is_that_of_learning_without_a_teacher() -> None:
    """Of passages and of sentences alone, with what chance makes of a network."""
    torch.manual_seed(0)
    network = Telling()
    nn.init.normal_(network.words.weight)
    passages, alone = both_loaded()
    encoder = PairEncoder()
    groups = [
        [only_sentence(one, own_sentences(one), place) for place in range(len(own_sentences(one)))] for one in ASKED
    ]
    batch = alone.batch(np.arange(5))
    wanted = alone_loss(cast(SpanNetwork, network), encoder, groups).item()
    assert loss_of_labels(*read(network, batch), batch, alone=True).item() == pytest.approx(wanted, abs=0.02)
    found = losses(
        cast(SpanNetwork, network),
        encoder,
        ASKED,
        encoder.encode([(one.question, one.passage) for one in ASKED]),
        0,
        Random(1),
    )
    batch = passages.batch(np.array([0, 1]))
    wanted = (found.words + found.answered).item()
    assert loss_of_labels(*read(network, batch), batch, alone=False).item() == pytest.approx(wanted, abs=0.02)


def test_which_sentence_answers_is_learned_from_the_teacher_too() -> None:
    """The loss of sentences alone has that of their ranks beside that of each by itself."""
    _, alone = both_loaded()
    teacher = Telling()
    nn.init.normal_(teacher.words.weight)
    alone.say(teacher, 200)
    batch = alone.batch(np.arange(5))
    scores, odds = read(Telling(), batch)
    said = cast(Tensor, batch.said_answered).tolist()
    ranks = [torch.tensor([*said[:3], 0.0]).softmax(0), torch.tensor([*said[3:], 0.0]).softmax(0)]
    divergence = float(np.mean([(rank * (rank * len(rank)).log()).sum() for rank in ranks]))
    apart = loss_of_teacher(scores, odds, batch, alone=True) - loss_of_teacher(scores, odds, batch, alone=False)
    assert apart.item() == pytest.approx(divergence, abs=1e-4)


def test_the_rate_rises_and_falls() -> None:
    """In so many steps to the full rate; from a share of the stretch on, in a straight line to nothing."""
    phase = Phase("made", 0.4, 100, passages=1.0, decay_from=0.5, warm_up=4)
    rates = [phase.rate_at(step, share) for step, share in ((0, 0.0), (3, 0.1), (9, 0.5), (9, 0.75), (9, 1.0))]
    assert rates == pytest.approx([0.1, 0.4, 0.4, 0.2, 0.0])


def test_what_is_saved_is_what_training_starts_from(tmp_path: Path) -> None:
    """All of the network's own weights, in float16; the word embeddings stay the base model's."""
    network = pupil(None, CPU)
    assert not network.encoder.embeddings.word_embeddings.weight.requires_grad
    save(network, tmp_path / "one.safetensors")
    for name, value in pupil(tmp_path / "one.safetensors", CPU).state_dict().items():
        torch.testing.assert_close(value, network.state_dict()[name], atol=1e-3, rtol=1e-3)


def test_a_network_that_says_what_the_teacher_said_has_nothing_to_learn() -> None:
    """Its loss has no slope there, whatever the teacher said."""
    passages, alone = both_loaded()
    teacher = Telling()
    nn.init.normal_(teacher.words.weight)
    for inputs, is_alone in ((passages, False), (alone, True)):
        inputs.say(teacher, 200)
        batch = inputs.batch(np.arange(len(inputs.inputs)))
        scores, odds = read(teacher, batch)
        loss_of_teacher(scores, odds, batch, is_alone).backward()
        assert cast(Tensor, teacher.words.weight.grad).abs().max() < 0.02
        teacher.zero_grad()
        nothing = Telling()
        scores, odds = read(nothing, batch)
        loss_of_teacher(scores, odds, batch, is_alone).backward()
        assert cast(Tensor, nothing.words.weight.grad).abs().max() > 0.05


def test_without_a_teacher_there_is_nothing_to_follow() -> None:
    """It is an error, not a loss of nothing."""
    passages, _ = both_loaded()
    batch = passages.batch(np.array([0]))
    with pytest.raises(ValueError, match="no teacher"):
        loss_of_teacher(*read(Telling(), batch), batch, alone=False)


def test_learning_tells_the_answered_question_from_the_other() -> None:
    """From labels, then another network from what the first one says of the same."""
    both = both_loaded()
    phase = Phase("teacher", 0.3, 300, passages=0.5, warm_up=1)
    teacher = Telling()
    assert judge(teacher, both) == Judgement((0.0, 0.0, 0.0), (0.5, 0.5, 0.5))
    learn(teacher, phase, lambda step: step / 30, both)
    assert judge(teacher, both) == Judgement((1.0, 1.0, 1.0), (1.0, 1.0, 1.0))
    for inputs in both:
        inputs.say(teacher, 200)
    pupil = Telling()
    learn(pupil, Phase("pupil", 0.3, 300, passages=0.5, warm_up=1, labels=0.0), lambda step: step / 30, both, both)
    assert judge(pupil, both) == Judgement((1.0, 1.0, 1.0), (1.0, 1.0, 1.0))
    assert str(judge(pupil, both)) == "sentence 1.000, alone 1.000, both 1.000; AUROC 1.000, alone 1.000, both 1.000"


def test_batches_keep_what_belongs_together() -> None:
    """Every unit once before any twice, whole, within the tokens; a unit that is too large stands by itself."""
    lengths = np.array([5, 9, 30, 7, 7, 50, 6, 8], dtype=np.int32)
    units = [[0, 1], [2], [3, 4], [5], [6, 7]]
    drawn = batches(np.array([0, 2, 3, 5, 6, 8]), lengths, 40, Random(1))
    seen: list[int] = []
    while len(seen) < len(lengths):
        rows = next(drawn).tolist()
        assert rows == [5] or len(rows) * max(lengths[rows]) <= 40
        for unit in units:
            assert len(set(unit) & set(rows)) in (0, len(unit))
        seen += rows
    assert sorted(seen) == list(range(8))


def test_all_inputs_are_read_once_with_few_tokens_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short ones first, never more tokens than were given where one input has not more by itself."""
    monkeypatch.setattr("assistant.reading.training.batches._AHEAD", 3)
    lengths = np.array([5, 90, 30, 7, 7, 50, 6, 8, 9, 9], dtype=np.int32)
    read_at_once = [rows.tolist() for rows in by_length(lengths, 60)]
    assert sorted(row for rows in read_at_once for row in rows) == list(range(10))
    assert all(len(rows) == 1 or len(rows) * lengths[rows].max() <= 60 for rows in read_at_once)
    assert max(map(len, read_at_once)) == 3


def test_a_file_without_sentences_alone_is_named(tmp_path: Path) -> None:
    """Before a teacher is fitted, not after."""
    packed(ASKED, Random(1), alone=0.0).save(tmp_path / "passages.npz")
    with pytest.raises(ModelError, match=r"passages\.npz holds no sentences to read alone"):
        loaded(tmp_path / "passages.npz", CPU)
    packed(ASKED, Random(1)).save(tmp_path / "both.npz")
    assert [len(one.inputs) for one in loaded(tmp_path / "both.npz", CPU)] == [2, 5]
