"""The manners in which people ask the same: with slips of the keys, in keywords, or told at length."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from assistant.reading.training.examples import Example

_LEFT_OUT = frozenset(
    "the a an is are was were do does did has have had of to in on at that this it its their please".split()
)
_SHORTEST_KEYWORDS = 2
_SHORTEST_MISTYPED = 4
# Share of the longer words in which the keys slip.
_SLIPS = 0.3
_OPENINGS = (
    "Hello, I am preparing a briefing and need one fact for it.",
    "Hi! I have been reading about this for days and am a bit lost.",
    "My boss asked me something and I only half remember it.",
    "I am writing an essay on this and want to be sure before I cite anything.",
    "Sorry to bother you again.",
    "For a report that is due tomorrow I have to check something.",
    "We talked about this in class and nobody knew.",
    "I could not find it by myself, though I tried for an hour.",
    "A colleague says one thing, a newspaper says another.",
    "This may be a silly thing to ask.",
)
_BEFORE = ("", "", "So: ", "Could you tell me, ", "I would like to know: ", "What I need is this: ", "Can you help? ")
_AFTER = ("", "", "", " Thank you!", " Thanks a lot in advance.", " A short answer is enough.", " Any idea?")
_SHORTHAND = {"you": "u", "please": "pls", "and": "n", "are": "r", "the": "teh", "what": "waht", "where": "wher"}


def asked_otherwise(example: Example, random: Random) -> Example:
    """Return the example with its question asked in another manner, which changes nothing of what answers it."""
    manner: Callable[[str, Random], str] = random.choice((mistyped, mistyped, in_keywords, at_length, in_small_letters))
    return replace(example, question=manner(example.question, random) or example.question)


def mistyped(question: str, random: Random) -> str:
    """Return a question with slips of the keys, as a rule in small letters and without a mark at its end."""
    words = [_slipped(word, random) for word in question.split()]
    return in_small_letters(" ".join(words), random) if random.random() < 0.7 else " ".join(words)


def in_small_letters(question: str, random: Random) -> str:
    """Return a question in small letters, mostly without its mark."""
    lower = question.lower()
    return lower.rstrip("?. ") if random.random() < 0.7 else lower


def in_keywords(question: str, random: Random) -> str:
    """Return the words of a question that carry it, as one types them into a field for searching."""
    words = [word for word in question.rstrip("?. ").split() if word.lower() not in _LEFT_OUT]
    if len(words) < _SHORTEST_KEYWORDS:
        return question
    if words[0].lower() == "what" and random.random() < 0.5:
        words = words[1:]
    kept = " ".join(words)
    return (kept.lower() if random.random() < 0.6 else kept) + random.choice(("", "", "?", "??"))


def at_length(question: str, random: Random) -> str:
    """Return a question with what people say round it."""
    opening = _some(_OPENINGS, random.choice((1, 1, 2)), random)
    before = random.choice(_BEFORE)
    # A name at its head stays as it is written.
    asked = question[0].lower() + question[1:] if before.endswith(", ") and _begins_asking(question) else question
    return f"{opening} {before}{asked}{random.choice(_AFTER)}"


def _begins_asking(question: str) -> bool:
    first = re.match(r"\w+", question)
    return first is not None and first[0].lower() in frozenset(
        "who whom whose what which when where why how is are was were do does did in on at for to from by".split()
    )


def _some(texts: Sequence[str], count: int, random: Random) -> str:
    return " ".join(random.sample(texts, count))


def _slipped(word: str, random: Random) -> str:
    letters = word.strip("?.,!;:'\"")
    bare = letters.lower()
    if bare in _SHORTHAND and random.random() < 0.4:
        return _SHORTHAND[bare]
    if len(letters) < _SHORTEST_MISTYPED or any(letter.isdigit() for letter in bare) or random.random() > _SLIPS:
        return word
    # The first letter is hardly ever missed. In small letters a word may be longer: "İ" is two then.
    place = random.randrange(1, len(letters) - 1)
    kind = random.randrange(3)
    if kind == 0:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + word[place + 1 :] if kind == 1 else word[:place] + word[place] + word[place:]
