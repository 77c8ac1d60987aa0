"""The trained reader at run time, with a network of random weights."""

import hashlib
from pathlib import Path

import pytest
import torch

from assistant.reading.encoding import PairEncoder
from assistant.reading.network import WORDS, SpanNetwork, own_weights
from assistant.reading.trained import MOST_PASSAGES, TrainedReader
from assistant.reading.training.examples import Example
from assistant.reading.training.fit import Plan, Run, start_weights
from store.documents import Hit
from store.errors import ModelError

TEXT = "Preface. The partners met in Lisbon. Snow fell. They spoke of peace for two days."


@pytest.fixture(scope="session")
def random_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of weights that nobody trained."""
    from safetensors.torch import save_file

    torch.manual_seed(0)
    file = tmp_path_factory.mktemp("weights") / "reader.safetensors"
    save_file({name: value.half() for name, value in own_weights(SpanNetwork()).items()}, file)
    return file


@pytest.fixture(scope="session")
def reader(random_weights: Path) -> TrainedReader:
    """A reader of them."""
    return TrainedReader(random_weights, hashlib.sha256(random_weights.read_bytes()).hexdigest())


def hit(start: int, end: int, source: str = "lisbon.md") -> Hit:
    """A stretch of TEXT."""
    return Hit(source, "Lisbon", "", None, TEXT[start:end], start, end, 0.5)


def test_candidates_are_sentences_of_the_document(reader: TrainedReader) -> None:
    """Offsets count in the document, words lie inside their sentence, the best stands first."""
    reading = reader.read("Where did the partners meet?", [hit(9, len(TEXT))])
    texts = {candidate.text for candidate in reading.candidates}
    assert texts == {"The partners met in Lisbon.", "Snow fell.", "They spoke of peace for two days."}
    for candidate in reading.candidates:
        assert candidate.text == TEXT[candidate.start : candidate.end]
        assert all(candidate.start <= start < end <= candidate.end for start, end in candidate.words)
    scores = [candidate.score for candidate in reading.candidates]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= reading.confidence <= 1


def test_a_sentence_of_two_hits_is_given_once(reader: TrainedReader) -> None:
    """Passages that overlap give each sentence once, whichever reads it better."""
    reading = reader.read("Where?", [hit(0, 47), hit(9, len(TEXT))])
    starts = [candidate.start for candidate in reading.candidates]
    assert sorted(starts) == [0, 9, 37, 48]


def test_only_the_first_hits_are_read(reader: TrainedReader) -> None:
    """Hits beyond MOST_PASSAGES give no candidates."""
    hits = [hit(0, 8, f"{number}.md") for number in range(MOST_PASSAGES + 2)]
    assert len(reader.read("What?", hits).candidates) == MOST_PASSAGES


def test_nothing_found_reads_as_nothing(reader: TrainedReader) -> None:
    """Without hits there are no candidates and no confidence."""
    reading = reader.read("What?", [])
    assert (reading.candidates, reading.confidence) == ((), 0.0)


def test_several_read_as_each_alone_in_their_order(reader: TrainedReader) -> None:
    """They are read by length, some at once; padding changes no score by more than bfloat16 rounds."""
    hits = [hit(9, len(TEXT)), hit(0, 8), hit(0, 36), hit(37, 47), hit(9, 47)]
    together = reader.scores("Where did they meet?", hits)
    alone = [reader.scores("Where did they meet?", [one])[0] for one in hits]
    for one, other in zip(together, alone, strict=True):
        assert one.sentences == pytest.approx(other.sentences, abs=0.05)
        assert one.head_odds == pytest.approx(other.head_odds, abs=0.05)


def test_several_sentences_alone_read_as_each_by_itself(reader: TrainedReader) -> None:
    """More than are read at once, of unlike length, each from where it begins."""
    whole = hit(0, len(TEXT))
    numbered = [(whole, 3, 3), (whole, 0, 0), (whole, 1, 1), (whole, 2, 2), (whole, 0, 3)]
    together = reader.alone("Where did they meet?", numbered)
    alone = [reader.alone("Where did they meet?", [one])[0] for one in numbered]
    for one, other in zip(together, alone, strict=True):
        assert one.head_odds == pytest.approx(other.head_odds, abs=0.05)
        assert one.span_odds == pytest.approx(other.span_odds, abs=0.05)


def test_other_weights_are_refused(random_weights: Path) -> None:
    """A file with another sha256 than the expected one is an error that says both."""
    with pytest.raises(ModelError, match="sha256"):
        TrainedReader(random_weights, "0" * 64).read("What?", [hit(0, 8)])


@pytest.mark.slow
def test_fitting_learns_and_resumes(tmp_path: Path) -> None:
    """A few steps lower the loss of two examples, and a checkpoint goes on at its step with its weights."""
    start = TEXT.index("Lisbon")
    examples = [
        Example("1", "own", "a.md", "Where did the partners meet?", TEXT, ((start, start + 6),)),
        Example("2", "own", "a.md", "Where did the partners part?", TEXT),
    ]
    encoded = PairEncoder().encode([(example.question, example.passage) for example in examples])
    run = Run(Plan(steps=20, rate=5e-4, warm_up=1), None)
    losses = [sum(run.learn(examples, encoded)) for _ in range(12)]
    assert losses[-1] < losses[0]
    run.save(tmp_path / "latest.pt")
    resumed = Run(Plan(steps=20, rate=5e-4, warm_up=1), None)
    resumed.resume(tmp_path / "latest.pt")
    assert resumed.step == 12
    assert all(torch.equal(value, resumed.average[name]) for name, value in run.average.items())


def test_the_weights_that_ship_read() -> None:
    """They have the expected sha256, and put the sentence that answers first, its words marked."""
    shipped = TrainedReader().read("Where did the partners meet?", [hit(0, len(TEXT))])
    assert shipped.candidates[0].text == "The partners met in Lisbon."
    (words,) = shipped.candidates[0].words
    assert TEXT[slice(*words)] == "Lisbon"
    asked = "What is the price of bread in Norway?"
    assert TrainedReader().read(asked, [hit(0, len(TEXT))]).confidence < shipped.confidence


def test_fitting_goes_on_from_what_was_exported(random_weights: Path) -> None:
    """Every weight of the file is the start's, the encoder's too."""
    from safetensors.torch import load_file

    exported, start = load_file(random_weights), start_weights(random_weights)
    assert start.keys() - exported.keys() == {WORDS}
    assert all(torch.equal(start[name], value.float()) for name, value in exported.items())


def test_a_warm_start_has_names_of_its_own(random_weights: Path, tmp_path: Path) -> None:
    """Its keys enc.* and null.* are the network's encoder.* and answered.*, its pooler is left out."""
    from safetensors.torch import load_file, save_file

    exported = load_file(random_weights)
    other = {
        name.replace("encoder.", "enc.", 1).replace("answered.", "null."): value for name, value in exported.items()
    }
    save_file({**other, "enc.pooler.dense.bias": torch.zeros(2)}, tmp_path / "warm.safetensors")
    start = start_weights(tmp_path / "warm.safetensors")
    assert start.keys() - {WORDS} == exported.keys()
    assert all(torch.equal(start[name], value.float()) for name, value in exported.items())


def test_a_start_that_lacks_weights_is_refused(tmp_path: Path) -> None:
    """Rather than learning on from chance numbers."""
    from safetensors.torch import save_file

    save_file({"span.weight": torch.zeros(2, 384)}, tmp_path / "heads.safetensors")
    with pytest.raises(ModelError, match=r"lacks \d+ of"):
        start_weights(tmp_path / "heads.safetensors")
