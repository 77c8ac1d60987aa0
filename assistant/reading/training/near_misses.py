"""Questions that a passage almost answers, made from those that it does: what teaches the reader to refuse."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random

from assistant.reading.training.examples import Example
from store.sentences import sentence_spans

_NAME = r"[A-Z][\w’'-]*[a-z0-9](?:\s+(?:(?:of|the|de|von|and)\s+)?[A-Z][\w’'-]*[a-z0-9])*"
_YEAR = r"\b1\d{3}s?\b|\b20\d\ds?\b"
_NUMBER = r"\b\d+(?:[.,]\d+)*\b"
_ASKING = frozenset(
    """what when where which who whom whose why how is are was were do does did has have had can could in on at by for
    from to the a an during after before if of according name""".split()
)
_OPPOSITES = """first last|before after|increase decrease|increased decreased|largest smallest|highest lowest|
    more fewer|most least|north south|northern southern|east west|eastern western|oldest newest|older younger|
    oldest youngest|early late|earlier later|begin end|began ended|start stop|started stopped|won lost|win lose|
    winner loser|support oppose|supported opposed|allowed forbidden|allow forbid|accept reject|accepted rejected|
    internal external|public private|true false|positive negative|major minor|gain lose|gained lost|open close|
    opened closed|married divorced|born buried|birth death|richest poorest|strongest weakest|strong weak|high low|
    higher lower|large small|larger smaller|longest shortest|long short|best worst|good bad|male female|men women|
    father mother|son daughter|brother sister|king queen|buy sell|bought sold|attack defend|attacked defended|
    import export|imported exported|agree disagree|agreed disagreed|include exclude|included excluded|
    created destroyed|create destroy|built demolished|founded abolished|founder critic|rise fall|rose fell|
    enter leave|entered left|arrive depart|arrived departed|appointed dismissed|legal illegal|rural urban|
    modern ancient|maximum minimum|cause prevent|caused prevented|friend enemy|ally enemy|allies enemies|
    advantage disadvantage|benefit harm|teacher student|summer winter|day night|land sea|upper lower|left right"""
_NEGATABLE = re.compile(
    r"\b(did|does|do|was|were|is|are|can|could|has|have|had|will|would|must|should)\b", re.IGNORECASE
)


def exchanged(examples: Sequence[Example], random: Random) -> Iterator[Example]:
    """Yield questions with one name, year or number exchanged for another of the passage's or its document's."""
    documents = _mentions_by_document(examples)
    for example in examples:
        changed = _exchanged(example, documents[example.doc], random)
        if changed:
            yield replace(example, question=changed, spans=(), kind=f"{example.kind}/exchanged")


def opposed(examples: Iterable[Example], random: Random) -> Iterator[Example]:
    """Yield questions with a word exchanged for its opposite, which the passage does not have, or negated."""
    opposites = _opposites()
    for example in examples:
        changed = _opposite(example, opposites, random)
        if changed:
            yield replace(example, question=changed, spans=(), kind=f"{example.kind}/opposed")


def negated(examples: Iterable[Example]) -> Iterator[Example]:
    """Yield questions with "not" or "never" put in."""
    for example in examples:
        found = list(_NEGATABLE.finditer(example.question))
        if found and " not " not in example.question:
            place = found[0].end()
            changed = f"{example.question[:place]} not{example.question[place:]}"
            if not re.match(r"\s*(what|who|which)\b", example.question, re.IGNORECASE):
                changed = _never(example.question, place)
            yield replace(example, question=changed, spans=(), kind=f"{example.kind}/negated")


def bereft(examples: Iterable[Example], fewest: int = 2) -> Iterator[Example]:
    """Yield passages with the sentences that hold an answer taken out, where at least `fewest` remain."""
    for example in examples:
        answers = [example.passage[start:end] for start, end in example.spans]
        kept = [
            example.passage[start:end]
            for start, end in sentence_spans(example.passage)
            if not any(a < end and start < b for a, b in example.spans)
            and not any(answer in example.passage[start:end] for answer in answers)
        ]
        if len(kept) >= fewest:
            yield replace(example, passage=" ".join(kept), spans=(), kind=f"{example.kind}/bereft")


def misplaced(examples: Sequence[Example], random: Random, nearest: int = 4) -> Iterator[Example]:
    """Yield questions with another passage that ranks high for them by shared rare words and holds no answer."""
    passages = sorted({(example.doc, example.passage) for example in examples})
    ranked = _ranked([example.question for example in examples], [text for _, text in passages], nearest + 4)
    for example, numbers in zip(examples, ranked, strict=True):
        answers = [example.passage[start:end].lower() for start, end in example.spans]
        others = [
            passages[number]
            for number in numbers
            if passages[number][1] != example.passage
            and not any(answer in passages[number][1].lower() for answer in answers)
        ][:nearest]
        if others:
            doc, passage = random.choice(others)
            yield replace(example, doc=doc, passage=passage, spans=(), kind=f"{example.kind}/misplaced")


def unjudged(examples: Sequence[Example], nearest: int, random: Random) -> Iterator[Example]:
    """Yield questions with one of the other passages that rank highest, of which nobody has said if they answer."""
    passages = sorted({(example.doc, example.passage) for example in examples})
    found = _ranked([example.question for example in examples], [text for _, text in passages], nearest + 1)
    for example, numbers in zip(examples, found, strict=True):
        others = [passages[number] for number in numbers if passages[number][1] != example.passage][:nearest]
        if others:
            doc, passage = random.choice(others)
            yield replace(example, doc=doc, passage=passage, spans=(), kind=f"{example.kind}/unjudged")


def _ranked(questions: Sequence[str], passages: Sequence[str], most: int) -> Iterator[list[int]]:
    """Yield the numbers of the passages nearest to each question by tf-idf, best first."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    weigh = TfidfVectorizer(stop_words="english", sublinear_tf=True)
    columns = weigh.fit_transform(passages).T.tocsc()
    for start in range(0, len(questions), 500):
        scores = (weigh.transform(questions[start : start + 500]) @ columns).toarray()
        best = np.argpartition(-scores, min(most, scores.shape[1] - 1), axis=1)[:, :most]
        for row, numbers in zip(scores, best, strict=True):
            yield sorted(map(int, numbers), key=lambda number: -row[number])


