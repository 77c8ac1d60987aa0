"""Sentences that the starter corpus supports, and ones that it does not, made from its own by fixed rules."""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.grounding.dates import dates_of
from assistant.grounding.names import names_of
from assistant.grounding.numbers import numbers_of
from ingest.loaders import load
from ingest.splitting import split
from store.documents import Hit
from store.embedder import Embedder
from store.sentences import sentence_spans

_SEED = 6
_MONTHS = "January February March April May June July August September October November December".split()
_SPELLED = {
    "2": "two", "3": "three", "4": "four", "6": "six", "7": "seven", "8": "eight", "9": "nine", "13": "thirteen",
    "14": "fourteen", "15": "fifteen", "16": "sixteen", "22": "twenty-two", "25": "twenty-five", "27": "twenty-seven",
    "28": "twenty-eight", "30": "thirty", "32": "thirty-two", "34": "thirty-four", "36": "thirty-six", "40": "forty",
}  # fmt: skip
_WRITTEN_OTHERWISE = (
    ("is called", "bears the name"), ("was founded", "was established"), ("launched", "started"), ("began", "started"),
    ("took part", "participated"), ("met", "came together with"), ("joined", "became part of"),
    ("countries", "nations"), ("troops", "soldiers"), ("talks", "discussions"), ("ended", "came to an end"),
    ("supports", "helps"), ("approved", "endorsed"), ("signed", "put their names to"), ("named", "mentioned"),
    ("more than", "over"), ("about", "around"), ("purpose", "aim"), ("grew", "rose"), ("wanted", "wished"),
    ("set up", "established"), ("opened", "inaugurated"), ("offers", "provides"), ("lists", "names"),
    ("by the end of", "at the end of") , ("replaced", "took the place of"), ("forerunner", "predecessor"),
)  # fmt: skip
_OTHER_RELATIONS = (
    ("joined", "left"), ("launched", "ended"), ("opened", "closed"), ("began", "ended"), ("ended", "began"),
    ("signed", "rejected"), ("approved", "rejected"), ("adopted", "rejected"), ("endorsed", "criticised"),
    ("supports", "opposes"), ("replaced", "preceded"), ("grew", "shrank"), ("more than", "fewer than"),
    ("about", "exactly"), ("suspended", "resumed"), ("first", "last"), ("before", "after"), ("after", "before"),
    ("by", "before"), ("until", "since"), ("some", "more than"), ("leaders", "ambassadors"), ("ministers", "generals"),
    ("foreign ministers", "defence ministers"), ("military", "civilian"), ("partner countries", "member countries"),
    ("invited", "expelled"), ("agreed", "refused"), ("joint", "separate"), ("voluntary", "mandatory"), ("more", "less"),
    ("open", "closed"), ("led by", "opposed by"), ("largest", "smallest"), ("new", "old"), ("ships", "helicopters"),
    ("early", "late"), ("practical", "theoretical"), ("from outside", "from inside"), ("common", "different"),
)  # fmt: skip
_NEGATED = (
    (r"\b(was|were|is|are|had|has|have|will|can|may) (?!not\b|no\b)", r"\1 not "),
    (r"\b(was|were|is|are|had|has|have|will|can|may) not ", r"\1 "),
    (r"\b(joined|signed|met|took|opened|led|named|named|agreed|adopted|endorsed|launched)\b", r"never \1"),
    (r"\bno longer\b", "still"),
)
_LISTED = re.compile(r"^\s*[-*]\s+")


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence with the passages that it cites."""

    sentence: str
    hits: tuple[Hit, ...]
    supported: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the corpus: its text, its passage, and its neighbour behind it in the passage."""

    text: str
    hit: Hit
    following: str


def hits_of(documents: Sequence[Path], embedder: Embedder) -> list[Hit]:
    """Return the passages of documents as they would be found."""
    found = []
    for path in documents:
        loaded = load(path.read_bytes(), path.name)
        for passage in split(loaded, embedder.count, embedder.window):
            found.append(Hit(
                f"documents/{path.name}", loaded.title, passage.heading, passage.page, passage.text, passage.start,
                passage.end, 1.0, loaded.date,
            ))  # fmt: skip
    return found


def made_cases(hits: Sequence[Hit]) -> list[Case]:
    """Return the cases, the same ones for the same passages."""
    chance = random.Random(_SEED)
    lines = [line for hit in hits for line in _lines(hit)]
    cases: dict[tuple[str, str], Case] = {}
    for line in lines:
        for case in [*_supported(line, chance), *_unsupported(line, lines, chance)]:
            cases.setdefault((case.sentence, case.rule), case)
    return list(cases.values())


