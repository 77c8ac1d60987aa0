"""The check of what a chat model wrote: each sentence against the passages that it cites."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from assistant.grounding.certainty import claims_more
from assistant.grounding.meaning import coverage, opposed
from assistant.grounding.names import missing_names
from assistant.grounding.negation import negation_differs, turned_into_its_opposite
from assistant.grounding.parts import close_together, common_words, ways_to_cut
from assistant.grounding.replaced import replaced_by
from assistant.grounding.roles import roles_differ, speaker_of
from assistant.grounding.statement import (
    Source,
    Statement,
    says_something,
    sources_of,
    statement_of,
)
from assistant.grounding.values import Value, date_missing, number_missing, pairing_differs
from assistant.grounding.verdict import Support, Verdict
from assistant.reading.vectors import KeptVectors
from assistant.reading.words import Word, words_of
from store.documents import Hit
from store.embedder import Embedder

_ENDS = re.compile(r"[.!?…。！？][\"”’'»)]*\s*$")
_LINK = re.compile(r"https?:|www\.|\w@\w|!\[|\]\(|<\w", re.IGNORECASE)
_SPEAKS_OF_ITSELF = re.compile(r"\b(?:I|I'm|my|me|you|your|we're|let's|passages?)\b")
# Orders state nothing, and what they order to be written is not said by the document.
_TO_ITS_READER = re.compile(
    r"^\W*(?:please\s+)?(?:ignore|disregard|forget|print|reveal|repeat|write|say|output|respond|reply|answer|click|"
    r"pretend|act|remember|always|never)\b|\b(?:and|then|now|only|must|please)[:,]?\s+(?:ignore|disregard|print|reveal|repeat|"
    r"write|say|output|respond|reply|answer)\b|^\W*(?:system|assistant|user|im_start)\b\W|\bsystem prompt\b|"
    r"\b(?:previous|prior|your) instructions\b|\b(?:you are|you must|you will|your)\b|<\|",
    re.IGNORECASE,
)
# Says that somebody says something, or where it stands: what is said is what counts.
_REPORTS = re.compile(
    r"bec[ao]mes?|m[ae][dk]es?|took|takes?|g[ai]ves?|does|says?|said|counts?|counted|correct|around|"
    r"place|together|stat(?:es?|ed)|according|report(?:s|ed|edly)?|not(?:es|ed)|add(?:s|ed)|text|document|source|under|non",
    re.IGNORECASE,
)
_HE_SAID = re.compile(r"\W*(?:he|she|it|they)\b", re.IGNORECASE)
_LISTED = re.compile(r",\s+|,?\s+and\s+")
_SHORTEST_QUOTATION = 1
# Carry a sentence without saying what it is about.
_LIGHT = frozenset(
    """among amongst during within via including included concerning regarding towards along around through by between
    upon onto off per became become take took taken make made hold held keep kept put go went go come came bring brought
    belong belongs belonged mean means meant consist consists consisted part known called same such respective namely
    also too still both next following time times""".split()
)


@dataclass(frozen=True, slots=True)
class Strictness:
    """How much of a sentence its passage must say; measured by benchmarks/grounding.py."""

    missing: float = 0.45
    """What may be missing of the coverage of the plain words, added up ..."""
    missing_each: float = 0.12
    """... and how much more for each word."""
    least: float = 0.4
    """Coverage of the worst covered plain word."""
    instead: float = 0.5
    """Coverage of a plain word by those that the passage has in its place."""
    sentence: float = 0.42
    """Cosine of the part and the sentence that supports it."""


class Grounding:
    """Checks written sentences against passages; safe to use from several threads."""

    def __init__(self, embedder: Embedder, strictness: Strictness | None = None) -> None:
        """Compare meanings by the vectors of an embedder."""
        self._vectors = KeptVectors(embedder)
        self._strictness = strictness or Strictness()

    def check(self, sentence: str, keys: Sequence[str], passages: Mapping[str, Hit]) -> Verdict:
        """Return whether a sentence may be shown, and where it stands.

        Args:
            sentence: one written sentence, its citations taken out.
            keys: the keys that it cites. Unknown ones count for nothing; a sentence without a known one may stand in
                any of the passages.
            passages: what was given to the model, by key.
        """
        if reason := _unfit(sentence):
            return Verdict(reason=reason)
        cited = list(dict.fromkeys(passages[key] for key in keys if key in passages))
        hits = cited or list(passages.values())
        statement = statement_of(sentence, common_words(hits))
        verdicts = [self._in_one(statement, hit) for hit in hits]
        # A sentence that cites two passages may have a part in each; one that cites none has to stand in one.
        together = [cited] if cited else [[hit] for hit in hits]
        several = (self._in_several(sentence, some) for some in together)
        supported = next((verdict for verdict in verdicts if verdict.supported), None) or next(
            filter(None, several), None
        )
        return supported or min(verdicts, key=_order, default=Verdict(reason="no passage"))

    def _in_one(self, statement: Statement, hit: Hit) -> Verdict:
        """Look for one sentence of the hit that says it all."""
        reasons = []
        for source in sources_of(hit):
            reason = self._reason(statement, source)
            if not reason:
                return Verdict((Support(hit, source.start, source.end),))
            reasons.append(reason)
        return Verdict(reason=max(reasons, key=_nearness, default="an empty passage"))

    def _in_several(self, text: str, hits: Sequence[Hit]) -> Verdict | None:
        """Look for neighbouring sentences, or sentences of different hits, that say a part each."""
        sources = [source for hit in hits for source in sources_of(hit)]
        for parts in ways_to_cut(text, common_words(hits)):
            found: list[list[Source]] = []
            for part in parts:
                found.append([
                    source for source in sources
                    if part.may_be_about(source) and not self._reason(part.statement, source)
                ])  # fmt: skip
                if not found[-1]:
                    break
            chosen = close_together(found) if all(found) else []
            if chosen:
                return Verdict(tuple(dict.fromkeys(Support(source.hit, source.start, source.end) for source in chosen)))
        return None

    def _reason(self, statement: Statement, source: Source) -> str:
        """Return why a sentence of a passage does not support a statement; empty where it does."""
        return (
            _facts_missing(statement, source) or _disagrees(statement, source) or self._not_covered(statement, source)
        )

    def _not_covered(self, statement: Statement, source: Source) -> str:
        words = [word for word in statement.plain_words if not _REPORTS.fullmatch(word.text)]
        against = [word for word in source.statement.words if says_something(word)]
        around = frozenset(word.stem for word in words_of(source.around))
        scores = coverage(words, against, around, self._vectors)
        if other := self._replaced(statement, against, around):
            return f"the passage says something else in the place of: {other}"
        for word, score in zip(words, scores, strict=True):
            if opposed(word.stem, source.statement.stems) and word.stem not in source.statement.stems:
                return f"the passage says the opposite: {word.text}"
            if score < self._strictness.least and word.text.lower() not in _LIGHT:
                return f"not in the passage: {word.text}"
        own = sum(coverage(words, against, frozenset(), self._vectors))
        if own < len(words) / 2:
            return "only the title and the headings say it"
        missing = sum(1 - score for score in scores)
        if missing > self._strictness.missing + self._strictness.missing_each * len(scores):
            return "the passage says something else"
        vectors = self._vectors.of([statement.text, source.statement.text])
        return (
            "" if float(vectors[0] @ vectors[1]) >= self._strictness.sentence else "the passage is about something else"
        )

    def _replaced(self, statement: Statement, against: Sequence[Word], around: Set[str]) -> str:
        """Return the first word that stands in the place of one that says something else; empty where none does."""
        words = [word for word in statement.words if says_something(word)]
        plain = statement.plain_words
        for word, instead in replaced_by(words, against, around):
            if word not in plain or word.text.lower() in _LIGHT or _REPORTS.fullmatch(word.text):
                continue
            if coverage([word], instead, frozenset(), self._vectors)[0] < self._strictness.instead:
                return word.text
        return ""


def _unfit(sentence: str) -> str:
    if not any(word.is_content for word in words_of(sentence)):
        return "it says nothing"
    if not _ENDS.search(sentence):
        return "it is no whole sentence"
    if _LINK.search(sentence):
        return "it holds a link or markup"
    if sentence.rstrip().endswith("?") or _SPEAKS_OF_ITSELF.search(sentence):
        return "it states nothing about the documents"
    return ""


def _facts_missing(statement: Statement, source: Source) -> str:
    if date := date_missing(statement, source):
        return f"date {date}"
    if number := number_missing(statement, source):
        return f"number {number}"
    around = frozenset(word.stem for word in words_of(source.around))
    stems = source.statement.stems | around
    if names := missing_names(statement.names, f"{source.statement.text} {source.around}", stems):
        return f"name {names[0]}"
    if (
        statement.names
        and source.statement.names
        and not (_shares_a_name(statement, source) or _is_the_heading(statement, source))
    ):
        return f"name {statement.names[0].words[0].text}"
    if name := _speaker_missing(statement, source) or _of_another_list(statement, source):
        return f"name {name}"
    digits = [word.text for word in statement.words if word.text[0].isdigit() and word.stem not in stems]
    if digits and not _explained(statement, digits):
        return f"number {digits[0]}"
    if _TO_ITS_READER.search(source.statement.text):
        return "the passage only tells its reader what to do"
    return _quotation_missing(statement, source.hit)


def _speaker_missing(statement: Statement, source: Source) -> str:
    """Return the name of whom a statement lets speak if the sentence itself does not name him and says no "he"."""
    speaker = speaker_of(statement.text)
    if not speaker or _HE_SAID.match(source.statement.text):
        return ""
    return next(iter(missing_names([speaker], source.statement.text, source.statement.stems)), "")


def _of_another_list(statement: Statement, source: Source) -> str:
    """Return a name that a statement adds, from the title or headings, to names that the sentence lists."""
    text, stems = source.statement.text, source.statement.stems
    for one, other in pairwise(statement.names):
        if _LISTED.fullmatch(statement.text[one.end : other.start]):
            missing = [missing_names([name], text, stems) for name in (one, other)]
            if bool(missing[0]) != bool(missing[1]):
                return next(iter(missing[0] or missing[1]))
    return ""


def _shares_a_name(statement: Statement, source: Source) -> bool:
    """Return whether a statement's names stand in the sentence itself, not only in what is above it."""
    return len(missing_names(statement.names, source.statement.text, source.statement.stems)) < sum(
        len(name.words) for name in statement.names
    )


