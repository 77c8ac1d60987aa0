"""Questions with their measured sentences, as the weights are fitted to them; what is slow to make is kept on disk."""

import pickle
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.reading.features import MOST_HITS
from assistant.reading.measures import Measured, measured
from assistant.reading.network_measures import NetworkReading, PassageReader, network_reading, read_passages
from assistant.reading.questions import ABOUT_DOCUMENT, question_of
from assistant.reading.scores import context_of
from assistant.reading.sentences import sentences_of
from assistant.reading.spelling import as_meant
from assistant.reading.vectors import KeptVectors
from assistant.trial import Case, cases_of, folded, given_hit
from store import Store
from store.documents import Hit
from store.embedder import Embedder, Vectors
from store.errors import AssistantError
from store.precision import fastest_precision
from store.settings import Settings, child_environment

if TYPE_CHECKING:
    from assistant.reading.scores import PassageScores

_HERE = Path(__file__).parent
SEED = 20120704
FOLDS = 5
_STRANGERS = 100
_MOST_UNSAVED = 1_000
Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Set:
    """A set of questions to fit to."""

    name: str
    weight: float
    most: int
    every: int = 1
    """Of how many documents one is taken."""
    unread: frozenset[str] = frozenset()
    """Documents that the network did not learn from; empty where it learned from none."""
    only: frozenset[str] = frozenset()
    """Documents whose questions are asked; empty for all. The others are searched all the same."""
    given: bool = False
    """Whether the passage that belongs to a question is read, in place of those that are found."""

    @property
    def label(self) -> str:
        """What its figures are called."""
        return f"{self.name}, passage given" if self.given else self.name


# The questions of people about one short article are few, and closest to the use; the others are many.
_UNREAD = frozenset({"Huguenot.md", "Imperialism.md"})
# Of the articles of xquad_en that no reader learned from, these are fitted to; the other seven are reported on.
FITTED_OF_XQUAD = frozenset(
    "Genghis_Khan.md Kenya.md Martin_Luther.md Nikola_Tesla.md Teacher.md Victoria_and_Albert_Museum.md".split()
)
STARTER = "starter"
SETS = (
    Set("seed", 10.0, 1000),
    Set("squad2_fit", 1.0, 1400, unread=_UNREAD),
    Set("squad2_fit", 0.5, 1000, unread=_UNREAD, only=_UNREAD, given=True),
    Set("xquad_en", 1.0, 1000, only=FITTED_OF_XQUAD),
    Set("factbook_qa", 1.0, 250, every=8),
    Set(STARTER, 1.5, 1000),
)


@dataclass(frozen=True)
class Example:
    """One question with its measured sentences."""

    name: str
    group: int
    """Fold that it is left out with."""
    weight: float
    answerable: bool
    measured: Measured
    network: NetworkReading | None
    """None where the network learned from the document."""
    right: NDArray[np.bool_]
    """Which sentences answer, shape (sentences,)."""


class Kept(Generic[Key, Value]):
    """Values by key that outlive the process, in one file of this program's own."""

    def __init__(self, file: Path) -> None:
        """Read the file, where there is one."""
        self._file = file
        self._unsaved = 0
        self._values: dict[Key, Value] = pickle.loads(file.read_bytes()) if file.is_file() else {}

    def of(self, keys: Sequence[Key], make: Callable[[list[Key]], Sequence[Value]]) -> list[Value]:
        """Return the values of the keys; `make` gets the new ones, and returns theirs."""
        new = [key for key in dict.fromkeys(keys) if key not in self._values]
        if new:
            self._values.update(zip(new, make(new), strict=True))
            self._unsaved += len(new)
        if self._unsaved > _MOST_UNSAVED:
            self.save()
        return [self._values[key] for key in keys]

    def save(self) -> None:
        """Write the file."""
        part = self._file.with_suffix(".part")
        part.write_bytes(pickle.dumps(self._values))
        part.replace(self._file)
        self._unsaved = 0


class KeptEmbedder:
    """An embedder whose vectors outlive the process."""

    def __init__(self, embedder: Embedder, kept: Kept[str, Vectors]) -> None:
        """Ask the embedder only for what is not kept."""
        self._embedder = embedder
        self._kept = kept
        self.name = embedder.name
        self.dimension = embedder.dimension
        self.window = embedder.window
        self.count = embedder.count

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return float32 vectors of unit length, shape (len(texts), dimension)."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack(self._kept.of(texts, lambda new: list(self._embedder.embed(new))))