def _lines(hit: Hit) -> Iterator[Line]:
    texts = [_LISTED.sub("", hit.text[start:end]) for start, end in sentence_spans(hit.text)]
    for text, following in zip(texts, [*texts[1:], ""], strict=True):
        if text.endswith(".") and len(text.split()) > 4:
            yield Line(text, hit, following if following.endswith(".") else "")


def _supported(line: Line, chance: random.Random) -> Iterator[Case]:
    rules: Mapping[str, Callable[[Line, random.Random], str]] = {
        "the sentence itself": lambda line, _: line.text,
        "date written otherwise": _date_otherwise,
        "number in words": _number_in_words,
        "word for word of the same sense": _reworded,
        "shortened": _shortened,
        "passive": _passive,
        "joined": _joined,
    }
    for rule, make in rules.items():
        if rule == "the sentence itself" and chance.random() > 0.25:
            continue
        sentence = make(line, chance)
        if sentence and (sentence != line.text or rule == "the sentence itself"):
            yield Case(sentence, (line.hit,), True, rule)


def _date_otherwise(line: Line, chance: random.Random) -> str:
    whole = [date for date in dates_of(line.text) if date.year and date.month and date.day]
    if not whole or " and " in line.text[whole[0].start : whole[0].end]:
        return ""
    date = whole[0]
    form = chance.choice(("{m} {d}, {y}", "{d} of {m} {y}", "{y}-{n:02}-{d:02}"))
    new = form.format(m=_MONTHS[date.month - 1], d=date.day, y=date.year, n=date.month)
    return line.text[: date.start] + new + line.text[date.end :]


def _number_in_words(line: Line, _: random.Random) -> str:
    for number in numbers_of(line.text, dates_of(line.text)):
        if number.value in _SPELLED and line.text[number.start : number.end].isdigit():
            return line.text[: number.start] + _SPELLED[number.value] + line.text[number.end :]
    return ""


def _reworded(line: Line, chance: random.Random) -> str:
    fitting = [pair for pair in _WRITTEN_OTHERWISE if re.search(rf"\b{pair[0]}\b", line.text)]
    text = line.text
    for old, new in chance.sample(fitting, min(2, len(fitting))):
        text = re.sub(rf"\b{old}\b", new, text, count=1)
    return text


def _shortened(line: Line, _: random.Random) -> str:
    for pattern in (
        r"^(According to [^,]+), (.+)$",
        r"^(.+?), (?:according to|because of|for instance|as NATO).+\.$",
        r"^(In [A-Z][a-z]+ \d{4}) (\w+.+)$",
    ):
        if match := re.match(pattern, line.text):
            kept = match.group(match.lastindex or 1)
            return kept[0].upper() + kept[1:].rstrip(".") + "."
    match = re.match(r"^(.{30,}?), and (?:the|it|[A-Z]).{15,}\.$", line.text)
    return f"{match[1]}." if match else ""


def _passive(line: Line, _: random.Random) -> str:
    match = re.match(
        r"^((?:NATO|Leaders|Allied leaders|NATO leaders|NATO foreign ministers|Foreign ministers|Rasmussen|"
        r"Jens Stoltenberg|Defence ministers)) (launched|endorsed|adopted|approved|opened|named|signed|recognised|"
        r"revised|coordinated|trained|described|proposed) "
        r"([^,.]+?) ((?:in|at|on|between) [^,]*?\d{4}[^,]*)\.$", line.text,
    )  # fmt: skip
    if not match:
        return ""
    thing = match[3][0].upper() + match[3][1:]
    verb = "were" if re.search(r"s\b", match[3].split(" of ")[0].split()[-1]) else "was"
    return f"{thing} {verb} {match[2]} by {match[1]} {match[4]}."


def _joined(line: Line, chance: random.Random) -> str:
    if not line.following or chance.random() > 0.5:
        return ""
    following = line.following
    if not names_of(following) or following.split()[0] in (
        "The",
        "A",
        "In",
        "On",
        "At",
        "Under",
        "Two",
        "Four",
        "More",
        "Other",
    ):
        following = following[0].lower() + following[1:]
    return f"{line.text[:-1]}{chance.choice((', and ', '; ', ', while '))}{following}"


