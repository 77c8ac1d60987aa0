"""Which words of a question are worth looking up."""

import re
from collections.abc import Iterable

from store.calendar import MONTHS

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Words that most passages hold and that say how a question is put, not what it is about.
_FUNCTION_WORDS = frozenset(
    """a about am an and any are as at be been being but by can could did do does for from had has have he her his
    how i if in into is it its itself me my no nor not of on or our please she should so some tell than that the
    their them then there these they this those to us was we were what when where which who whom whose why will with
    would you your""".split()
)


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, in order; "NATO’s" is one word."""
    return [match.group().lower() for match in _WORD.finditer(text)]


def content_words(question: str) -> list[str]:
    """Return the words that say what a question is about; all of its words where none does."""
    every = [_without_possessive(word) for word in words(question)]
    return [word for word in every if word not in _FUNCTION_WORDS] or every


def date_words(date: str) -> Iterable[str]:
    """Return the words people write an ISO date with: 2012-07-04 gives 4, July and 2012."""
    match = re.match(r"(\d{4})-(\d{2})-(\d{2})", date)
    if match:
        year, month, day = (int(group) for group in match.groups())
        yield from (str(day), MONTHS[month - 1], str(year))


def _without_possessive(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)
