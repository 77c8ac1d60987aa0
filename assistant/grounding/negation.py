"""What a text says no to."""

import re

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
    shared = any(say_the_same(stem, other) for stem in ours for other in theirs)
    if shared:
        return ""
    if ours and not any(opposed(stem, said_there) for stem in ours):
        return min(ours)
    denied = sorted(stem for stem in ours if stem in said_there and stem not in theirs)
    affirmed = sorted(stem for stem in theirs if stem in said_here and stem not in ours | said_there)
    return next(iter([*denied, *affirmed]), "")


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


def _negated_and_said(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the stems of the first words after each negation, within its clause, and those of all other words."""
    kept = re.sub(r"\bno longer\b", "not longer", _NO_NEGATION.sub(_blank, text), flags=re.IGNORECASE)
    words = [word for word in words_of(kept) if not word.is_number and says_something(word)]
    negated: set[Word] = set()
    for negator in filter(_is_negator, words_of(kept)):
        end = _CLAUSE_END.search(kept, negator.end)
        reach = end.start() if end else len(kept)
        # What is done is denied, not to whom.
        plain = [word for word in words if negator.end <= word.start < reach and not word.text[0].isupper()]
        negated.update(plain[:_NEGATED_WORDS])
    said = frozenset(word.stem for word in words_of(kept) if word not in negated and not _is_negator(word))
    return frozenset(word.stem for word in negated), said


def _is_negator(word: Word) -> bool:
    return word.text.lower().replace("’", "'").removesuffix("'t") in _NEGATORS


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
