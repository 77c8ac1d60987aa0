"""What an exchange was about: the phrases that a pronoun of the next question may stand for."""

import re
from dataclasses import dataclass

from assistant.reading.mentions import MentionKind, mentions_of
from assistant.reading.questions import Asked, question_of
from assistant.reading.words import words_of

AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)(?:n['’]t)?"
WH = r"(?:(?:in|on|at|by|from|since|until|for|with|to|of) )?(?:who|whom|whose|what|which|where|when|why|how)"
_LONGEST_ANSWER = 14
_REPLY_READ = 300
_AFTER = re.compile(r"\b(?:of|about|in|for|with|on|to|between|by|the|an?|your|my|some|these|those)\s+$", re.IGNORECASE)
_PEOPLE = frozenset("he him his she her hers".split())
_NOBODY = re.compile(r"\d|\b[A-Z]\w*[A-Z]{2,}|\b[A-Z]{2,}\b|\b[a-z]+[A-Z]")
_EVENTS = frozenset(["this", "that"])
_MANY = frozenset("they them their theirs these those".split())


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, as it stands alone, and what was replied; both empty before the first."""

    asked: str = ""
    replied: str = ""
    earlier: str = ""
    """The last name that an earlier exchange was about, "" if none was."""

    def replied_with(self, text: str) -> "Exchange":
        """Return the exchange with its reply."""
        return Exchange(self.asked, text, self.earlier)

    def followed_by(self, asked: str) -> "Exchange":
        """Return the exchange that the next question opens."""
        return Exchange(asked, "", _first(self.names) or self.earlier)

    @property
    def names(self) -> list[str]:
        """The names in the question, those after its auxiliary first: in "Which share of GDP did X spend", X."""
        inverted = re.search(rf"\b{AUXILIARY}\b", self.asked)
        names = names_of(self.asked)
        if not inverted:
            return names
        behind = names_of(self.asked[: inverted.start()])
        return [name for name in names if name not in behind] + behind

    def meant_by(self, pronoun: str) -> str:
        """Return the phrase that a pronoun stands for, "" if there is none."""
        replied = names_of(self.replied[:_REPLY_READ])
        if pronoun in _PEOPLE:
            named = (replied if self._asks_who() else []) + self.names + replied + [self.earlier]
            return _first([name for name in named if _may_be_somebody(name)])
        if pronoun in _MANY and (many := [phrase for phrase in phrases_of(self.asked) if _is_plural(phrase)]):
            return many[-1]
        if pronoun in _EVENTS:
            return self.answer if self._asks_what() else ""
        return _first(self.names) or self.earlier or _first(replied) or _first(phrases_of(self.asked)[-1:])

    @property
    def topic(self) -> str:
        """The name that the exchange was about, "" if there is none."""
        return _first(self.names) or self.earlier

    @property
    def answer(self) -> str:
        """What was answered, as a phrase within a sentence; "" if the reply is longer than that."""
        text = self.replied.strip().rstrip(".")
        if not text or len(words_of(text)) > _LONGEST_ANSWER or "\n" in text:
            return ""
        return (
            text
            if names_of(f"of {text}")[:1] and text.startswith(names_of(f"of {text}")[0])
            else text[0].lower() + text[1:]
        )

    def _asks_who(self) -> bool:
        return question_of(self.asked).asked is Asked.PERSON

    def _asks_what(self) -> bool:
        return bool(re.match(r"\W*(?:what|which)\b", self.asked, re.IGNORECASE))


def names_of(text: str) -> list[str]:
    """Return the names in a text, in order."""
    return [text[one.start : one.end] for one in mentions_of(text) if one.kind is MentionKind.NAME]


def runs_of(text: str) -> list[str]:
    """Return the runs of words that say what a text is about, in order."""
    runs: list[tuple[int, int]] = []
    for word in words_of(text):
        if not word.is_content:
            continue
        joined = runs and re.fullmatch(r"[\s\-–’']*", text[runs[-1][1] : word.start])
        runs = [*runs[:-1], (runs[-1][0], word.end)] if joined else [*runs, (word.start, word.end)]
    return [text[start:end] for start, end in runs]


def phrases_of(text: str) -> list[str]:
    """Return the runs of words after "the", "of" and the like, which are likely to be things; all if there are none."""
    runs = runs_of(text)
    return [run for run in runs if _AFTER.search(text[: text.find(run)])] or runs


def _may_be_somebody(name: str) -> bool:
    """Return whether a name could be a person's: no initials, no number in it."""
    return bool(name) and not _NOBODY.search(name)


def _is_plural(phrase: str) -> bool:
    return phrase.endswith("s") and not phrase.endswith("ss")


def _first(phrases: list[str]) -> str:
    return phrases[0] if phrases else ""
