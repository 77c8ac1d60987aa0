"""The page's own words, in the languages that it speaks."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

Words = Mapping[str, str]
"""What each thing is called in one language; some hold {} for a number or a name."""
LANGUAGES = ("en", "de", "fr")
"""The first is spoken where the browser asks for none of them."""
_WANTED = re.compile(r"\s*([a-z]{1,8})[a-z0-9-]*\s*(?:;\s*q=([\d.]{1,5}))?\s*", re.IGNORECASE)


@cache
def words_of(language: str) -> Words:
    """Return the words of one of the languages."""
    return dict(json.loads((Path(__file__).parent / f"words.{language}.json").read_text(encoding="utf-8")))


def words_for(accepted: str) -> Words:
    """Return the words of the language that a browser prefers, by its Accept-Language header."""
    return words_of(next(_by_preference(accepted[:500]), LANGUAGES[0]))


def _by_preference(accepted: str) -> Iterator[str]:
    weighted: list[tuple[float, str]] = []
    for part in accepted.split(","):
        match = _WANTED.fullmatch(part)
        if match and match[1].lower() in LANGUAGES:
            weighted.append((_weight(match[2]), match[1].lower()))
    # Sorting keeps the order of those that are wanted equally.
    for weight, language in sorted(weighted, key=lambda one: -one[0]):
        if weight > 0:
            yield language


def _weight(text: str | None) -> float:
    if text is None:
        return 1.0
    try:
        return float(text)
    except ValueError:
        return 0.0
