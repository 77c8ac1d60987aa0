"""Whether a question needs the conversation before it."""

import re

from assistant.followups.topics import AUXILIARY, WH, names_of
from assistant.reading.words import words_of

OPENING = re.compile(
    r"^\W*(?:(?:and|but|or|so|also|then|now|no|yes|ok(?:ay)?|what about|how about)\b[\s,.]*)+", re.IGNORECASE
)
_GOES_ON = re.compile(r"^\W*(?:ok(?:ay)?\W+|so\W+|no\W+)?(?:and|but|or|also|what about|how about)\b", re.IGNORECASE)
_WHOLE = re.compile(
    rf"^(?:{WH}|{AUXILIARY}|name|list|tell|give|show|say|explain|describe|please|i|we)\b", re.IGNORECASE
)
_PRONOUN = re.compile(
    r"\b(?:it|its|he|him|his|she|her|hers|they|them|their|theirs|there|this|that|these|those)\b(?!-)", re.IGNORECASE
)
_LEFT_OVER = re.compile(
    r"\bthe (?:others?|same|latter|former|rest)\W*$|\b(?:the other (?:one|two|three)|the (?:latter|former))\b"
    r"|\b(?:what|which|any|some) others?\b(?!.*\b(?:besides|than|from)\b)"
    r"|\b(?:what|who|where|anything|anyone) else\b(?!.*\b(?:besides|than|from)\b)|\bthen\W*$",
    re.IGNORECASE,
)
# Words that look like pronouns and point at nothing said before.
_NO_PRONOUN = re.compile(
    # The documents themselves, and time.
    r"\b(?:this|that|the) (?:\w+ )?(?:article|piece|page|text|document|story|speech)\b"
    r"|\b(?:this|it) (?:was|is) (?:written|published|posted)\b|\bwrote (?:this|it)\b"
    r"|\bth(?:is|ese) (?:years?|months?|weeks?|days?|season|century|decades?|time|morning|evening)\b"
    # "Is there a ferry", "is it true that", "how long does it take", "if it rains".
    r"|\b(?:is|are|was|were)(?:n['’]t)? there\b"
    rf"|\bthere (?:{AUXILIARY}|shall|be|been)\b"
    rf"|\b(?:{AUXILIARY}|shall) there (?:be|been)\b"
    # "How far is it from", "what does it mean to", and what is quoted.
    r"|\bhow (?:far|long|late|soon) (?:is|was|does|did|will) it\b(?= \w)"
    r"|\b(?:does|did) it mean (?:when|if|for|to|that)\b"
    r"|“[^”]*”|\"[^\"]*\""
    r"|\b(?:is|was|isn['’]t|be|make|makes) it (?:\w+ ){0,2}?(?:possible|worth|true|safe|better|best|too|okay|legal|"
    r"hard|easy|common|necessary|necessarily|determined|decided|known|that|to|for|like)\b"
    r"|\bit (?:\w+ )?(?:takes?|costs?|rains?|snows?|is|was) (?=(?:\w+ )?\w+ (?:to|that|for)\b)"
    r"|\bit (?:take|cost|rain|snow)\b"
    # "Those who", "the day that", "given that".
    r"|\bthose (?:\w+ )?(?:who|that|of|with|in|\w+ing)\b"
    r"|(?<!when was )(?<!what is )(?<!who is )(?<!what was )(?<!why is )\bthat (?!\W*$)(?:\w+)",
    re.IGNORECASE,
)
# "After that treaty", "when was that agreed": here "that" does point.
_THAT = re.compile(
    r"(?:\b(?:of|in|about|after|before|since|from|like|besides|than|on|at|by|to|with|do|did|does) |^\W*)that\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.?!]\s+(?=\S)")
