"""Dates of a text, whole or in part, in one form."""

import re
from dataclasses import dataclass

from store import calendar

_MONTH = rf"(?P<month>{calendar.WRITTEN_MONTH})\b\.?"
_YEAR = r"(?P<year>1[0-9]\d\d|20\d\d)\b"
_DAY = r"\b(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b"
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"\b(?P<year>1[0-9]\d\d|20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b",
        rf"{_DAY}(?:\s+(?:and|to|or|until)\s+\d\d?(?:st|nd|rd|th)?|\s*[-–]\s*\d\d?)?(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?",
        rf"\b{_MONTH}\s+{_DAY}(?!\s*[:.,]\d|\s*%)(?:,?\s+{_YEAR})?",
        rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}",
        rf"(?<![\d.,-]){_YEAR}(?!s\b|[.,]\d)",
        r"(?<=\b(?:[IiOo][nf]|[Bb]y) )" + _MONTH,
    )
)
_SECOND_DAY = re.compile(r"(?:and|to|or|until|[-–])\s*(\d\d?)")


@dataclass(frozen=True, slots=True)
class Date:
    """A date; what the text leaves open is 0. `text[start:end]` names it."""

    year: int
    month: int
    day: int
    start: int
    end: int

    def within(self, other: "Date") -> bool:
        """Return whether the other date names all that this one names, and names it the same."""
        return self.year in (0, other.year) and (self.month in (0, other.month)) and (self.day in (0, other.day))


def dates_of(text: str) -> list[Date]:
    """Return the dates of a text in order; "20 and 21 May 2012" are two."""
    found: list[Date] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if not any(match.start() < date.end and date.start < match.end() for date in found):
                found += _read(match)
    return sorted(found, key=lambda date: (date.start, date.day))


def _read(match: re.Match[str]) -> list[Date]:
    parts = match.groupdict()
    month = parts.get("month") or ""
    number = int(month) if month.isdigit() else calendar.month_number(month) if month else 0
    days = [int(parts.get("day") or 0)]
    if days[0] and not month.isdigit() and (second := _SECOND_DAY.search(match.group())):
        days.append(int(second.group(1)))
    return [Date(int(parts.get("year") or 0), number, day, match.start(), match.end()) for day in days]
