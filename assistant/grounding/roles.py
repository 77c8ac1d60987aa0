"""Who did it to whom, and who holds which office."""

import re
from collections.abc import Sequence, Set
from itertools import pairwise

from assistant.grounding.names import Name, names_of
from assistant.reading.countries import same_country
from assistant.reading.words import words_of

_PASSIVE = re.compile(
    r"\b(?:was|were|been|being|is|are|be)\b.*?\bby (?!\d|the end|early|late|(?:January|February|March|"
    r"April|May|June|July|August|September|October|November|December)\b)"
)
_DID = re.compile(r"\w+(?:ed|es|ates)|led|met|gave|sent|took|held|made|told|saw|supports?|helps?|follows|leads|uses?")
# Done by both at once, so that the names may stand in either order.
_MUTUAL = frozenset("meet met sign agre consult talk discuss work cooper issu exchang share".split())
_DEED = re.compile(r"[a-z]{3,}ed|led|met|gave|sent|took|held|made|told|saw")
_DID_IT_TOO = re.compile(r"(?:\band|\bwhile|;|\d,)\s+(?:the\s+)?$")
_LISTS = frozenset("and or of the for by with".split())
# Which of two is the member of the other is plain from what they are.
_BELONGING = frozenset("partner member part alli particip".split())
_OFFICE = re.compile(
    r"\b(?:(?:Prime|Foreign|Defence|Defense|Interior|Finance|Secretary|Lieutenant|Major|Vice|Deputy)[- ])?"
    r"(?:General|Minister|President|Secretary|Ambassador|Chancellor|Director|Chairman|King|Queen|Lord)\b"
)


_OWNED = re.compile(r"['’]s?\s+((?:[a-z][\w-]*\s+)??[a-z][\w-]*)")
_SAID = re.compile(r"\s+(?:said|says|stated|told|announced|declared|claimed|argued|added|noted)\b")


def roles_differ(claim: str, source: str) -> str:
    """Return what a text turns round: two names, the office or the belongings of one; empty where it does not."""
    return (
        "who did it to whom"
        if _swapped(claim, source) or _doer_moved(claim, source)
        else _office_moved(claim, source) or _owner_moved(claim, source)
    )


def _doer_moved(claim: str, source: str) -> bool:
    """Return whether the source says of another name, and not of this one, that it did what a text says it did."""
    ours, theirs = names_of(claim), names_of(source)
    for name in ours:
        stems = {word.stem for word in name.words}
        done = _deed_after(claim, name)
        doers = [other for other in theirs if done and _deed_after(source, other) == done]
        here = [other for other in theirs if _is_one(stems, other)]
        if doers and here and not any(_in_one_list(source, one, doer) for one in here for doer in doers):
            return True
    return False


def _deed_after(text: str, name: Name) -> str:
    following = re.match(r"\s+([a-z]+)", text[name.end :])
    return words_of(following[1])[0].stem if following and _DEED.fullmatch(following[1]) else ""


def _in_one_list(text: str, one: Name, doer: Name) -> bool:
    """Return whether two names are one, or both did it: "X and Y joined", "Y joined in May and X in June"."""
    if one == doer:
        return True
    if doer.end < one.start:
        return bool(_DID_IT_TOO.search(text[: one.start]))
    between = text[one.end : doer.start]
    return one.end <= doer.start and not any(
        word.text.islower() and word.text not in _LISTS for word in words_of(between)
    )


def speaker_of(text: str) -> Name | None:
    """Return the name of whom a text says that he said something; None where it names nobody."""
    return next((name for name in names_of(text) if _SAID.match(text, name.end)), None)


def _owner_moved(claim: str, source: str) -> str:
    """Return the thing that a text gives to one name and the source to another one: "the AU's office"."""
    theirs = names_of(source)
    for name in names_of(claim):
        owned = _OWNED.match(claim, name.end)
        if not owned:
            continue
        things = [word.stem for word in words_of(owned[1]) if word.is_content]
        stems = {word.stem for word in name.words}
        owners = [other for other in theirs if _first_after(source, other) in things]
        if owners and not any(_is_one(stems, other) for other in owners) and _names_apart(source, theirs, stems):
            return owned[1]
    return ""


def _first_after(text: str, name: Name) -> str:
    """Return the stem of the first plain word after a name, with nothing but a possessive between."""
    following = re.match(r"(?:['’]s?)?\s+([a-z][\w-]*)", text[name.end :])
    return words_of(following[1])[0].stem if following and words_of(following[1]) else ""


def _is_one(stems: Set[str], name: Name) -> bool:
    return any(same_country(word.stem, stem) or word.stem == stem for word in name.words for stem in stems)


def _names_apart(source: str, theirs: Sequence[Name], stems: Set[str]) -> bool:
    """Return whether a source speaks of the owner too, as somebody else, or not at all; "its" leaves it open."""
    return any(_is_one(stems, name) for name in theirs) or not re.search(r"\b(?:its|his|her|their)\b", source)


def _swapped(claim: str, source: str) -> bool:
    """Return whether two names change places around what the first did to the second."""
    ours, theirs = names_of(claim), names_of(source)
    turned = bool(_PASSIVE.search(claim)) != bool(_PASSIVE.search(source))
    for first, second in pairwise(ours):
        done = _done_between(claim, first, second)
        pairs = [(one, other) for one in _same(first, theirs) for other in _same(second, theirs) if one != other]
        same, swapped = set[str](), set[str]()
        for one, other in pairs:
            found = done & _stems_between(source, *sorted((one, other), key=lambda name: name.start))
            (same if one.start < other.start else swapped).update(found)
        if (same if turned else swapped) - (swapped if turned else same):
            return True
    return False


def _same(name: Name, among: Sequence[Name]) -> list[Name]:
    """Return the names that are a name; those that share a word with it where none is."""
    stems = {word.stem for word in name.words}
    same = [other for other in among if stems == {word.stem for word in other.words}]
    return same or [other for other in among if stems & {word.stem for word in other.words}]


def _done_between(text: str, first: Name, second: Name) -> set[str]:
    between = words_of(text[first.end : second.start])
    done = {word.stem for word in between if _DID.fullmatch(word.text)} - _MUTUAL
    plain = {word.text.lower() for word in between}
    if plain & {"is", "was", "are", "were"} and "of" in plain:
        # "The NACC was the forerunner of the EAPC."
        done |= {word.stem for word in between if word.is_content}
        if done & _BELONGING:
            return set()
    return done | ({"than", "after", "befor"} & {word.stem for word in between})


def _stems_between(text: str, first: Name, second: Name) -> frozenset[str]:
    return frozenset(word.stem for word in words_of(text[first.end : second.start]))


def _office_moved(claim: str, source: str) -> str:
    """Return the office that a text gives to somebody whom the other gives another one."""
    holders: dict[str, frozenset[str]] = {}
    for name in names_of(source):
        text = source[name.start : name.end]
        found = _OFFICE.match(text)
        if found and len(text) > found.end() + 1:
            holders[found.group().lower()] = frozenset(word.stem for word in words_of(text[found.end() :]))
    ours = frozenset(word.stem for word in words_of(claim))
    for office, holder in holders.items():
        others = [other for other_office, other in holders.items() if other_office != office]
        if office in claim.lower() and not holder & ours and any(other & ours for other in others):
            return office
    return ""
