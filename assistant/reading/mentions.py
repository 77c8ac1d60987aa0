"""Names, dates, numbers and amounts that a text mentions."""

import re
from dataclasses import dataclass
from enum import Enum

from assistant.reading.words import words_of
from store import calendar

_MONTH = rf"(?:{calendar.WRITTEN_MONTH})\b\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[0-9]\d\d|20\d\d)"
_FULL_DATE = re.compile(
    rf"\b{_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR}(?:,?\s+\d\d?:\d\d)?)?"
    rf"|\b{_MONTH}\s+{_DAY}\b(?!\s*,?\d)(?:,?\s+{_YEAR})?|\b{_YEAR}-\d\d-\d\d"
)
_DATE = re.compile(
    rf"\b{_MONTH}\s+{_YEAR}|\b{_YEAR}s?\b(?:\s*[-–]\s*(?:{_YEAR}|\d\d)\b)?|\b\d{{1,2}}(?:st|nd|rd|th)(?:\s+(?:and|to)\s+\d{{1,2}}(?:st|nd|rd|th))?\s+"
    r"centur(?:y|ies)\b|\b\d{1,4}\s(?:AD|BC|BCE|CE)\b"
    rf"|\b(?:{'|'.join(month for month in calendar.MONTHS if month != 'May')})\b"
)
_MONEY = re.compile(
    r"(?:[$€£¥]|\b(?:US\$|USD|EUR|GBP|CHF)\s?)\s?\d[\d.,]*(?:\s?(?:thousand|million|billion|trillion|m|bn|k)\b)?"
    r"|\b\d[\d.,]*\s?(?:thousand|million|billion|trillion)?\s?(?:dollars|euros?|pounds|francs|EUR|USD|GBP)\b"
)
_NUMBER = re.compile(r"\b\d[\d.,]*\d\s?%?|\b\d\s?%?")
_NUMBER_WORD = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen|"
    r"half|third|quarter|one)\b(?:[-\s](?:one|two|three|four|five|six|seven|eight|nine|hundred|thousand|million|"
    r"billion|thirds|quarters)\b)*",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?<![\w’'])[^\W\d_a-z]\w*(?:[-’'](?!s\b)\w+)*(?:(?:\s(?:of|the|de|van|von|al|for|and)(?:\s(?:the|la))?)?"
    r"\s(?!I\b)[^\W\d_a-z]\w*(?:[-’'](?!s\b)\w+)*)*"
)


class MentionKind(Enum):
    """What is mentioned."""

    NAME = "name"
    DAY = "day"
    """A date with its day."""
    DATE = "date"
    """A month and year, a year, or a century."""
    MONEY = "money"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention, `text[start:end]`."""

    kind: MentionKind
    start: int
    end: int


def mentions_of(text: str) -> list[Mention]:
    """Return what a text mentions, in order; none of a kind overlaps, and a date's numbers are no numbers."""
    found: list[Mention] = []
    for kind, pattern in (
        (MentionKind.DAY, _FULL_DATE),
        (MentionKind.DATE, _DATE),
        (MentionKind.MONEY, _MONEY),
        (MentionKind.NUMBER, _NUMBER),
        (MentionKind.NUMBER, _NUMBER_WORD),
    ):
        taken = list(found)
        for match in pattern.finditer(text):
            start, end = match.start(), match.start() + len(match.group().rstrip(" ."))
            if not any(start < other.end and other.start < end for other in taken):
                found.append(Mention(kind, start, end))
    found += [mention for mention in _names(text) if not any(_inside(mention, other) for other in found)]
    return sorted(found, key=lambda mention: (mention.start, mention.end))


def _inside(mention: Mention, other: Mention) -> bool:
    return other.start <= mention.start and mention.end <= other.end


def _names(text: str) -> list[Mention]:
    found = []
    for match in _NAME.finditer(text):
        start, end = match.span()
        while start < end and (skip := _not_a_name(text, start, end)):
            start = skip
        if start < end:
            found.append(Mention(MentionKind.NAME, start, end))
    return found


def _not_a_name(text: str, start: int, end: int) -> int:
    """Return where to go on if the first word is capitalised for its place or is of the calendar; 0 otherwise."""
    words = words_of(text[start:end])
    if not words:
        return end
    first = words[0]
    opens = not re.search(r"[\w,;:)]\s*$|\b[\w]+\s[“\"‘(]$", text[:start])
    plain = not first.is_content or (opens and len(words) == 1 and not first.text[1:].isupper())
    if plain or first.text.lower() in calendar.NAMES:
        return start + (words[1].start if len(words) > 1 else end - start)
    return 0


def iso_date(text: str) -> str:
    """Return a full date as "2012-07-04" from "4 July 2012", "July 4, 2012" or "2012-07-04"; "" from anything else."""
    if match := re.search(rf"\b({_YEAR})-(\d\d)-(\d\d)\b", text):
        return match.group()
    year, month = re.search(rf"\b{_YEAR}\b", text), re.search(_MONTH, text)
    day = re.search(rf"(?<!\d){_DAY}(?![\d:])", text)
    if not (year and month and day):
        return ""
    return f"{year.group()}-{calendar.month_number(month.group()):02}-{int(re.sub(r'[^0-9]', '', day.group())):02}"
