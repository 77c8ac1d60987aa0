"""Dates as people write them, in ISO form, and the lines of a document that say when it is from."""

import re
from datetime import date, datetime, time
from typing import NamedTuple

from store.calendar import MONTHS, month_number

_MONTH = "(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\\.?"
_TIME = "(?:[,T ]\\s?(?:at )?(?P<hour>[01]?\\d|2[0-3])[:.](?P<minute>[0-5]\\d)(?!\\d))?"
_WRITTEN = tuple(
    re.compile(pattern + _TIME, re.IGNORECASE)
    for pattern in (
        r"\b(?P<year>\d{4})-(?P<number>\d{1,2})-(?P<day>\d{1,2})",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?{_MONTH},?[ -](?P<year>\d{{4}})\b",
        rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})\b",
        r"\b(?P<day>\d{1,2})\.\s?(?P<number>\d{1,2})\.\s?(?P<year>\d{4})\b",
    )
)
_UPDATED = re.compile(r"\b(?:updated|modified|revised|last (?:change|changed|reviewed|edited))\b", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.0+)?)?)?")
_LABEL = re.compile(
    r"\b(?:published|posted|issued|released|dated?|created|on|at|by|the)\b|[a-z]{3,6}day\b", re.IGNORECASE
)
_HEAD_LINES = 15
_LONGEST_LINE = 120
_MOST_OTHER_WORDS = 4


class Dates(NamedTuple):
    """When a document is from, and when it says it was last changed; each ISO, or empty."""

    date: str = ""
    updated: str = ""


def iso_date(text: str) -> str:
    """Return the first date of a text as "2012-07-04", or "2012-07-05T15:01" with its time; empty where none is."""
    match = _find(text)
    return _iso(match) if match else ""


def dates_in(text: str) -> Dates:
    """Return the dates that stand on lines of their own at the beginning of a document, or at its end."""
    lines = [line for line in text.split("\n") if line.strip()]
    published = updated = ""
    for place, line in enumerate(lines):
        if _HEAD_LINES <= place < len(lines) - 3 or len(line) > _LONGEST_LINE:
            continue
        if not updated and _UPDATED.search(line):
            updated = iso_date(line)
        elif not published and place < _HEAD_LINES and _is_date_line(line):
            published = iso_date(line)
    return Dates(published, updated)


def iso_of(value: object) -> str:
    """Return a value of YAML or of a page's metadata as an ISO date; empty where it is none."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")[:16]
    if isinstance(value, date):
        return value.isoformat()
    text = str(value or "").strip()
    return text if re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", text) else iso_date(text)


def spoken(moment: date) -> str:
    """Return a date as people write and ask for it, "4 July 2012", with its time where it has one: "..., 15:01"."""
    day = f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"
    timed = isinstance(moment, datetime) and moment.time() != time()
    return f"{day}, {moment:%H:%M}" if timed else day


def spoken_month(moment: date) -> str:
    """Return "July 2012"."""
    return f"{MONTHS[moment.month - 1]} {moment.year}"


def spoken_if_iso(text: str) -> str:
    """Return a text that is an ISO date and nothing else as people write it; any other as it is."""
    if not _ISO.fullmatch(text):
        return text
    try:
        return spoken(datetime.fromisoformat(text))
    except ValueError:
        return text


def _is_date_line(line: str) -> bool:
    match = _find(line)
    if match is None:
        return False
    rest = _LABEL.sub(" ", line[: match.start()] + " " + line[match.end() :])
    return len(re.findall(r"\w+", rest)) <= _MOST_OTHER_WORDS


def _find(text: str) -> re.Match[str] | None:
    found = (match for pattern in _WRITTEN if (match := pattern.search(text)) and _iso(match))
    return min(found, key=lambda match: match.start(), default=None)


def _iso(match: re.Match[str]) -> str:
    parts = match.groupdict()
    month = int(parts["number"]) if parts.get("number") else month_number(parts["month"])
    try:
        day = date(int(parts["year"]), month, int(parts["day"])).isoformat()
    except ValueError:
        return ""
    return f"{day}T{int(parts['hour']):02d}:{parts['minute']}" if parts["hour"] else day
