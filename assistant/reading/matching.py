"""Which words of a question a text has, each weighted by how rare it is where the answer is looked for."""

import math
from collections import Counter
from collections.abc import Sequence, Set
from functools import lru_cache
from itertools import pairwise

from assistant.reading.countries import same_country
from assistant.reading.questions import Question
from assistant.reading.sentences import Sentence
from assistant.reading.words import words_of

_NAME_WEIGHT = 1.5
_CLOSE = 4


class Matching:
    """The words of one question against the sentences of its hits."""

    def __init__(self, question: Question, sentences: Sequence[Sentence]) -> None:
        """Weigh the question's words by their rarity in the sentences."""
        counts = Counter(stem for sentence in sentences for stem in sentence.stems)
        contexts = {stem for sentence in sentences for stem in context_stems(sentence)}
        known = counts.keys() | contexts
        # Asked for "the Austrians", passages that say "Austria" are not without the name.
        meant = {stem: _as_known(stem, known) for stem in question.names if stem not in known}
        self.order = [meant.get(word.stem, word.stem) for word in question.words]
        names = {meant.get(stem, stem) for stem in question.names}
        self.names = names | {stem for stem in self.order if _is_written_as_name(stem, sentences)}
        self.numbers = question.numbers
        self.focus = frozenset(meant.get(stem, stem) for stem in question.focus)
        self.known = known
        rarity = {stem: math.log((len(sentences) + 1) / (counts[stem] + 0.5)) + 0.3 for stem in self.order}
        self.weights = {stem: weight * (_NAME_WEIGHT if stem in self.names else 1.0) for stem, weight in rarity.items()}

    @property
    def is_foreign(self) -> bool:
        """Whether none of the question's words occurs in the sentences, nor above them."""
        return bool(self.weights) and self.weights.keys().isdisjoint(self.known)

    def coverage(self, stems: Set[str]) -> float:
        """Return the share of the question's weight that these stems cover, between 0 and 1."""
        total = sum(self.weights.values())
        return sum(weight for stem, weight in self.weights.items() if stem in stems) / total if total else 0.0

    def missing(self, wanted: Set[str], stems: Set[str]) -> float:
        """Return the share of the wanted stems that are not among these; 0 where none is wanted."""
        return len(wanted - stems) / len(wanted) if wanted else 0.0

    def closeness(self, sentence: Sentence) -> float:
        """Return the share of the question's neighbouring words that stand near each other in the sentence too."""
        pairs = list(pairwise(self.order))
        if not pairs:
            return 0.0
        places: dict[str, list[int]] = {}
        for place, word in enumerate(sentence.words):
            places.setdefault(word.stem, []).append(place)
        near = sum(
            any(abs(one - other) <= _CLOSE for one in places.get(first, ()) for other in places.get(second, ()))
            for first, second in pairs
        )
        return near / len(pairs)

    def echo(self, *sentences: Sentence) -> float:
        """Return the share of the sentences' own content words that the question has already."""
        content = {word.stem for sentence in sentences for word in sentence.words if word.is_content}
        return len(content & self.weights.keys()) / len(content) if content else 0.0


def context_stems(sentence: Sentence) -> frozenset[str]:
    """Return the stems of the title and the headings above a sentence."""
    return _stems(f"{sentence.hit.title} {sentence.hit.heading}")


@lru_cache(maxsize=1_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in words_of(text))


def _as_known(stem: str, known: Set[str]) -> str:
    """Return the stem of the same country that the passages have, the first by the alphabet; else the stem itself."""
    return min((other for other in known if same_country(stem, other)), default=stem)


def _is_written_as_name(stem: str, sentences: Sequence[Sentence]) -> bool:
    written = [
        word.text[0].isupper()
        for sentence in sentences
        if stem in sentence.stems
        for word in sentence.words[1:]
        if word.stem == stem
    ]
    return bool(written) and all(written)
