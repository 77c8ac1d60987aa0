"""Names in a text, and whether a passage has them: in full, as initials or as the adjective of a country."""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from assistant.grounding.dates import dates_of
from assistant.reading.countries import same_country
from assistant.reading.words import Word, stem_of, words_of
from store import calendar

_SMALL = frozenset("of for the and in on to a an de la du des von van".split())
_JOINING = _SMALL - {"the", "and", "in", "on", "to", "a", "an"}
# Words that open a sentence with a capital and are no names; longer ones are known by their endings.
_OPENERS = frozenset(
    """after almost along altogether among another back based because before beside besides between both despite during
    earlier early eight eleven even everybody everyone except few fifteen finally five formerly forty four
    further had half inside instead later less like long more moreover most near nearly nine nobody none not
    nothing once only opposite originally outside over overall past people prior recent roughly seven several
    similarly since six some somebody someone soon speaker speaking still ten thanks then third thirteen thirty
    thus today together toward twelve twenty twice two under unlike until upon whereas within without work
    yet""".split()
)
_COMMON_ENDING = re.compile(
    r"(?:ing|ly|ions?|ments?|ships?|ity|ities|ances?|ences?|ness|ism|ers|ors|ants|ed|als|[^aeious]s)$"
)


@dataclass(frozen=True, slots=True)
class Name:
    """Neighbouring capitalised words; `words` are those of them that count, in order."""

    words: tuple[Word, ...]

    @property
    def start(self) -> int:
        """Where its first word begins."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Where its last word ends."""
        return self.words[-1].end


def names_of(text: str, common: Set[str] = frozenset()) -> list[Name]:
    """Return the names of a text in order.

    Args:
        text: a sentence.
        common: words known to be written with a small letter elsewhere; they are no names where they open the sentence.
    """
    taken = [(date.start, date.end) for date in dates_of(text)]
    found: list[list[Word]] = []
    last: Word | None = None
    for index, word in enumerate(words_of(text)):
        if not _is_name(word, index == 0 or _opens(text, word), common) or any(s <= word.start < e for s, e in taken):
            continue
        if last and found and _joined(text[last.end : word.start]):
            found[-1].append(word)
        else:
            found.append([word])
        last = word
    return [Name(tuple(words)) for words in found]


def _is_name(word: Word, opens: bool, common: Set[str]) -> bool:
    lower = word.text.lower()
    if not any(letter.isupper() for letter in word.text) or lower in calendar.NAMES or lower in _SMALL:
        return False
    if not opens:
        return word.is_content or (word.text.isupper() and len(word.text) > 1)
    if word.text[1:].lower() != word.text[1:]:
        return True
    if lower in ("italy", "sicily"):
        return True
    return word.is_content and not (lower in common or lower in _OPENERS or _COMMON_ENDING.search(lower))


def _opens(text: str, word: Word) -> bool:
    return bool(re.search(r"(?:^|[.!?:]\s|[“\"‘(]\s?)[“\"‘(]?$", text[: word.start]))


def _joined(between: str) -> bool:
    """Return whether what stands between two capitalised words leaves them one name: "for", "of the", a hyphen."""
    parts = between.replace("-", " ").lower().split()
    joins = not parts or (parts[0] in _JOINING and all(part in _SMALL for part in parts))
    return joins and not set(between) & set(',;:()“”"')


def name_stems(names: Iterable[Name]) -> frozenset[str]:
    """Return the stems of the names' words."""
    return frozenset(word.stem for name in names for word in name.words)


def missing_names(names: Sequence[Name], text: str, stems: Set[str]) -> list[str]:
    """Return the words of the names that a text, whose stems are given, does not have in any form."""
    initials = initials_in(text)
    absent = []
    for name in names:
        own = {initial for count in range(2, len(name.words) + 1) for initial in initials_in(_words_text(name, count))}
        as_initials = {stem_of(initial) for initial in own} & stems
        for word in name.words:
            if word.stem in stems or as_initials or word.text.lower().replace(".", "") in initials:
                continue
            if not any(same_country(word.stem, stem) for stem in stems):
                absent.append(word.text)
    return absent


def _words_text(name: Name, count: int) -> str:
    return " ".join(word.text for word in name.words[:count])


@lru_cache(maxsize=5_000)
def initials_in(text: str) -> frozenset[str]:
    """Return the initials, in small letters, of each run of two or more capitalised words: "eapc" and "pfp"."""
    found: set[str] = set()
    for match in re.finditer(r"[A-Z][\w’']*(?:(?:[\s-]+(?:of|for|the|and))*[\s-]+[A-Z][\w’']*)+", text):
        words = re.split(r"[\s-]+", match.group())
        for first in range(len(words) - 1):
            for last in range(first + 2, len(words) + 1):
                part = words[first:last]
                found.add("".join(word[0] for word in part).lower())
                found.add("".join(word[0] for word in part if word.lower() not in _SMALL).lower())
    return frozenset(initials for initials in found if len(initials) > 1)
