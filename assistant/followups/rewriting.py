"""Follow-up questions: what they leave to the conversation is filled in before anything is searched."""

import re
from collections.abc import Sequence

from assistant.followups.leaning import OPENING, POSSESSIVE, lacks_complement, leans, pronouns_of
from assistant.followups.titles import with_title
from assistant.followups.topics import AUXILIARY, WH, Exchange, names_of, runs_of
from assistant.followups.turns import Turn
from assistant.reading.words import words_of

_TURNS_READ = 12
_ENOUGH = 3
# "And in which year?", "When was that?", "On what date did he do it?": only what is asked for differs.
_THING_ASKED = (
    rf"(?:(?:in|on|at|by|from|since|until|for|with|to|of) )?(?:what|which)(?: (?!{AUXILIARY}\b)[\w-]+){{1,2}}"
)
_WAY_ASKED = r"(?:(?:from|since|until|to) )?(?:where|when|why|how)"
_PRO_VERB = (
    rf"{AUXILIARY} (?:it|that|this)(?: (?:happen|take place|be))?|(?:do|does|did) \w+(?: do)?(?: it| that| this| so)?"
)
_ECHO = re.compile(
    rf"^(?P<wh>(?:{_THING_ASKED}|{_WAY_ASKED})(?= (?:{_PRO_VERB})\W*$)|(?:{_THING_ASKED}|{WH})(?=\W*$))"
    rf"(?: (?:{_PRO_VERB}))?\W*$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"^\W*(?:(?:and|anything|anyone|what|who|where|any|some) ?)*(?:(?:besides|other than|apart from|beyond) "
    r"(?:that|those|them|it|him|her)|else|more|others?)\W*$",
    re.IGNORECASE,
)
_INVERTED = re.compile(
    rf"^\W*(?P<wh>{WH}\b(?: (?!{AUXILIARY}\b)[\w’'-]+){{0,4}}?) (?P<rest>{AUXILIARY} .+?)\W*$", re.IGNORECASE
)
_SUBJECT = re.compile(rf"^\W*{WH}\b (?P<rest>.+?)\W*$", re.IGNORECASE)
_PARTICIPLE = re.compile(r"\b[a-z]+ed(?=\W*$)")
_LEFT_OVER = re.compile(r"\b(?:others?|same|latter|former|rest)\b", re.IGNORECASE)
_OF = re.compile(r"\b(?:of|in|for|on|to|about|behind|between)\b", re.IGNORECASE)
_POINTING = frozenset("these those".split())
_SPEAKS_OF = re.compile(r"^(?:they|he|she|it|we) ", re.IGNORECASE)
_PREPOSITION = re.compile(r"\b(?:in|from|to|at|near|around|of|for|over|out)\s+$", re.IGNORECASE)


def standalone(question: str, history: Sequence[Turn], titles: Sequence[str] = ()) -> str:
    """Return the question as it can be searched for alone; byte for byte the same if it leans on nothing.

    Args:
        question: what is asked.
        history: the turns before it, oldest first.
        titles: those of the documents, for questions such as "What does the second one say?".
    """
    before, read = Exchange(), history[-_TURNS_READ:]
    for place, turn in enumerate(read):
        if turn.role == "user":
            before = before.followed_by(_filled_in(with_title(turn.text, read[:place], titles), before))
        else:
            before = before.replied_with(turn.text)
    return _filled_in(with_title(question, read, titles), before)


def _filled_in(question: str, before: Exchange) -> str:
    if not before.asked or not question.strip() or not leans(question):
        return question
    rest = OPENING.sub("", question).strip()
    return (
        _asking_for_more(question, before)
        or _asking_otherwise(rest, before)
        or _about_another(question, rest, before)
        or _with_complement(rest, before)
        or _without_pronouns(question, before)
        or _beside_the_question(question, before)
    )


def _asking_for_more(question: str, before: Exchange) -> str:
    """Return the earlier question without the answer that it got: "Anything else?"."""
    if not _MORE.match(question) or not before.answer:
        return ""
    return f"{before.asked.rstrip(' ?.!')}, besides “{before.answer}”?"


def _asking_otherwise(rest: str, before: Exchange) -> str:
    """Return the earlier question with another question word: "Where?" after "When was it signed?"."""
    echo = _ECHO.match(rest)
    if not echo:
        return ""
    wh, asked = _capitalised(echo["wh"]), before.asked.strip(" ?.!")
    if speaks := _SPEAKS_OF.match(before.answer):
        return f"{wh} is it that {_subject(before)} {before.answer[speaks.end() :]}?"
    if inverted := _INVERTED.match(before.asked):
        return f"{wh} {inverted['rest']}{_object(inverted['wh'], before)}?"
    if subject := _SUBJECT.match(before.asked):
        return f"{wh} was it that {before.answer} {subject['rest']}?" if before.answer else ""
    return "" if before.asked.rstrip().endswith("?") else f"{wh} is it that {asked}?"


def _subject(before: Exchange) -> str:
    return before.topic if before.answer.startswith(("it", "he", "she")) else next(iter(runs_of(before.asked)), "")


def _object(wh: str, before: Exchange) -> str:
    """Return what was answered as a piece to add, where the earlier question asked for a thing."""
    if wh.lower().split()[0] not in ("what", "which", "who", "whom") or not before.answer:
        return ""
    return f", “{before.answer}”"


def _about_another(question: str, rest: str, before: Exchange) -> str:
    """Return the earlier question with another name: "And Norway?" after "When did Sweden join?"."""
    asked, other = names_of(before.asked), rest.rstrip(" ?.!")
    if _PARTICIPLE.fullmatch(other) and _PARTICIPLE.search(before.asked):
        return _PARTICIPLE.sub(other, before.asked)
    if not asked or question == rest or len(words_of(other)) > 5 or not _is_name(other):
        return ""
    return before.asked.replace(asked[0], other, 1)


def _is_name(text: str) -> bool:
    named = names_of(f"the {text}")
    return len(named) == 1 and named[0] in (text, text.removeprefix("the "))


def _with_complement(rest: str, before: Exchange) -> str:
    """Return the question with what its last word is of: "What are the benefits?", "And the benefits?"."""
    definite = re.match(r"the\b", rest, re.IGNORECASE) and not (_LEFT_OVER.search(rest) or _OF.search(rest))
    if pronouns_of(rest) or not (definite or lacks_complement(rest)) or not before.topic:
        return ""
    return f"{_capitalised(rest.rstrip(' ?.!'))} of {before.topic}?"


def _without_pronouns(question: str, before: Exchange) -> str:
    """Return the question with its pronouns replaced by what they mean; each meaning is put in once."""
    for pronoun in pronouns_of(question):
        word, (start, end) = pronoun.group().lower(), pronoun.span()
        meant = before.meant_by(word)
        # "These methods", "that's": a phrase in the pronoun's place would not read.
        fits = re.match(r"(?!['’])(?!\s+\w)" if word in _POINTING else r"(?!['’])", question[end:])
        if meant and fits and meant.lower() not in question.lower():
            filled = question[:start] + _in_place(word, meant, question[:start], question[end:]) + question[end:]
            return _without_pronouns(filled, before) or filled
    return ""


def _in_place(word: str, meant: str, left: str, right: str) -> str:
    if word in POSSESSIVE and re.match(r"\s+\w", right):
        return f"{meant}’" if meant.endswith("s") else f"{meant}’s"
    if word == "there" and not _PREPOSITION.search(left):
        return f"in {meant}"
    return meant


def _beside_the_question(question: str, before: Exchange) -> str:
    if _is_about_something_else(question, before):
        return question
    asked = re.sub(r".*, about “(.+)”\?$", r"\1", before.asked).strip(" ?.!")
    return f"{question.rstrip(' ?.!')}, about “{asked}”?"


def _is_about_something_else(question: str, before: Exchange) -> bool:
    """Return whether a question says enough to be searched for and shares no word with the exchange before it."""
    said = {word.stem for word in words_of(f"{before.asked} {before.replied}")}
    content = [word.stem for word in words_of(question) if word.is_content]
    return len(content) >= _ENOUGH and said.isdisjoint(content)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
