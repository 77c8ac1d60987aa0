"""How much a text claims: all or some, only, before or after, surely or perhaps."""

import re

from assistant.grounding.meaning import say_the_same
from assistant.grounding.names import names_of
from assistant.grounding.statement import statement_of
from assistant.reading.words import Word, words_of

# Each line: words that claim the same much. A sentence that has one needs one of the line in the passage.
_STRONG = tuple(
    frozenset(line.split())
    for line in """only solely alone just exclusively sole nothing
all every each everyone both any everything entire whole always full
never
most majority mostly
first initially
last final finally latest
largest biggest greatest
smallest
unanimously unanimous
always
ever
mainly chiefly primarily mostly
fully completely entirely
permanently permanent
must obliged required mandatory compulsory
legally
main chief
twice
mutual both reciprocal shared common
unique sole only
exactly precisely
except excluding apart
new newly emerging recent modern
again once returned returns return back another""".splitlines()
)
_BEFORE = frozenset("before prior ahead until till earlier already previously preceding preceded forerunner".split())
_AFTER = frozenset(
    "after following since later followed then once afterwards subsequent subsequently upon succeeded replaced".split()
)
_RESTRICTED = re.compile(r"\b(?:only|almost|nearly|partly|barely|hardly)\b", re.IGNORECASE)
_RESTRICTS = re.compile(
    r"\b(?:only|alone|just|solely|nothing|almost|nearly|close|about|partly|barely|hardly|restricted|limited)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:disagree\w*|differ|differs|expected|would|will|may|might|could|should|due to|was due|were due|"
    r"propos\w*|plan|plans|planned|hop(?:e|es|ed|ing)|wish\w*|want\w*|aim\w*|ask\w*|call(?:ed|s)? for|"
    r"negotiat\w*|intend\w*|suggest\w*|reported(?:ly)?|alleged\w*|meant to|tries|tried|seek\w*|promis\w*|"
    r"welcome|offer\w*|applied|invit\w*|foresaw|foresee\w*|under consideration|candidates?|aspir\w*|"
    r"likely|probably|possibly)\b"
)
_SAYS = re.compile(
    r"\b(?:according to|says?|said|stat\w+|claim\w*|told|report\w*|argu\w+|declar\w+|describ\w+|sources?|pages?|press|"
    r"cit\w+|quot\w+|holds?|held that|recalled|adds?|added|notes?|put|puts|counts?|counted|dates?|dated|gives?|gave|"
    r"calls?|called|names?|named|mention\w*|list\w*)\b",
    re.IGNORECASE,
)
_DISAGREE = re.compile(
    r"\b(?:disagree\w*|differ|differs|disputed|while (?:\w+ ){1,4}(?:say|says|said)|"
    r"leaves? (?:\w+ ){0,4}?(?:open|out))\b",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\bboth(?= (?:\w+ ){1,4}and\b)|\bany (?:longer|more)\b|\b(?:until|by|since) then\b", re.IGNORECASE)
_COMPARES = re.compile(r"\b(?:more|less|fewer|\w+er)\b(?:\W+\w+){0,6}?\W+than\b(?! \d)", re.IGNORECASE)
_COMPARED = re.compile(r"\b(?:than|over|exceed\w*|above|below|under)\b", re.IGNORECASE)
_CAN = re.compile(r"\bcan\b")
_CLAUSE_END = re.compile(r"[,;:](?=\s)|\s(?:and|but|which|who)\s")
_NEXT_WORDS = 4


def claims_more(claim: str, source: str, around: str) -> str:
    """Return the word by which a text claims more than the passage says; empty where it does not."""
    return (
        _quantifier_added(claim, f"{source} {around}")
        or _restriction_dropped(claim, source)
        or _order_in_time(claim, source)
        or _compared(claim, source)
        or _surer(claim, source)
    )


def _quantifier_added(claim: str, source: str) -> str:
    # "Both Finland and Sweden" says no more than "Finland and Sweden", "not any longer" no more than "no longer".
    ours, theirs = _lower(_BOTH.sub("", claim)), _lower(source)
    added = [sorted(ours & group) for group in _STRONG if not theirs & group]
    return next((words[0] for words in added if words), "")


def _restriction_dropped(claim: str, source: str) -> str:
    """Return "only" or the like if the passage restricts by it what the text says without."""
    match = _RESTRICTED.search(source)
    if not match or _RESTRICTS.search(claim):
        return ""
    clause = _CLAUSE_END.split(source[match.end() :])[0]
    after = [word.stem for word in words_of(clause)[:_NEXT_WORDS] if word.is_content]
    return match.group().lower() if after and set(after) <= {word.stem for word in words_of(claim)} else ""


def _order_in_time(claim: str, source: str) -> str:
    ours, theirs = _lower(_BOTH.sub("", claim)), _lower(source)
    if ours & {"before", "prior", "preceded"} and not theirs & _BEFORE:
        return "before"
    if ours & {"after", "following", "afterwards"} and not theirs & _AFTER:
        return "after"
    if ours & {"until", "till"} and not theirs & {"until", "till", "end", "ended", "ends", "to", "through", "was"}:
        return "until"
    return ""


def _compared(claim: str, source: str) -> str:
    """Return "than" if a text puts one thing above another and the passage does not."""
    return "than" if _COMPARES.search(claim) and not _COMPARED.search(source) else ""


def _surer(claim: str, source: str) -> str:
    """Return the word by which the passage leaves open what the text states as a fact."""
    if _SAYS.search(claim) or _HEDGE.search(claim) or _CAN.search(claim) or _DISAGREE.search(claim):
        return ""
    if match := _DISAGREE.search(source):
        return match.group().lower()
    ours = {word.stem for word in words_of(claim)}
    for match in _HEDGE.finditer(source):
        opened = _first_word(_CLAUSE_END.split(source[match.end() :])[0])
        if opened and any(say_the_same(opened.stem, stem) for stem in ours):
            return match.group().lower()
    return ""


def _first_word(text: str) -> Word | None:
    """Return the first word that says something and is no part of a date or number."""
    names = [word for name in names_of(text)[:1] for word in name.words]
    return min([*statement_of(text).plain_words[:1], *names[:1]], key=lambda word: word.start, default=None)


def _lower(text: str) -> set[str]:
    return {word.text.lower() for word in words_of(text)}
