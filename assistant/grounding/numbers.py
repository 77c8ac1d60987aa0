"""Numbers of a text, in digits or in words, with what they count and how exactly."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.grounding.dates import Date
from assistant.reading.words import stem_of, words_of

_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth".split(),
        1,
    )
} | {"twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50}
_WORD = "|".join([*_UNITS, *_TENS])
_SCALE = "hundred|thousand|million|billion|trillion|dozen"
_NUMBER = re.compile(
    rf"(?<![\w.])(?P<digits>\d+(?:,\d{{3}})*(?:\.\d+)?)(?P<ordinal>st|nd|rd|th)?(?:\s(?P<scale>{_SCALE})s?\b)?"
    rf"|\b(?P<tens>(?:{'|'.join(_TENS)})-)?(?P<nth>{'|'.join(_ORDINALS)})\b"
    rf"|\b(?P<words>(?:{_WORD}|{_SCALE})(?:[-\s](?:and\s)?(?:{_WORD}|{_SCALE}))*)\b",
    re.IGNORECASE,
)
_BOUNDS = (
    (
        ">",
        re.compile(r"(?:more than|over|above|at least|exceed\w*|upwards of|no fewer than|beyond)\s*$", re.IGNORECASE),
    ),
    (
        "<",
        re.compile(
            r"(?:less than|fewer than|under|below|at most|up to|no more than|just under|nearly|almost)\s*$",
            re.IGNORECASE,
        ),
    ),
    ("~", re.compile(r"(?:about|around|roughly|some|approximately|circa|close to)\s*$", re.IGNORECASE)),
)
_BOUND_AFTER = re.compile(r"\s*or (?:(?P<more>more)|(?P<less>less|fewer))\b", re.IGNORECASE)
_COUNTED = re.compile(r"(?:\s+of (?:them|these|those|whom|which)(?=\s))?(?P<counted>(?:[\s-]+[^\W\d_][\w’'-]*){1,3})")
_ENDS_COUNTED = frozenset(
    "in on at of from to by with for and or but that which who were was is are had has have took met as between "
    "joined after before".split()
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number; `text[start:end]` names it."""

    value: str
    """In digits, without separators; an ordinal ends in "th"."""
    bound: str
    """">" more than, "<" less than, "~" about, "" exactly."""
    counted: frozenset[str]
    """Stems of the words that say what is counted; empty where the text leaves it out."""
    start: int
    end: int


def numbers_of(text: str, dates: Sequence[Date]) -> list[Number]:
    """Return the numbers of a text that are no part of its dates, in order."""
    found = []
    for match in _NUMBER.finditer(text):
        if any(match.start() < date.end and date.start < match.end() for date in dates):
            continue
        value = _value(match)
        if value in ("", "1"):
            # "One" is more often an article or a pronoun than a number.
            continue
        found.append(
            _decades(Number(value, _bound(text, match), _counted(text, match.end()), match.start(), match.end()))
        )
    return found


def _value(match: re.Match[str]) -> str:
    if digits := match["digits"]:
        value = float(digits.replace(",", "")) * _SCALES.get((match["scale"] or "").lower(), 1)
        return f"{value:g}" + ("th" if match["ordinal"] else "") if value < 10**6 else f"{value:.0f}"
    if match["words"]:
        return _spelled(match["words"])
    tens = _TENS.get((match["tens"] or "").rstrip("-").lower(), 0)
    return f"{tens + _ORDINALS[match['nth'].lower()]}th"


def _spelled(words: str) -> str:
    total, current = 0, 0
    for word in re.split(r"[-\s]+", words.lower()):
        if word in _SCALES and _SCALES[word] >= 1_000:
            total, current = total + max(current, 1) * _SCALES[word], 0
        elif word in _SCALES:
            current = max(current, 1) * _SCALES[word]
        else:
            current += _UNITS.get(word, _TENS.get(word, 0))
    return str(total + current)


def _bound(text: str, match: re.Match[str]) -> str:
    after = _BOUND_AFTER.match(text, match.end())
    if after:
        return ">" if after["more"] else "<"
    before = text[max(0, match.start() - 25) : match.start()]
    return next((bound for bound, pattern in _BOUNDS if pattern.search(before)), "")


def _counted(text: str, end: int) -> frozenset[str]:
    match = _COUNTED.match(text, end)
    stems = []
    for word in words_of(match["counted"]) if match else ():
        # "For the first time" counts nothing.
        if word.text.lower() in _ENDS_COUNTED or word.text.lower() in ("time", "times"):
            break
        stems.append(stem_of(word.text))
    return frozenset(stems)


def _decades(number: Number) -> Number:
    """Return twenty years for two decades."""
    if "decad" not in number.counted or number.value.endswith("th"):
        return number
    return Number(f"{10 * float(number.value):g}", number.bound, frozenset({"year"}), number.start, number.end)
