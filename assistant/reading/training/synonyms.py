"""Other words for the same, from WordNet's files (format: wndb(5WN))."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

_KINDS = {"1": "noun", "2": "verb", "3": "adj", "5": "adj"}
_FILES = ("noun", "verb", "adj")
# Of the times that a word was counted in WordNet's texts: as this kind of word, and in its first sense of that kind.
_MOSTLY_ONE_KIND, _MOSTLY_ONE_SENSE = 0.7, 0.5
_HYPERNYM = "@"
_KEPT = frozenset(
    "who whom whose what which when where why how many much long far old often year years day date time name city "
    "country place person people kind type number percentage is are was were be been do does did has have had one "
    "being going under according may thing things".split()
)
# Share of the words with others for the same that are exchanged.
_EXCHANGED = 0.6
_ASKING = (
    (r"When (was|were|did) ", ("In what year {0} ", "In which year {0} ", "At what time {0} ", "Since when {0} ")),
    (r"What year (was|were|did) ", ("When {0} ", "In which year {0} ")),
    (r"In (?:what|which) year (was|were|did) ", ("When {0} ",)),
    (r"Where (was|were|did|is|are|do|does) ", ("In which place {0} ", "In what location {0} ", "At what place {0} ")),
    (
        r"Why (was|were|did|is|are|do|does) ",
        ("For what reason {0} ", "For what purpose {0} ", "What is the reason why {0} "),
    ),
    (r"Who (was|is|were|are) ", ("Which person {0} ", "What person {0} ", "What is the name of who {0} ")),
    (r"How (many|much) ", ("What number of ", "Tell me how {0} ")),
    (r"What (was|is|were|are) ", ("Which {0} ", "Tell me what {0} ", "Do you know what {0} ")),
    (r"What ([a-z]+) ", ("Which {0} ",)),
    (r"Which ([a-z]+) ", ("What {0} ",)),
)


class Synonyms:
    """The words that stand for a word's usual sense, and those for the next wider sense."""

    def __init__(self, folder: Path) -> None:
        """Read index, data and counts of a WordNet folder."""
        counts = _counts(folder / "cntlist.rev")
        self._others: dict[str, Sequence[str]] = {}
        for kind in _FILES:
            text = (folder / f"data.{kind}").read_bytes()
            for word, first in _index(folder / f"index.{kind}"):
                if _is_usual(counts, word, kind):
                    self._others[word] = _others(text, word, first)

    def of(self, word: str) -> Sequence[str]:
        """Return the other words for a word in its base form; none for most."""
        return self._others.get(word, ())

    def reworded(self, question: str, random: Random) -> str:
        """Return a question asked in other words: its plain words exchanged, and its asking word now and then."""
        words = [self._exchanged(word, random) for word in question.split()]
        asked = " ".join(words)
        return _asked_with_others(asked, random) if random.random() < 0.5 else asked

    def _exchanged(self, word: str, random: Random) -> str:
        bare = re.fullmatch(r"([a-z]{3,})([?.,]*)", word)
        if bare is None or bare[1] in _KEPT or random.random() > _EXCHANGED:
            return word
        for base, ending in _bases(bare[1]):
            if others := self.of(base):
                return _with_ending(random.choice(others), ending) + bare[2]
        return word


def _asked_with_others(question: str, random: Random) -> str:
    for pattern, others in _ASKING:
        if match := re.match(pattern, question):
            return random.choice(others).format(*match.groups()) + question[match.end() :]
    return question


def _bases(word: str) -> Iterator[tuple[str, str]]:
    yield word, ""
    if word.endswith("ies"):
        yield word[:-3] + "y", "s"
    elif word.endswith("s") and not word.endswith("ss"):
        yield word[:-1], "s"
    elif word.endswith("ed"):
        yield word[:-1], "ed"
        yield word[:-2], "ed"
    elif word.endswith("ing"):
        yield word[:-3] + "e", "ing"
        yield word[:-3], "ing"


def _with_ending(word: str, ending: str) -> str:
    if ending == "s":
        return (
            word[:-1] + "ies"
            if re.search(r"[^aeiou]y$", word)
            else word + ("es" if re.search(r"(s|x|ch|sh)$", word) else "s")
        )
    if ending == "ed":
        return word + "d" if word.endswith("e") else re.sub(r"([^aeiou])y$", r"\1i", word) + "ed"
    if ending == "ing":
        return (word[:-1] if re.search(r"[^e]e$", word) else word) + "ing"
    return word


def _counts(file: Path) -> Mapping[str, Mapping[str, Mapping[int, int]]]:
    """Return how often each word was counted, by its kind and by the number of the sense."""
    counts: dict[str, dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for line in file.read_text("ascii", "replace").splitlines():
        key, sense, count = line.split()
        word, _, rest = key.partition("%")
        if kind := _KINDS.get(rest[0]):
            counts[word][kind][int(sense)] += int(count)
    return counts


def _is_usual(counts: Mapping[str, Mapping[str, Mapping[int, int]]], word: str, kind: str) -> bool:
    """Whether a word is nearly always of this kind and in its first sense."""
    if word not in counts:
        return False
    own = counts[word].get(kind, {})
    whole, every = sum(own.values()), sum(sum(each.values()) for each in counts[word].values())
    return whole >= 3 and whole >= _MOSTLY_ONE_KIND * every and own.get(1, 0) >= _MOSTLY_ONE_SENSE * whole


def _index(file: Path) -> Iterator[tuple[str, int]]:
    for line in file.read_text("ascii", "replace").splitlines():
        parts = line.split()
        if line.startswith(" ") or "_" in parts[0] or not parts[0].isalpha():
            continue
        yield parts[0], int(parts[6 + int(parts[3])])


def _others(text: bytes, word: str, offset: int) -> Sequence[str]:
    words, wider = _synset(text, offset)
    found = [other for other in words if other != word]
    if wider:
        found += [other for other in _synset(text, wider)[0] if other != word]
    return tuple(dict.fromkeys(other for other in found if other.isalpha() and other.islower() and len(other) > 2))


def _synset(text: bytes, offset: int) -> tuple[list[str], int | None]:
    parts = text[offset : text.index(b"\n", offset)].split(b"|")[0].decode("ascii", "replace").split()
    size = int(parts[3], 16)
    words = [re.sub(r"\(\w+\)$", "", part) for part in parts[4 : 4 + 2 * size : 2]]
    pointers = parts[5 + 2 * size :]
    wider = (int(pointers[at + 1]) for at in range(0, len(pointers) - 3, 4) if pointers[at] == _HYPERNYM)
    return words, next(wider, None)
