"""Whether dates and numbers of a statement stand in a source, as exactly, and with the same words beside them."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.grounding.dates import Date, dates_of
from assistant.grounding.meaning import opposed, say_the_same
from assistant.grounding.names import initials_in, name_stems
from assistant.grounding.numbers import Number
from assistant.grounding.statement import Source, Statement
from assistant.reading.words import stem_of, words_of

_RELATIONS = (
    ("by", re.compile(r"\bby(?: (?:early|late|mid|the end of|the start of))?(?: the)?\s*$", re.IGNORECASE)),
    ("before", re.compile(r"\b(?:before|prior to|ahead of)\s*$", re.IGNORECASE)),
    ("after", re.compile(r"\b(?:after|following)\s*$", re.IGNORECASE)),
    ("until", re.compile(r"\b(?:until|till|through|up to)(?: (?:early|late|the end of))?\s*$", re.IGNORECASE)),
    ("since", re.compile(r"\b(?:since|from)\s*$", re.IGNORECASE)),
)
_LOOSE = frozenset({frozenset({"since", ""}), frozenset({"until", ""})})
_PART = re.compile(
    r"\b(early|late|mid|beginning|start|end|spring|summer|autumn|winter|first|last)\b(?:[\w\s]{0,12})$", re.IGNORECASE
)
_PARTS = {"beginning": "early", "start": "early", "first": "early", "last": "late", "end": "late"}
_DISPUTE = re.compile(r"\b(?:disagree\w*|differ|differs)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[^,;:]+")
_GOES_ON = re.compile(r",?\s+(?:(?:and|but|then)\s+)?(?:[a-z]+ed|met|led|took|left|came|went|held|became)\b")
_COUPLED = re.compile(r"(?:\s+(?!and\b|but\b|while\b|to\b)[^\W\d_][\w-]*){1,4}\s+")
Value = Date | Number


def date_missing(statement: Statement, source: Source) -> str:
    """Return the first date that the source does not have or relates otherwise ("by" for "in"); empty where none."""
    theirs = source.statement.dates
    for date in statement.dates:
        same = [other for other in theirs if date.within(other) or _of_the_year(date, other, source)]
        if same and not any(_related(statement.text, date, source.statement.text, other) for other in same):
            return f"otherwise than the passage: {statement.text[date.start : date.end]}"
        if not same and not _elsewhere(date, source):
            return statement.text[date.start : date.end]
    return ""


def _of_the_year(date: Date, other: Date, source: Source) -> bool:
    """Return whether the passage leaves out the year, and it is the one that the document is dated to."""
    years = [around.year for around in dates_of(source.around) if around.year] or [int(source.hit.date[:4] or 0)]
    return (
        not other.year and other.month > 0 and date.year in years and Date(0, date.month, date.day, 0, 0).within(other)
    )


def _elsewhere(date: Date, source: Source) -> bool:
    """Return whether a year stands as a number, or only in the title or headings, as in "Resolution 1386"."""
    if date.month:
        return False
    if any(number.value == str(date.year) for number in source.statement.numbers):
        return True
    return not source.statement.dates and any(date.within(other) for other in dates_of(source.around))


def _related(text: str, date: Date, other_text: str, other: Date) -> bool:
    ours, theirs = _relation(text, date), _relation(other_text, other)
    part = _part(text, date)
    if part and part != _part(other_text, other):
        return False
    return ours == theirs or frozenset({ours, theirs}) in _LOOSE


def _relation(text: str, date: Date) -> str:
    before = text[max(0, date.start - 20) : date.start]
    return next((name for name, pattern in _RELATIONS if pattern.search(before)), "")


def _part(text: str, date: Date) -> str:
    match = _PART.search(text[max(0, date.start - 20) : date.start])
    return _PARTS.get(match[1].lower(), match[1].lower()) if match else ""


def number_missing(statement: Statement, source: Source) -> str:
    """Return the first number that the source does not have, has less exactly, or has of something else."""
    dates = {str(date.year) for date in source.statement.dates}
    for number in statement.numbers:
        if number.value in dates and not number.counted:
            continue
        same = [other for other in source.statement.numbers if other.value == number.value]
        if not any(_as_exact(number, other) and _counts_the_same(number, other, source) for other in same):
            return statement.text[number.start : number.end]
    return ""


def _as_exact(ours: Number, theirs: Number) -> bool:
    return ours.bound == theirs.bound or (ours.bound == "~" and theirs.bound == "")


def _counts_the_same(ours: Number, theirs: Number, source: Source) -> bool:
    if not ours.counted or (ours.value.endswith("th") and not theirs.counted):
        return True
    counted = theirs.counted or _counted_before(theirs, source.statement.numbers)
    others = frozenset().union(*(other.counted for other in source.statement.numbers if other.value != theirs.value))
    if (ours.counted - counted) & (others - counted):
        return False
    if any(opposed(stem, counted - ours.counted) for stem in ours.counted):
        return False
    if any(say_the_same(one, other) for one in ours.counted for other in counted):
        return True
    # "21 selected partners" and "21 chosen ones": nothing else of that number may be counted otherwise.
    return bool(ours.counted & source.statement.stems) and not theirs.counted


def _counted_before(number: Number, numbers: Sequence[Number]) -> frozenset[str]:
    earlier = [other.counted for other in numbers if other.start < number.start and other.counted]
    return earlier[-1] if earlier else frozenset()


def pairing_differs(statement: Statement, source: Source) -> str:
    """Return the value that the source gives for another name or thing of an enumeration; empty where none.

    "Moldova joined on 16 March and Georgia on 23 March" does not support "Georgia joined on 16 March".
    """
    theirs = source.statement
    if crossed := _crossed(statement, theirs) or _coupled_otherwise(statement, theirs) or _disputed(statement, theirs):
        return crossed
    kinds: tuple[tuple[Sequence[Value], Sequence[Value]], ...] = (
        (statement.dates, theirs.dates),
        (statement.numbers, theirs.numbers),
    )
    for ours_values, their_values in kinds:
        places = _distinct(their_values)
        if len(places) < 2:
            continue
        for index, value in enumerate(ours_values):
            if _paired_otherwise(statement, ours_values[:index], value, theirs, places):
                return statement.text[value.start : value.end]
    return ""


def _distinct(values: Sequence[Value]) -> list[Value]:
    kept: list[Value] = []
    for value in values:
        if not kept or value.start != kept[-1].start:
            kept.append(value)
    return kept


def _paired_otherwise(
    ours: Statement, earlier: Sequence[Value], value: Value, theirs: Statement, places: list[Value]
) -> bool:
    matching = [index for index, place in enumerate(places) if _equal(value, place)]
    if len(matching) != 1:
        return False
    index = matching[0]
    said = _between(ours, earlier[-1].end if earlier else 0, value.start)
    whole = _between(ours, 0, len(ours.text))
    fresh = [_segment(theirs, places, place) for place in range(len(places))]
    carried = _carried(theirs, places, index)
    known = ours.stems | {stem_of(initials) for initials in initials_in(ours.text)}
    for kind in range(3):
        names = said[kind] or (whole[kind] if kind == 0 else frozenset())
        here = fresh[index][kind]
        elsewhere = frozenset().union(*(part[kind] for place, part in enumerate(fresh) if place != index))
        others = elsewhere - here - (carried if kind == 0 else frozenset())
        if not here or not names & others:
            continue
        if not ((here - elsewhere) or here) & (known | whole[1]) or (
            kind == 0 and index == 0 and not names & (here - _said_for_all(fresh))
        ):
            return True
    if fresh[index][0] & ours.stems or (fresh[index][2] and fresh[index][2] <= said[2]):
        return False
    return _directly_before(ours, value, theirs, places)


def _segment(statement: Statement, places: Sequence[Value], index: int) -> tuple[frozenset[str], ...]:
    """Return what stands between one value and the one before it, less what that one counts."""
    before = places[index - 1] if index else None
    counted = before.counted if isinstance(before, Number) else frozenset()
    parts = _between(statement, before.end if before else 0, places[index].start)
    return tuple(part - counted for part in parts)


def _carried(theirs: Statement, places: Sequence[Value], index: int) -> frozenset[str]:
    """Return the stems of the subject that a part leaves out: "X joined in May and returned in June"."""
    goes_on = index and _GOES_ON.match(theirs.text, places[index - 1].end)
    return name_stems(theirs.names[:1]) if goes_on else frozenset()


def _said_for_all(fresh: Sequence[tuple[frozenset[str], ...]]) -> frozenset[str]:
    """Return the names after the first one in the first part: the later parts leave them out because it has them."""
    return fresh[0][0] if len(fresh[0][0]) > len(fresh[1][0]) > 0 else frozenset()


def _crossed(ours: Statement, theirs: Statement) -> str:
    """Return the number that belongs to another date, where dates and numbers take turns: "21 in 2024, 24 in 2018"."""
    dates, numbers = _distinct(theirs.dates), _distinct(theirs.numbers)
    if len(dates) < 2 or len(dates) != len(numbers):
        return ""
    turns = sorted([*((date.start, "d") for date in dates), *((number.start, "n") for number in numbers)])
    if any(one[1] == other[1] for one, other in pairwise(turns)):
        return ""
    for number in ours.numbers:
        of_number = {place for place, other in enumerate(numbers) if _equal(number, other)}
        near = min(ours.dates, key=lambda date: abs(date.start - number.start), default=None)
        of_date = {place for place, other in enumerate(dates) if near and _equal(near, other)}
        if of_number and of_date and not of_number & of_date:
            return ours.text[number.start : number.end]
    return ""


def _coupled_otherwise(ours: Statement, theirs: Statement) -> str:
    """Return the number that the source couples with another one: "19 centres in 14 countries, 15 centres in 13"."""
    coupled = dict(_couples(theirs))
    for first, second in _couples(ours):
        if first in coupled and second in {*coupled.values()} - {coupled[first]}:
            return second
    return ""


def _disputed(ours: Statement, theirs: Statement) -> str:
    """Return the value that somebody else gives, where a source tells who says what: "one page says 5, another 7"."""
    if not _DISPUTE.search(theirs.text):
        return ""
    said = {word.stem for word in ours.words if word.is_content and not word.is_number}
    clauses = [(match.start(), match.end()) for match in _CLAUSE.finditer(theirs.text)]
    for our_values, their_values in ((ours.dates, theirs.dates), (ours.numbers, theirs.numbers)):
        told = [(start, end) for start, end in clauses if any(start <= value.start < end for value in their_values)]
        shared = {span: len(said & {word.stem for word in words_of(theirs.text[slice(*span)])}) for span in told}
        for value in our_values:
            own = [
                shared[start, end] for start, end in told
                if any(start <= place.start < end and _equal(value, place) for place in their_values)
            ]  # fmt: skip
            if own and max(own) < max(shared.values()):
                return ours.text[value.start : value.end]
    return ""


def _couples(statement: Statement) -> list[tuple[str, str]]:
    """Return the values of neighbouring numbers that only a few small words and what is counted stand between."""
    return [
        (one.value, other.value)
        for one, other in pairwise(statement.numbers)
        if _COUPLED.fullmatch(statement.text[one.end : other.start])
    ]


def _directly_before(ours: Statement, value: Value, theirs: Statement, places: Sequence[Value]) -> bool:
    """Return whether the last word before a value stands directly before another value in the source."""
    before = [word for word in ours.words if word.is_content and word.end <= value.start]
    if not before:
        return False
    for place in places:
        last = [word for word in theirs.words if word.is_content and word.end <= place.start]
        if last and last[-1].stem == before[-1].stem and not _equal(value, place):
            elsewhere = any(
                word.stem == before[-1].stem for other in places if _equal(value, other)
                for word in [word for word in theirs.words if word.is_content and word.end <= other.start][-1:]
            )  # fmt: skip
            if not elsewhere and sum(word.stem == before[-1].stem for word in theirs.words) == 1:
                return True
    return False


def _equal(value: Value, place: Value) -> bool:
    if isinstance(value, Date) and isinstance(place, Date):
        return value.within(place)
    return isinstance(value, Number) and isinstance(place, Number) and value.value == place.value


def _between(statement: Statement, start: int, end: int) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the stems of the names, the other numbers, and the plain words that stand between two offsets."""
    names = name_stems(name for name in statement.names if start <= name.start < end)
    numbers = frozenset(number.value for number in statement.numbers if start <= number.start < end)
    plain = frozenset(word.stem for word in statement.plain_words if start <= word.start < end)
    return names, numbers, plain