def _unsupported(line: Line, lines: Sequence[Line], chance: random.Random) -> Iterator[Case]:
    rules: Mapping[str, Callable[[Line, Sequence[Line], random.Random], str]] = {
        "number changed": _number_changed,
        "date changed": _date_changed,
        "name changed": _name_changed,
        "negation": _negation,
        "relation changed": _relation_changed,
        "roles swapped": _roles_swapped,
        "mixture": _mixture,
    }
    for rule, make in rules.items():
        sentence = make(line, lines, chance)
        if sentence and sentence != line.text:
            yield Case(sentence, (line.hit,), False, rule)
    if chance.random() < 0.5 and (other := _other_passage(line, lines, chance)):
        yield Case(line.text, (other,), False, "wrong citation")


def _number_changed(line: Line, _: Sequence[Line], chance: random.Random) -> str:
    numbers = [number for number in numbers_of(line.text, dates_of(line.text)) if number.value.isdigit()]
    if not numbers:
        return ""
    number = chance.choice(numbers)
    other = str(int(number.value) + chance.choice((-1, 1, 2, 10)))
    return line.text[: number.start] + other + line.text[number.end :]


def _date_changed(line: Line, _: Sequence[Line], chance: random.Random) -> str:
    dates = dates_of(line.text)
    if not dates:
        return ""
    date = chance.choice(dates)
    text = line.text[date.start : date.end]
    if date.month and chance.random() < 0.5:
        new = text.replace(_MONTHS[date.month - 1], _MONTHS[(date.month + chance.randint(0, 9)) % 12])
    elif date.day and chance.random() < 0.5:
        new = re.sub(r"\b\d{1,2}\b", str(date.day % 28 + 1), text, count=1)
    else:
        new = text.replace(str(date.year), str(date.year + chance.choice((-2, -1, 1, 3))))
    changed = line.text[: date.start] + new + line.text[date.end :]
    return "" if new == text else changed


def _name_changed(line: Line, lines: Sequence[Line], chance: random.Random) -> str:
    names = [line.text[name.start : name.end] for name in names_of(line.text)]
    around = f"{line.hit.title} {line.hit.heading} {line.hit.text}"
    others = [
        text for other in chance.sample(list(lines), 40) for name in names_of(other.text)
        if (text := other.text[name.start : name.end]) not in around
    ]  # fmt: skip
    if not names or not others:
        return ""
    name = chance.choice(names)
    same_length = [other for other in others if len(other.split()) == len(name.split())]
    return line.text.replace(name, chance.choice(same_length or others), 1)


def _negation(line: Line, _: Sequence[Line], __: random.Random) -> str:
    for pattern, new in _NEGATED:
        changed = re.sub(pattern, new, line.text, count=1)
        if changed != line.text:
            return changed
    return ""


def _relation_changed(line: Line, _: Sequence[Line], chance: random.Random) -> str:
    fitting = [pair for pair in _OTHER_RELATIONS if re.search(rf"\b{pair[0]}\b", line.text)]
    if not fitting:
        return ""
    old, new = chance.choice(fitting)
    return re.sub(rf"\b{old}\b", new, line.text, count=1)


def _roles_swapped(line: Line, _: Sequence[Line], __: random.Random) -> str:
    match = re.match(
        r"^((?:[A-Z][\w’'-]+ ?)+) (supported|replaced|joined|invited|led|followed|commanded|thanked|opened|created|"
        r"recognised|called|helped|endorsed) "
        r"((?:the )?(?:[A-Z][\w’'-]+(?: for| of)? ?)+)(?= |\.)(.*)$", line.text,
    )  # fmt: skip
    return (
        f"{match[3].strip()} {match[2]} {match[1].strip()}{' ' if match[4][:1].isalpha() else ''}{match[4]}"
        if match
        else ""
    )


def _mixture(line: Line, _: Sequence[Line], __: random.Random) -> str:
    """One sentence with the date or number of the next one."""
    for values in (dates_of, lambda text: numbers_of(text, dates_of(text))):
        ours, theirs = values(line.text), values(line.following)
        if ours and theirs:
            old, new = line.text[ours[-1].start : ours[-1].end], line.following[theirs[-1].start : theirs[-1].end]
            if old not in new and new not in line.text:
                return line.text.replace(old, new)
    return ""


def _other_passage(line: Line, lines: Sequence[Line], chance: random.Random) -> Hit | None:
    """Return a passage of another document that lacks a name, number or date of the sentence."""
    names = [line.text[name.start : name.end] for name in names_of(line.text)]
    values = [
        line.text[value.start : value.end]
        for value in [*dates_of(line.text), *numbers_of(line.text, dates_of(line.text))]
    ]
    for other in chance.sample(list(lines), 10):
        text = f"{other.hit.title} {other.hit.heading} {other.hit.text}"
        if other.hit.source != line.hit.source and any(wanted not in text for wanted in [*names, *values]):
            return other.hit
    return None
