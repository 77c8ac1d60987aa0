"""What a text says no to."""

import re
from collections.abc import Sequence, Set
from itertools import pairwise

from assistant.grounding.meaning import opposed, say_the_same
from assistant.grounding.statement import says_something
from assistant.reading.words import Word, words_of

_NEGATORS = frozenset(
    """not no never none neither nor without cannot isn wasn weren aren didn doesn don hasn haven hadn won wouldn couldn
    fail failed fails refuse refused refuses lack lacked lacks declined declines stopped ceased barely hardly""".split()
)
# "No longer" is a negation; these only look like one.
_NO_NEGATION = re.compile(r"\bnot only\b|\bno (?:later|fewer|more|less) than\b|\bno doubt\b", re.IGNORECASE)
_CLAUSE_END = re.compile(
    r"[,;:.](?=\s|$)|[()–—]|\b(?:and|but|although|though|while|which|who|that|because)\b", re.IGNORECASE
)
_NEGATED_WORDS = 2
_AGAINST = re.compile(r"\bagainst\b", re.IGNORECASE)
_OPPOSING = re.compile(
    r"\b(?:against|anti|counter\w*|combat\w*|fight\w*|fought|oppos\w*|protect\w*|defen[cds]\w*|guard\w*|prevent\w*|"
    r"stop\w*|resist\w*|reject\w*|threat\w*|not|no|never|without|aggress\w*|attack\w*|test\w*|evaluat\w*|measur\w*)\b",
    re.IGNORECASE,
)


def negation_differs(claim: str, source: str) -> str:
    """Return the stem that one text negates and the other affirms; empty where they agree."""
    if against := _turned_against(claim, source):
        return against
    (ours, said_here), (theirs, said_there) = _negated_and_said(claim), _negated_and_said(source)
    for stems in ours:
        if not _is_among(stems, theirs) and not any(opposed(stem, said_there) for stem in stems):
            return min(stems)
    denied = sorted(stem for stems in ours for stem in stems if stem in said_there and not _is_among({stem}, theirs))
    silent = frozenset().union(*ours) | said_there
    affirmed = sorted(
        stem
        for stems in theirs
        if not _is_among(stems, ours)
        for stem in stems
        if stem in said_here and stem not in silent
    )
    return next(iter([*denied, *affirmed]), "") if not any(_is_among(stems, theirs) for stems in ours) else ""


def _is_among(stems: Set[str], others: Sequence[Set[str]]) -> bool:
    """Return whether one of some stems is said in one of several sets of others."""
    return any(say_the_same(stem, other) for stem in stems for each in others for other in each)


def _turned_against(claim: str, source: str) -> str:
    """Return the stem that one text is against and the other one for."""
    (ours, opposes), (theirs, opposed_there) = _stands_against(claim), _stands_against(source)
    denied = sorted(theirs & {word.stem for word in words_of(claim)}) if not opposes else []
    claimed = sorted(ours & {word.stem for word in words_of(source)}) if not opposed_there else []
    return next(iter([*denied, *claimed]), "")


def _stands_against(text: str) -> tuple[frozenset[str], bool]:
    """Return the stem of the first word after each "against", and whether any word of the text is against something."""
    found = [
        next((word.stem for word in words_of(text[match.end() :]) if word.is_content), "")
        for match in _AGAINST.finditer(text)
    ]
    return frozenset(filter(None, found)), bool(_OPPOSING.search(text))


def turned_into_its_opposite(claim: str, source: str) -> str:
    """Return the word before which one text has the opposite of the other's: "less money" for "more money"."""
    ours, theirs = _pairs(claim), _pairs(source)
    theirs_before = {before for before, _ in theirs}
    said = {word.stem for word in words_of(source)}
    for before, word in ours - theirs:
        # "Both civilian and military" has no such word in another one's place.
        if before in said - theirs_before:
            continue
        if any(other == word and opposed(other_before, [before]) for other_before, other in theirs):
            return word
    return ""


def _pairs(text: str) -> frozenset[tuple[str, str]]:
    return frozenset((one.stem, other.stem) for one, other in pairwise(words_of(text)) if other.is_content)


def _negated_and_said(text: str) -> tuple[list[frozenset[str]], frozenset[str]]:
    """Return the stems of the first words after each negation, within its clause, and those of all other words."""
    kept = re.sub(r"\bno longer\b", "not longer", _NO_NEGATION.sub(_blank, text), flags=re.IGNORECASE)
    words = [word for word in words_of(kept) if not word.is_number and says_something(word)]
    negated: list[list[Word]] = []
    for negator in filter(_is_negator, words_of(kept)):
        end = _CLAUSE_END.search(kept, negator.end)
        reach = end.start() if end else len(kept)
        following = [word for word in words if negator.end <= word.start < reach]
        # What is done is denied, rather than to whom.
        plain = [word for word in following if not word.text[0].isupper()]
        negated.append((plain or following)[:_NEGATED_WORDS])
    denied = {word for each in negated for word in each}
    said = frozenset(word.stem for word in words_of(kept) if word not in denied and not _is_negator(word))
    return [frozenset(word.stem for word in each) for each in negated if each], said


def _is_negator(word: Word) -> bool:
    return word.text.lower().replace("’", "'").removesuffix("'t") in _NEGATORS


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
