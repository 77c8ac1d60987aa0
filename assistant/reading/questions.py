"""What a question asks for: its words, its names and numbers, and the kind of its answer."""

# One pattern a line reads better than patterns cut in two.
# ruff: noqa: E501

import re
from dataclasses import dataclass
from enum import Enum

from assistant.reading.spelling import with_interrogatives
from assistant.reading.words import Word, words_of


class Asked(Enum):
    """The kind of answer that a question asks for."""

    PERSON = "person"
    PLACE = "place"
    DATE = "date"
    DAY = "day"
    """A date with its day."""
    NUMBER = "number"
    MONEY = "money"
    NAMES = "names"
    """Several named things, as in "name the members"."""
    REASON = "reason"
    TITLE = "title"
    """Title of a text that the documents speak of."""
    HEADLINE = "headline"
    """Title of the document itself."""
    PUBLISHED = "published"
    """Date of the document itself."""
    UPDATED = "updated"
    """Date of the last change to the document itself."""
    YES_OR_NO = "yes or no"
    OTHER = "other"


ABOUT_DOCUMENT = frozenset({Asked.HEADLINE, Asked.PUBLISHED, Asked.UPDATED})

_DOCUMENT = r"(?:article|piece|page|web ?page|text|document|story|post|note|report|release|item|news)"
_THIS = rf"(?:th(?:is|e|at)(?: (?:\w+ )?{_DOCUMENT})?|it)"
_CHANGED = r"(?:updated?|changed?|modified|revised|edited|amended)"
_PUBLISHED = r"(?:published|posted|released|issued|put online|written|dated)"
_TITLED = r"(?:speech|talk|address|lecture|study|report|paper|declaration|statement|communiqu\w+|strategy|programme|book|treaty)"
_WHEN = r"(?:when|what date|which date|what day|which day|date|moment|day|time|how old)"
_PATTERNS: tuple[tuple[Asked, str], ...] = (
    (Asked.HEADLINE, r"\bheadlines?\b(?! (?:of|in) the \w*paper)"),
    (Asked.HEADLINE, rf"\b(?:title|heading|headed|titled|called)\b.*\b(?:this|the|of) {_DOCUMENT}\b"),
    (Asked.HEADLINE, rf"\b(?:this|the) {_DOCUMENT}(?:['’]s)? (?:title|called|headed|titled|heading)\b"),
    (Asked.HEADLINE, rf"\b(?:is|was) (?:this|the) {_DOCUMENT} (?:called|headed|titled)\b"),
    (Asked.UPDATED, rf"\b(?:last|latest|most recent)[- ]{_CHANGED}?.*\b{_DOCUMENT}\b.*\b{_WHEN}\b"),
    (Asked.UPDATED, rf"\b{_WHEN}\b.*\b{_DOCUMENT}\b.*\b(?:last|latest)[- ](?:{_CHANGED}|changes?|revision)\b"),
    (Asked.UPDATED, rf"\b{_WHEN}\b.*\b{_DOCUMENT}\b.*\b{_CHANGED}\b"),
    (Asked.UPDATED, rf"\b{_DOCUMENT}\b.*\b{_WHEN}\b.*\blast[- ]{_CHANGED}\b"),
    (Asked.UPDATED, rf"\b{_WHEN} (?:was|were|is|did) {_THIS} (?:last )?(?:get )?{_CHANGED}\W*(?:\(|$)"),
    (Asked.UPDATED, rf"\b(?:last|latest|and|date)[- ](?:\w+ )?(?:{_CHANGED}|revision|update)\W*(?:\(|$)"),
    (Asked.PUBLISHED, rf"\b{_WHEN}\b.*\b(?:this|the|that) {_DOCUMENT}\b.*\b(?:{_PUBLISHED}|come out|appear)\b"),
    (Asked.PUBLISHED, rf"\b{_WHEN} (?:was|were|is|did) {_THIS} (?:first )?(?:{_PUBLISHED}|come out|appear)\W*$"),
    (Asked.PUBLISHED, rf"\b(?:publication|release) date\b|\bdate (?:of|on) (?:the |this )?(?:publication|{_DOCUMENT})\b"),
    (Asked.TITLE, rf"\btitle\b(?!.*\b(?:hold|held|bear|bore)).*\b{_TITLED}\b|\b{_TITLED}\b.*\b(?:title|entitled|titled)\b"),
    (Asked.DAY, r"\b(?:what|which|exact) (?:day|date)\b"),
    (Asked.MONEY, r"\bhow much (?:\w+ )?(?:money|cost|was spent|is spent|funding)\b|\bhow (?:expensive|costly)\b"),
    (Asked.MONEY, r"\bin (?:euros|dollars|pounds)\b|\bhow much\b.*\b(?:pay|paid|spend|spent|cost|fund|give|gave|worth)\b"),
    (Asked.NUMBER, r"\b(?:what|which) (?:number|percentage|share|proportion|fraction|portion|population|page|rank)\b"),
    (Asked.NUMBER, r"\bhow (?:\w+ )?(?:many|much|long|old|far|tall|high|large|big|often|deep|wide|heavy|fast)\b"),
    (Asked.NUMBER, r"\b(?:what|which) (?:is|was|were|are) the (?:\w+ )?(?:number|percentage|population|size|age|length)\b"),
    (Asked.NAMES, r"(?:^|[,;:.?!]|\b(?:and|please|pls|you|to))\W*name (?:all |the |any |some |\d+ |\w+ )*?\w+s\b|\blist (?:of )?(?:all )?the (?:names|countries|members|states)\b"),
    (Asked.NAMES, r"\bwhich (?:\w+ ){0,2}(?:countries|states(?! that)|nations|members|ministers|cities|persons)\b(?! states)"),
)  # fmt: skip
# Of these the first in the question counts: "where that happened when this came out" asks for a place.
_WORDS: tuple[tuple[Asked, str], ...] = (
    (Asked.DATE, r"\bwhen\b|\b(?:what|which) (?:year|month|decade|century|period)\b|\bsince what\b|\bdate\b"),
    (Asked.PERSON, r"\b(?:who|whom|whose)\b|\b(?:which|what) (?:person|man|woman|minister|president|leader|king|queen|author)\b"),
    (Asked.PLACE, r"(?<!sentence )(?<!passage )(?<!part )(?<!line )(?<!one )\bwhere\b|\b(?:which|what) (?:city|country|place|town|location|venue|continent|region|state)\b"),
    (Asked.REASON, r"\bwhy\b|\b(?:what|which|for what) (?:reason|reasons|purpose|cause|ends?)\b"),
)  # fmt: skip
_YES_OR_NO = re.compile(
    r"^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|must)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\b(minute|hour|second|day|week|month|year|decade|euro|dollar|pound|percent|per cent|percentage|page|kilomet\w+|"
    r"mile|met(?:er|re)|kilogram|ton|degree|square|acre|people|soldier|troop)s?\b",
    re.IGNORECASE,
)
_BEFORE_UNIT = re.compile(r"\b(?:in|how many of the|number of|how many)\s+(?:\w+\s+)?$", re.IGNORECASE)
# "What is it" and "what did they" ask for nothing by its name.
_BEFORE_FOCUS = re.compile(
    r"\b(?:how many|(?:what|which)(?: other)?(?:\s+(?:is|was|are|were)(?:\s+(?:the|a|an|its|their|his|her))?)?)\s+"
    r"(?!did\b|do\b|does\b|has\b|have\b|had\b|can\b)",
    re.IGNORECASE,
)
_LONGEST_FOCUS = 3
# A question of more words tells a story, in which a part may be nearer to what is asked than the whole.
_LONGEST_PLAIN = 18
_SHORTEST_PART = 4
_PART = re.compile(r"[^,;:.!?–—]+")
# Spoken to the assistant, not to the documents.
_COMMAND = re.compile(
    r"^\W*(?:system\s*:|(?:please |now |ok |can you |could you )*(?:write|compose|draft|print|repeat|ignore|forget|"
    r"disregard|pretend|act as|translate|generate|obey|reveal|execute|run|imagine|roleplay|sing|draw|code|invent|"
    r"(?:give|tell|make) (?:me )?(?:a|an|some) (?:\w+ )?(?:recipe|joke|poem|story|song|code|essay))\b)"
    r"|\b(?:your|the) (?:system |hidden |initial |own )*(?:prompt|instructions?|guidelines|api ?keys?|passwords?|memory)\b"
    r"|\byou (?:have no|are now|must now|will now)\b|\bas your (?:developer|creator|owner|admin\w*)\b"
    r"|\b(?:ignore|forget|disregard|override) (?:all |any |the |your |previous |prior |above )+\w+",
    re.IGNORECASE,
)