_CLAUSE = re.compile(
    r"[,;.?!]|\b(?:and|but|if|when|because|so|while|once|after|before|as|or|unless|until|although|though|whereas)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(rf"\b{AUXILIARY}\s+$", re.IGNORECASE)
# "Who said she would": whoever is asked for.
_OF_WHOM = re.compile(rf"^\W*who (?!{AUXILIARY}\b)\w+ .*$", re.IGNORECASE)
_WOULD = re.compile(rf"\s+{AUXILIARY}\b", re.IGNORECASE)
_SOMEBODY = re.compile(r"\b(?:who|which|whose)\b", re.IGNORECASE)
_HOLDS = re.compile(r"\b(?:has|have|had)\s+$", re.IGNORECASE)
_INDEFINITE = re.compile(r"^\W*(?:what|who)(?: is| are|['’]s| was| were) (?:an? )?[^\W_]+\W*$", re.IGNORECASE)
# What these are of is said in the question, or before it.
_OF_SOMETHING = frozenset(
    """advantage aim alternative amount application area author background basis benefit capital cause challenge
    chance characteristic condition con consequence cost criticism cure danger date definition difference disadvantage
    drawback duration effect example exception feature form function goal history impact importance ingredient issue
    kind leader length level limit limitation location main matter meaning member method origin outcome part partner
    population price pro problem process procedure purpose reason requirement result risk role rule setting sign
    significance similarity size solution source stage standard step structure symptom task term topic treatment type
    use value way weakness winner""".split()
)
POSSESSIVE = frozenset("its his her their".split())
_FAR = frozenset("there this that these those".split())
_PEOPLE = frozenset("he him his she her hers".split())
# "What about the causes of poverty in Norway": so much says all.
_WHOLE_THING = re.compile(rf"\W*(?:what|how) about\b.*(?:[,;] (?:{WH}|{AUXILIARY})\b)", re.IGNORECASE)
_OTHERS = re.compile(r"\b(?:what|which|any|some) other \w+ \w+", re.IGNORECASE)
_INITIALS = re.compile(r"(?<!^)\b[A-Z]{2,}\b")
_FEW = 2
_SOME = 4
_MUCH = 5


def leans(question: str) -> bool:
    """Return whether a question needs the conversation: a pronoun, a piece after "and", or hardly any word."""
    rest = OPENING.sub("", question)
    content = [word for word in words_of(rest) if word.is_content]
    if pronouns_of(question) or _leaves_over(question, len(content)):
        return True
    if _GOES_ON.match(question) and not _WHOLE.match(rest):
        return len(content) < _MUCH and not _WHOLE_THING.match(question)
    named = names_of(question) or _INITIALS.search(question)
    hardly = len(content) < _FEW and not named and not _INDEFINITE.match(rest)
    return hardly or lacks_complement(rest)


def _leaves_over(question: str, content: int) -> bool:
    """Return whether a question asks for the others, or what else, without saying of what."""
    if not _LEFT_OVER.search(question) or names_of(question):
        return False
    # "Imperialism is confused with what other term?": what it is about stands in front.
    if not _WHOLE.match(OPENING.sub("", question)) and not _PRONOUN.match(question.split()[0]):
        first = words_of(question)[:1]
        if first and first[0].is_content and first[0].text[0].isupper():
            return False
    return content <= (_FEW if _OTHERS.search(question) else _SOME)


def lacks_complement(question: str) -> bool:
    """Return whether a question ends on a word like "benefits" without saying of what."""
    words = words_of(question)
    content = [word for word in words if word.is_content]
    if not content or len(content) > _FEW or content[-1] is not words[-1] or names_of(question):
        return False
    return content[-1].text.lower().removesuffix("s") in _OF_SOMETHING


def pronouns_of(question: str) -> list[re.Match[str]]:
    """Return the pronouns of the last sentence that point at what was said before."""
    that = {match.end() for match in _THAT.finditer(question)}
    blanked = _NO_PRONOUN.sub(lambda match: _blank(match, that), question)
    last = max((match.end() for match in _SENTENCE_END.finditer(question)), default=0)
    return [
        found for found in _PRONOUN.finditer(blanked, last)
        if not (_is_bound(question, found) or _is_named_later(question, found) or found.group() == "IT")
    ]  # fmt: skip


def _blank(match: re.Match[str], that: set[int]) -> str:
    points = match.group()[:4].lower() == "that" and match.start() + 4 in that
    return match.group() if points else " " * len(match.group())


def _is_bound(question: str, pronoun: re.Match[str]) -> bool:
    """Return whether what a pronoun means is likely to stand in the question, before it."""
    before, word = question[: pronoun.start()], pronoun.group().lower()
    earlier = before[: max((match.start() for match in _CLAUSE.finditer(before)), default=0)]
    if any(each.is_content for each in words_of(earlier)):
        return True
    if word in _PEOPLE and _OF_WHOM.match(before) and _WOULD.match(question, pronoun.end()):
        return True
    # "The word has its origins in which language?": no question word in front, so that its subject stands there.
    if not _WHOLE.match(OPENING.sub("", question).lstrip()) and any(each.is_content for each in words_of(before)):
        return True
    # "Did it": the subject. What it means can only stand in an earlier clause.
    if _SUBJECT.search(before) and not (word in POSSESSIVE and _HOLDS.search(before)):
        return False
    if word in POSSESSIVE and (_SOMEBODY.search(before) or any(each.is_content for each in words_of(before))):
        return True
    return bool(names_of(before)) and word not in _FAR


def _is_named_later(question: str, pronoun: re.Match[str]) -> bool:
    """Return whether the question opens with whose it is and then says who: "Other than his books, what did Tesla"."""
    if pronoun.group().lower() not in POSSESSIVE:
        return False
    asked = re.search(rf"\b{WH}\b", question, re.IGNORECASE)
    return bool(asked and pronoun.end() <= asked.start() and names_of(question[asked.end() :]))