def _mentions_by_document(examples: Iterable[Example]) -> dict[str, dict[str, list[str]]]:
    mentions: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for doc, passage in sorted({(example.doc, example.passage) for example in examples}):
        for kind, _, text in _mentions(passage):
            mentions[doc][kind].append(text)
    return mentions


def _mentions(text: str) -> list[tuple[str, int, str]]:
    """Return kind, place and words of the years, numbers and names of a text."""
    found = [("year", match.start(), match.group()) for match in re.finditer(_YEAR, text)]
    years = {place for _, place, _ in found}
    found += [
        ("number", match.start(), match.group()) for match in re.finditer(_NUMBER, text) if match.start() not in years
    ]
    for match in re.finditer(_NAME, text):
        words, place = match.group(), match.start()
        first = words.split()[0]
        if first == words and _begins_sentence(text, place):
            continue
        if first.lower() in _ASKING:
            words = words[len(first) :].lstrip()
            place = match.end() - len(words)
        if words:
            found.append(("name", place, words))
    return found


def _begins_sentence(text: str, place: int) -> bool:
    before = text[:place].rstrip()
    return not before or before[-1] in '.!?"”:'


def _exchanged(example: Example, document: dict[str, list[str]], random: Random) -> str | None:
    mentions = _mentions(example.question)
    random.shuffle(mentions)
    answers = " ".join(example.passage[start:end].lower() for start, end in example.spans)
    for kind, place, words in mentions:
        near = [text for other, _, text in _mentions(example.passage) if other == kind]
        for pool in (near, document[kind]) if random.random() < 0.7 else (document[kind],):
            fitting = [text for text in pool if _is_other(text, example.question, answers)]
            if fitting:
                return example.question[:place] + random.choice(fitting) + example.question[place + len(words) :]
    return None


def _is_other(text: str, question: str, answers: str) -> bool:
    lower = text.lower()
    return (
        lower not in question.lower()
        and lower not in answers
        and not any(part in question.lower() for part in lower.split() if len(part) > 3)
    )


def _opposites() -> dict[str, str]:
    pairs = [pair.split() for pair in _OPPOSITES.split("|")]
    return dict(pair for first, second in pairs for pair in ((first, second), (second, first)))


def _opposite(example: Example, opposites: dict[str, str], random: Random) -> str | None:
    passage = set(re.findall(r"\w+", example.passage.lower()))
    found = [
        match
        for match in re.finditer(r"\w+", example.question.lower())
        if match.group() in opposites and opposites[match.group()] not in passage
    ]
    if not found:
        return None
    match = random.choice(found)
    return example.question[: match.start()] + opposites[match.group()] + example.question[match.end() :]


def _never(question: str, place: int) -> str:
    """Put "never" behind the subject, which is taken to end before the first word in lower case after the verb."""
    rest = question[place:]
    name = re.match(r"\s+(?:the\s+\w+|[A-Z]\w*(?:\s+[A-Z]\w*)*|\w+)", rest)
    end = name.end() if name else 0
    return f"{question[:place]}{rest[:end]} never{rest[end:]}"
