"""The exact words in a sentence that can answer a question, by the kind of answer it asks for."""

import re
from collections.abc import Mapping, Sequence, Set

from assistant.reading.mentions import Mention, MentionKind
from assistant.reading.questions import Asked, Question
from assistant.reading.reader import Span
from assistant.reading.sentences import Sentence
from assistant.reading.words import stem_of, words_of
from store.calendar import MONTHS

_KINDS: Mapping[Asked, frozenset[MentionKind]] = {
    Asked.PERSON: frozenset({MentionKind.NAME}),
    Asked.PLACE: frozenset({MentionKind.NAME}),
    Asked.NAMES: frozenset({MentionKind.NAME}),
    Asked.DATE: frozenset({MentionKind.DATE, MentionKind.DAY}),
    Asked.DAY: frozenset({MentionKind.DAY}),
    Asked.NUMBER: frozenset({MentionKind.NUMBER, MentionKind.MONEY}),
    Asked.MONEY: frozenset({MentionKind.MONEY}),
    Asked.PUBLISHED: frozenset({MentionKind.DAY, MentionKind.DATE}),
    Asked.UPDATED: frozenset({MentionKind.DAY, MentionKind.DATE}),
}
_UNIT_SIGNS: Mapping[str, str] = {"percent": "%", "per": "%", "percentag": "%"}
_STRICT_UNITS = frozenset("minut hour second day week month year page euro dollar pound percentag percent".split())
_UNIT_REACH = 30
# Texts that are named after what they are, as stems: "the Berlin Declaration".
_NAMED_AFTER = frozenset("declar report studi statement strategi programm treati communiqu paper".split())
_LABEL = re.compile(r"[^:;.\n]{1,40}:\s*$")
# Units of which one may be asked for and another told, as stems.
_ALIKE = (frozenset("year decad centuri".split()), frozenset("soldier troop peopl personnel servicemen".split()))
# A title stands in quotation marks or italics, or behind the word that says so.
_TITLE = re.compile(
    r"[“\"‘_*](?P<quoted>[A-Z][^”\"_*]{2,120})[”\"’_*]"
    r"|\b(?:titled|entitled|called|named|headed|title(?: was| is|:))\s+(?P<said>[^\s“\"‘_*,.;][^,.;]{2,80})"
)
_MONTHS = frozenset(stem_of(month.lower()) for month in MONTHS)
_YEAR = re.compile(r"(?:1[0-9]|20)\d\d")
_JOINED = re.compile(r"[\s\d%()]*(?:[,;]|\band\b|\bor\b)+\s*(?:and\s+|or\s+)?(?:the\s+)?")


def wants_words(question: Question) -> bool:
    """Return whether the kind of answer can be told by looking at the words."""
    return question.asked in _KINDS or question.asked is Asked.TITLE


def is_strict(question: Question) -> bool:
    """Return whether the kind is so narrow that an answer without such words is none: "how long, in minutes"."""
    return question.asked in (Asked.DAY, Asked.MONEY, Asked.NAMES, Asked.TITLE) or question.unit in _STRICT_UNITS


def answer_words(question: Question, sentence: Sentence, known: Set[str]) -> tuple[Span, ...]:
    """Return where the words that can answer stand in the sentence's text, leaving out what the question says.

    Args:
        question: what is asked.
        sentence: where the answer is looked for.
        known: stems that the question has itself.
    """
    if question.asked is Asked.TITLE:
        return _titles(question, sentence)
    kinds = _KINDS.get(question.asked, frozenset())
    fitting = [
        (mention.start, mention.end)
        for mention in sentence.mentions
        if mention.kind in kinds
        and _is_news(sentence.text, mention, known)
        and _has_unit(question, sentence, mention)
        and _is_within(question, sentence.text[mention.start : mention.end])
    ]
    return _enumerated(sentence.text, fitting) if question.asked is Asked.NAMES else tuple(fitting)


