"""Neighbouring sentences that belong together, so that none is quoted without what it needs."""

import re
from collections.abc import Sequence

from assistant.reading.sentences import Sentence

# At the head of a sentence these point to what the sentence before speaks of.
_POINTS_BACK = re.compile(
    r"[\W_]*(?:they|it|he|she|this|these|those|such|that|their|its|his|her|both|the (?:latter|former|same))\b",
    re.IGNORECASE,
)
_MOST_ITEMS = 6
_MOST_CHARACTERS = 900


def group_of(sentences: Sequence[Sentence], place: int) -> tuple[int, int]:
    """Return the first and the last place of the group round a sentence, both included.

    A lead-in with a colon takes its list items with it, an item its lead-in, and a sentence that begins with "They"
    or "This" the sentence before; a group stays within one passage.
    """
    first, last = list_round(sentences, place)
    if first == last == place and _points_back(sentences, place):
        first = place - 1
    if sentences[last].end - sentences[first].start > _MOST_CHARACTERS:
        return place, place
    return first, last


def list_round(sentences: Sequence[Sentence], place: int) -> tuple[int, int]:
    """Return the first and the last place of the list round a sentence with its lead-in, the place itself if none."""
    lead = place
    while lead > 0 and sentences[lead].mark and _together(sentences, lead - 1) and place - lead < _MOST_ITEMS:
        lead -= 1
    if not sentences[lead].text.endswith(":"):
        return place, place
    last = lead
    while last + 1 < len(sentences) and _together(sentences, last) and sentences[last + 1].mark:
        last += 1
    return lead, last


def _points_back(sentences: Sequence[Sentence], place: int) -> bool:
    return place > 0 and _together(sentences, place - 1) and bool(_POINTS_BACK.match(sentences[place].text))


def _together(sentences: Sequence[Sentence], place: int) -> bool:
    """Return whether a sentence and the next one follow each other in one passage."""
    one, other = sentences[place], sentences[place + 1]
    return one.rank == other.rank and not one.hit.text[one.end - one.hit.start : other.start - one.hit.start].strip()