class KeptNetwork:
    """A network whose scores outlive the process."""

    def __init__(self, network: PassageReader, kept: "Kept[tuple[str, str], PassageScores]") -> None:
        """Ask the network only for what is not kept."""
        self._network = network
        self._kept = kept

    def scores(self, question: str, hits: Sequence[Hit]) -> "list[PassageScores]":
        """Return what is read in each hit, in order."""
        # What stands above a passage is read too.
        by_text = {context_of(hit.title, hit.heading) + hit.text: hit for hit in hits}

        def read(keys: Sequence[tuple[str, str]]) -> "list[PassageScores]":
            return self._network.scores(question, [by_text[text] for _, text in keys])

        return self._kept.of([(question, text) for text in by_text], read)

    def alone(self, question: str, sentences: Sequence[tuple[Hit, int, int]]) -> "list[PassageScores]":
        """Return what is read in sentences alone, in order; this is quick, and not kept."""
        return self._network.alone(question, sentences)


def examples_of(shared: Path, work: Path, network: PassageReader, version: str) -> Iterator[Example]:
    """Yield the examples of all sets.

    Args:
        shared: folder with `data/dev` and `seed`.
        work: folder for the stores and for what is kept, apart for each number type.
        network: reads the passages.
        version: of the network's weights; what another one read is not used.
    """
    chance = random.Random(SEED)
    strangers: list[str] = []
    for chosen in SETS:
        folder, path = places(shared, chosen.name, chosen.given)
        documents = sorted(folder.iterdir())[:: chosen.every]
        cases = [case for case in cases_of(path) if not case.history]
        cases = [case for case in cases if case.document in {"", *(file.name for file in documents)}]
        cases = [case for case in cases if not chosen.only or case.document in chosen.only]
        # Those of unread documents first: there are few.
        cases = sorted(chance.sample(cases, len(cases)), key=lambda case: case.document not in chosen.unread)
        cases = cases[: chosen.most]
        kept = work / chosen.name / str(fastest_precision()).removeprefix("torch.")
        store = kept_store(documents, kept / "store")
        read: Kept[tuple[str, str], PassageScores] = Kept(kept / f"network-{version}.pickle")
        vectors: Kept[str, Vectors] = Kept(kept / "vectors.pickle")
        measure = Measurer(store, KeptVectors(KeptEmbedder(store.embedder, vectors)), KeptNetwork(network, read))
        yield from measure.examples(chosen, cases)
        if not chosen.given:
            # What other documents answer, these do not.
            foreign = [Case(question, (), False, (), (), "", "off_topic") for question in strangers]
            yield from measure.examples(Set("strangers", 1.0, _STRANGERS), foreign)
            strangers = [case.question for case in cases[:_STRANGERS]]
        read.save()
        vectors.save()


def places(shared: Path, name: str, given: bool = False) -> tuple[Path, Path]:
    """Return the folder of documents and the question file of a set; that of `given` has every question's passage."""
    if name == STARTER:
        return _HERE.parents[1] / "documents", _HERE / "training/starter_questions.jsonl"
    if name == "seed":
        return shared / "seed", shared / "data/dev/seed_questions.jsonl"
    folder = shared / "data/dev" / name
    return folder / "corpus", shared / f"data/train/{name}.jsonl" if given else folder / "questions.jsonl"


def kept_store(documents: Sequence[Path], folder: Path) -> Store:
    """Return the store of a folder with these documents in it; what it holds already is not embedded again.

    Raises:
        AssistantError: if the ingest failed.
    """
    command = [sys.executable, "-m", "ingest", *map(str, documents)]
    done = subprocess.run(command, env=child_environment(folder), capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssistantError(f"The ingest failed: {done.stderr.strip() or done.stdout.strip()}")
    return Store.open(Settings(store=folder))


@dataclass(frozen=True)
class Measurer:
    """Measures the questions of one store."""

    store: Store
    vectors: KeptVectors
    network: PassageReader

    def examples(self, chosen: Set, cases: Sequence[Case]) -> Iterator[Example]:
        """Yield the examples of questions; those that no measure decides are left out."""
        articles: dict[str, int] = {}
        for place, case in enumerate(cases):
            hits = [given_hit(case)] if chosen.given else self.store.search(case.question, limit=MOST_HITS)
            every = sentences_of(hits)
            question = question_of(as_meant(case.question, every))
            sentences = [sentence for sentence in every if not sentence.is_heading]
            if question.asked in ABOUT_DOCUMENT or question.is_command or not sentences:
                continue
            found = measured(question, sentences, self.vectors)
            learned = bool(chosen.unread) and case.document not in chosen.unread
            network = (
                None if learned else network_reading(found, hits, read_passages(question.text, hits, self.network))
            )
            # Articles, not questions, are left out together where there is more than one.
            article = case.document or sentences[0].hit.source
            group = place if chosen.name == "seed" else articles.setdefault(article, len(articles))
            right = np.array([_is_right(case, sentence.hit.text, sentence.text) for sentence in sentences])
            yield Example(chosen.label, group % FOLDS, chosen.weight, case.answerable, found, network, right)


def _is_right(case: Case, passage: str, sentence: str) -> bool:
    if not case.answerable or not case.answered_by(sentence):
        return False
    return bool(case.supports) or folded(passage) in case.passage or folded(sentence) in case.passage