def _titles(question: Question, sentence: Sentence) -> tuple[Span, ...]:
    """Return what is told as a title, or is a name that says of what kind the text is: "the Berlin Declaration"."""
    told = [match.span(match.lastgroup or 0) for match in _TITLE.finditer(sentence.text)]
    asked = {word.stem for word in question.words}
    names = [
        (mention.start, mention.end)
        for mention in sentence.mentions
        if mention.kind is MentionKind.NAME
        and asked & {word.stem for word in words_of(sentence.text[mention.start : mention.end])} & _NAMED_AFTER
    ]
    return tuple(told or names)


def _enumerated(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return the spans that stand in a row, "A, B and C"."""
    kept = []
    for place, (start, end) in enumerate(spans):
        before = place > 0 and _JOINED.fullmatch(text[spans[place - 1][1] : start])
        after = place + 1 < len(spans) and _JOINED.fullmatch(text[end : spans[place + 1][0]])
        if before or after:
            kept.append((start, end))
    return tuple(kept)


def nearest_words(spans: tuple[Span, ...], sentence: Sentence, known: Set[str], most: int) -> tuple[Span, ...]:
    """Return the spans that stand nearest to the words which the question shares with the sentence, in order."""
    shared = [word.start for word in sentence.words if word.stem in known and word.is_content]

    def distance(span: Span) -> float:
        return sum(min(abs(span[0] - place), 80) for place in shared) if shared else span[0]

    return tuple(sorted(sorted(spans, key=distance)[:most]))


def counting_words(question: Question, sentence: Sentence, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return those of the spans that count what the question asks for: in "28 leaders met 13 partners" 13 partners."""
    if question.asked is not Asked.NUMBER:
        return ()
    wanted = question.focus | ({question.unit} if question.unit else frozenset())
    # The words asked for may end in the verb, "partners met", which stands behind both numbers.
    counted = [len(wanted & {stem_of(word) for word in re.findall(r"\w+", _beside(sentence, span))}) for span in spans]
    most = max(counted, default=0)
    return tuple(span for span, count in zip(spans, counted, strict=True) if count == most > 0)


def _beside(sentence: Sentence, span: Span) -> str:
    """Return what may say what a number counts: the words behind it, and a label before it, "number of seats: 72"."""
    label = _LABEL.search(sentence.text[: span[0]])
    return f"{label[0] if label else ''} {sentence.text[span[1] : _reach(sentence, span[1])]}"


def _reach(sentence: Sentence, end: int) -> int:
    """Return where what a number counts has to stand before: another number's own begins there."""
    for other in sentence.mentions:
        between = sentence.text[end : other.start]
        if (
            end < other.start < end + _UNIT_REACH
            and other.kind is MentionKind.NUMBER
            and not _JOINED.fullmatch(between)
        ):
            return other.start
    return end + _UNIT_REACH


def _is_news(text: str, mention: Mention, known: Set[str]) -> bool:
    return any((word.stem not in known and word.is_content) or (word.is_number and word.stem not in known)
               for word in words_of(text[mention.start : mention.end]))  # fmt: skip


def _has_unit(question: Question, sentence: Sentence, mention: Mention) -> bool:
    if question.asked is not Asked.NUMBER or not question.unit:
        return True
    around = sentence.text[max(0, mention.start - 12) : mention.end + _UNIT_REACH]
    sign = _UNIT_SIGNS.get(question.unit)
    stems = {stem_of(word) for word in re.findall(r"\w+", around)}
    return question.unit in stems or (sign is not None and sign in around) or _is_synonym(question.unit, stems)


def _is_within(question: Question, date: str) -> bool:
    """Return whether a day may lie in the month and the year that are asked about: "on what day in March 2000"."""
    if question.asked is not Asked.DAY:
        return True
    asked, told = {word.stem for word in question.words}, {word.stem for word in words_of(date)}
    for period in (_MONTHS, frozenset(word for word in asked | told if _YEAR.fullmatch(word))):
        if asked & period and told & period and not asked & told & period:
            return False
    return True


def _is_synonym(unit: str, stems: Set[str]) -> bool:
    return any(unit in alike and stems & alike for alike in _ALIKE)