def _is_the_heading(statement: Statement, source: Source) -> bool:
    """Return whether all that a statement names is what the section is about by its heading."""
    heading = {word.stem for word in words_of(re.split(r"[>›»/|]", source.hit.heading)[-1])}
    return bool(heading) and all(word.stem in heading for name in statement.names for word in name.words)


def _explained(statement: Statement, digits: Sequence[str]) -> bool:
    values: tuple[Value, ...] = (*statement.dates, *statement.numbers)
    taken = [(value.start, value.end) for value in values]
    return all(
        any(start <= word.start < end for start, end in taken) for word in statement.words if word.text in digits
    )


def _quotation_missing(statement: Statement, hit: Hit) -> str:
    text = " ".join(words_of_text(hit.text))
    for quotation in statement.quotations:
        words = words_of_text(quotation)
        if len(words) >= _SHORTEST_QUOTATION and " ".join(words) not in text:
            return f"quotation {quotation}"
    return ""


def words_of_text(text: str) -> list[str]:
    """Return the words of a text as a quotation is compared: small letters, no accents, nothing else changed."""
    return [word.text.lower() for word in words_of(text)]


def _disagrees(statement: Statement, source: Source) -> str:
    ours, theirs = statement.text, source.statement.text
    if value := pairing_differs(statement, source):
        return f"{value} belongs to something else"
    if word := negation_differs(ours, theirs):
        return f"negation: {word}"
    if word := turned_into_its_opposite(ours, theirs):
        return f"the passage says the opposite of: {word}"
    word = claims_more(ours, theirs, source.around) or roles_differ(ours, theirs)
    return f"the passage differs in: {word}" if word else ""


_STAGES = (
    "date",
    "number",
    "name",
    "quotation",
    "negation",
    "the passage differs",
    "not in the passage",
    "the passage",
)


def _nearness(reason: str) -> int:
    """Return how far a reason came in the check; the farthest is the one to tell."""
    return next((index for index, stage in enumerate(_STAGES) if reason.startswith(stage)), len(_STAGES))


def _order(verdict: Verdict) -> int:
    return -_nearness(verdict.reason)