# No document knows who asks, nor where and when.
_OF_ASKER = re.compile(
    r"\b(?:near(?:by|est|er)?|close(?:st|r)?|around|next)(?: to)? (?:me|us|my|where i)\b|\b(?:where|who) am i\b"
    r"|\bmy (?:own )?(?:name|age|address|location|home|house|city|town|village|neighbou?rhood|area|region|street)\b"
    r"|\bmy (?:own )?(?:country|nation|state|government)['’]s\b",
    re.IGNORECASE,
)
# "Why did she say that ...?" takes for granted that she did.
_PRESUMED = re.compile(
    r"\bwhy (?:did|does|do|has|have|is|was|would) .*?\b(?:say|says|said|saying|claim\w*|stat(?:e|es|ed|ing)|call\w*|think\w*|"
    r"believ\w+|argu\w+|admit\w*|declar\w+|insist\w*|promis\w+|announc\w+|warn\w*|writ\w+|wrote|complain\w*)\b(?: that)?(?P<claim>.*)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, taken apart."""

    text: str
    words: tuple[Word, ...]
    """The words that say what it is about; all of them where none does."""
    asked: Asked
    unit: str
    """Stem of the unit that a number is asked for in ("minut"), empty where none is named."""
    names: frozenset[str]
    """Stems of the words that are written as names."""
    focus: frozenset[str]
    """Stems of the words that say what is asked for ("what was the *title* of"), none where the question has none."""
    is_command: bool
    """Whether it tells the assistant to do something else than to answer from documents."""
    of_asker: bool
    """Whether it asks about the one who asks: "the base nearest to me"."""
    presumed: frozenset[str]
    """Stems of what it takes for granted that somebody said; none where it does not."""

    @property
    def is_plain(self) -> bool:
        """Whether it is written as the network learned most of its questions: one well-formed, short question."""
        text = self.text.strip()
        return text[:1].isupper() and text.endswith("?") and len(text.split()) <= _LONGEST_PLAIN

    @property
    def parts(self) -> tuple[str, ...]:
        """The clauses of a question that is told at length; none of a plain one."""
        if len(self.text.split()) <= _LONGEST_PLAIN:
            return ()
        parts = (match.group().strip() for match in _PART.finditer(self.text))
        return tuple(part for part in parts if sum(word.is_content for word in words_of(part)) >= _SHORTEST_PART)

    @property
    def numbers(self) -> frozenset[str]:
        """The numbers that it mentions, in digits."""
        return frozenset(word.stem for word in self.words if word.is_number)


def question_of(text: str) -> Question:
    """Take a question apart."""
    every = words_of(text)
    corrected = with_interrogatives(text)
    content = tuple(word for word in every if word.is_content)
    asked, focus = _asked(corrected), _focus(corrected)
    return Question(
        text=text,
        words=content or tuple(every),
        asked=asked,
        unit=_unit(corrected, asked, focus),
        names=frozenset(word.stem for word in content if _is_name(text, word)),
        focus=focus,
        is_command=bool(_COMMAND.search(text)),
        of_asker=bool(_OF_ASKER.search(text)),
        presumed=_presumed(corrected),
    )


def _asked(text: str) -> Asked:
    for kind, pattern in _PATTERNS:
        if re.search(pattern, text, re.IGNORECASE):
            return kind
    if _YES_OR_NO.match(text):
        return Asked.YES_OR_NO
    found = {kind: re.search(pattern, text, re.IGNORECASE) for kind, pattern in _WORDS}
    starts = {kind: match.start() for kind, match in found.items() if match}
    return min(starts, key=lambda kind: starts[kind], default=Asked.OTHER)


def _unit(text: str, asked: Asked, focus: frozenset[str]) -> str:
    """Return the unit that is asked for: of "how many courses for soldiers" it is not the soldier."""
    if asked not in (Asked.NUMBER, Asked.MONEY):
        return ""
    for match in _UNIT.finditer(text):
        stem = words_of(match.group(1))[0].stem
        if stem in focus or _BEFORE_UNIT.search(text[: match.start()]):
            return stem
    return ""


def _focus(text: str) -> frozenset[str]:
    """Return the stems of the content words in a row that follow "which", "how many", "what is the" and the like."""
    match = _BEFORE_FOCUS.search(text)
    found = []
    for word in words_of(text[match.end() :]) if match else ():
        if not word.is_content:
            break
        found.append(word.stem)
    return frozenset(found[:_LONGEST_FOCUS])


def _presumed(text: str) -> frozenset[str]:
    match = _PRESUMED.search(text)
    return frozenset(word.stem for word in words_of(match["claim"]) if word.is_content) if match else frozenset()


def _is_name(text: str, word: Word) -> bool:
    if not word.text[0].isupper():
        return False
    return bool(re.search(r"[\w,;:)’'\"“(]\s*$", text[: word.start])) or word.text[1:].isupper()
