"""Questions made by rules from the sentences of texts: who, what, when, where and how many."""

import re
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from assistant.reading.mentions import Mention, MentionKind, mentions_of
from assistant.reading.training.examples import Example, Span
from assistant.reading.training.verbs import infinitives
from store.sentences import sentence_spans

KIND = "rules"
WHETHER = f"{KIND}/whether"
_WHETHER_BEGINS = ("Was ", "Were ", "Did ")
# Share of the sentences that can be asked for whether they are so, of which that is asked.
_WHETHER_SHARE = 0.25
_SHORTEST, _LONGEST = 40, 240
_FEWEST_WORDS, _MOST_WORDS = 7, 24
_PASSAGE = 1200
# At the head of a sentence these name nothing by themselves.
_UNNAMED = re.compile(
    r"(?:he|she|it|they|we|i|you|this|that|these|those|there|here|his|her|its|their|our|my|such|both|some|many|one|"
    r"all|another|other|no|if|when|while|although|as|but|and|or|however|thus|also|after|before|once|since|during|"
    r"though|yet|despite|because|meantime)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"(?P<subject>[^,;:()]{3,70}?) (?P<be>was|were) (?P<rest>(?!not\b)\w+(?:ed|en|lt|de|ld|nt|wn|un|ght)\b.*)"
)
_SAID = frozenset("said stated argued claimed announced declared warned told asked wrote".split())
_BODY = re.compile(
    r"\b(?:Council|Union|Nations|Organi[sz]ation|Committee|Commission|Bank|Court|Agency|Party|Parliament|Assembly|"
    r"Association|Company|Ministry|Department|Government|Congress|Senate|Alliance|League|Fund|Office|Army|University)\b"
)
_LATER = re.compile(r"[,;:(]|\b(?:and|but|which|who|while|when|after|before|because|although|where|with|that)\b")
# What one may ask beyond what is told, with the words of a passage that may tell it.
_UNSAID = {
    "Why": r"\b(?:because|since|due|owing|reasons?|therefore|thus|so that|in order|result|caused?|for this|as)\b|"
    r"\b(?:aim\w*|to [a-z]+|for \w+ing)\b",
    "At what time of day": r"\d[:.]\d\d|\b[ap]\.?m\b|\b(?:noon|midnight|morning|evening|night|dawn|o'clock)\b",
    "On which day of the week": r"\b\w+days?\b",
    "On whose advice": r"\b(?:advi\w+|suggest\w*|recommend\w*|propos\w+|request\w*|urg\w+|insist\w*|behest)\b",
    "At what cost in dollars": r"[$€£]|\b(?:dollars?|cost\w*|pounds?|euros?|price\w*|paid|worth|fund\w*|USD)\b",
    "For how many minutes": r"\bminutes?\b|\bhours?\b",
    "With the help of which minister": r"\bministers?\b|\bsecretar\w+\b",
    "Under what title": r"\b(?:titled?|entitled|called|named|known)\b|[\"“_]",
    "On which page of the report": r"\bpages?\b|\breports?\b",
    "In which building": r"\b(?:building|hall|house|palace|cent(?:re|er)|hotel|room|castle|church|school)\w*",
}
_PLURAL = re.compile(r"\s(?:\w+\s){0,2}?\w{3,}s\b")


def rule_questions(texts: Sequence[Path], most: int, random: Random) -> list[Example]:
    """Return examples made from text files, folders of them or .tar.xz archives, at most `most` a document.

    The words of each question are its sentence's own, so that only what stands there is asked.
    """
    made = []
    for name, text in documents_of(texts):
        asked = (example for passage in passages_of(text) for example in questions_on(name, passage))
        found = [example for example in asked if example.kind == KIND or random.random() < _WHETHER_SHARE]
        made += random.sample(found, min(most, len(found)))
    return made


def questions_on(doc: str, passage: str) -> Iterator[Example]:
    """Yield the questions that the rules make of a passage, each with the words that answer it."""
    for start, end in sentence_spans(passage):
        sentence = passage[start:end]
        if not (_SHORTEST <= end - start <= _LONGEST and sentence.endswith(".")) or _UNNAMED.match(sentence):
            continue
        for number, (question, (first, last)) in enumerate(_questions(sentence)):
            span = (start + first, start + last)
            if _FEWEST_WORDS <= len(question.split()) <= _MOST_WORDS:
                asked = " ".join(question.split()) + "?"
                kind = WHETHER if asked.startswith(_WHETHER_BEGINS) else KIND
                yield Example(f"{doc}/{start}/{number}", kind, doc, asked, passage, (span,))


def unsaid_questions(texts: Sequence[Path], most: int, random: Random) -> list[Example]:
    """Return questions for details that the passage does not tell of what it says, at most `most` a document.

    "The plan was adopted in Lisbon in 2010." does not say why, at what time of day, on whose advice.
    """
    made = []
    for name, text in documents_of(texts):
        found = [example for passage in passages_of(text) for example in unsaid_of(name, passage, random)]
        made += random.sample(found, min(most, len(found)))
    return made


def unsaid_of(doc: str, passage: str, random: Random) -> Iterator[Example]:
    """Yield for each sentence of a passage, where there is one, a question for a detail that nothing there may tell."""
    asking = [how for how, telling in _UNSAID.items() if not re.search(telling, passage, re.IGNORECASE)]
    if not any(mention.kind is MentionKind.DAY for mention in mentions_of(passage)):
        asking += ["On what exact day", "On which date"]
    for start, end in sentence_spans(passage):
        sentence = passage[start:end]
        if not (_SHORTEST <= end - start <= _LONGEST and sentence.endswith(".")) or _UNNAMED.match(sentence):
            continue
        asked = _inverted(_clause(sentence))
        if asking and asked and _FEWEST_WORDS <= len(asked.split()) <= _MOST_WORDS:
            how = random.choice(asking)
            yield Example(f"{doc}/{start}/unsaid", f"{KIND}/unsaid", doc, f"{how} {' '.join(asked.split())}?", passage)


def _questions(sentence: str) -> Iterator[tuple[str, Span]]:
    mentions = mentions_of(sentence)
    yield from _who(sentence, mentions)
    yield from _when_or_where(sentence, mentions)
    yield from _how_many(sentence, mentions)
    yield from _whether(sentence)


def _who(sentence: str, mentions: Sequence[Mention]) -> Iterator[tuple[str, Span]]:
    """ "The Council adopted a plan in 2010." asks "Which organisation adopted a plan in 2010"."""
    article = 4 if sentence.startswith("The ") else 0
    subject = next((m for m in mentions if m.kind is MentionKind.NAME and m.start in (0, article)), None)
    if subject is None:
        return
    rest = sentence[subject.end :].rstrip(".")
    verb = re.match(r" (\w+)", rest)
    if not verb or not (verb[1] in infinitives() or verb[1] in ("was", "were", "is", "has", "had")):
        return
    name = sentence[subject.start : subject.end]
    asking = "Which organisation" if _BODY.search(name) else "Who" if verb[1] in _SAID else "Who or what"
    yield asking + _clause(rest), (subject.start, subject.end)


def _when_or_where(sentence: str, mentions: Sequence[Mention]) -> Iterator[tuple[str, Span]]:
    """ "The plan was adopted in Lisbon in 2010." asks "When was the plan adopted in Lisbon", and where in 2010."""
    for mention in mentions:
        before = re.search(r" (in|on|at) (the )?$", sentence[: mention.start])
        if before is None or (asking := _asking(mention, before[1])) is None:
            continue
        clause = sentence[: before.start()] + _clause(sentence[mention.end :])
        if _LATER.search(clause) or not (asked := _inverted(clause)):
            continue
        yield f"{asking} {asked}", (mention.start, mention.end)


def _asking(mention: Mention, preposition: str) -> str | None:
    if mention.kind is MentionKind.DAY:
        # As the unsaid ones are asked, so that the manner of asking does not tell which is which.
        return ("When", "On what exact day", "On which date")[mention.start % 3]
    if mention.kind is MentionKind.DATE:
        return "When"
    if mention.kind is MentionKind.NAME and preposition in ("in", "at"):
        return "Where"
    return None


def _how_many(sentence: str, mentions: Sequence[Mention]) -> Iterator[tuple[str, Span]]:
    """ "The Council invited 13 partners to Lisbon." asks "How many partners did the Council invite to Lisbon"."""
    for mention in mentions:
        counted = _PLURAL.match(sentence, mention.end) if mention.kind is MentionKind.NUMBER else None
        if counted is None or "%" in sentence[mention.start : mention.end]:
            continue
        noun, after = counted.group().strip(), _clause(sentence[counted.end() :])
        if mention.start == 0:
            yield f"How many {noun}{after}", (mention.start, mention.end)
        elif not re.search(r"\b(?:in|on|at|of|for|by|to|from|with|and|over|about|than)\s$", sentence[: mention.start]):
            clause = sentence[: mention.start].rstrip() + after
            if not _LATER.search(clause) and (asked := _inverted(clause)):
                yield f"How many {noun} {asked}", (mention.start, mention.end)


def _whether(sentence: str) -> Iterator[tuple[str, Span]]:
    """ "The plan was adopted in Lisbon in 2010." asks "Was the plan adopted in Lisbon in 2010"."""
    clause = _clause(sentence)
    if asked := _inverted(clause):
        said = re.search(r"[^ ]+(?: [^ ]+){0,5}$", clause)
        if said:
            yield asked[0].upper() + asked[1:], said.span()


def _inverted(clause: str) -> str | None:
    """Return a clause as a question asks it: "was the plan adopted", "did the Council adopt it"; None if unsure."""
    if passive := _PASSIVE.fullmatch(clause):
        return f"{passive['be']} {_within(passive['subject'])} {passive['rest']}"
    for match in re.finditer(r" (\w+)(?= |$)", clause):
        if (infinitive := infinitives().get(match[1])) and infinitive != "have":
            subject, rest = clause[: match.start()], clause[match.end() :]
            if re.search(r"\b(?:was|were|is|are|has|have|had|be|been|to)$", subject):
                return None
            return f"did {_within(subject)} {infinitive}{rest}"
    return None


def _clause(text: str) -> str:
    """Return a text up to where another clause begins."""
    later = _LATER.search(text)
    return text[: later.start() if later else len(text)].rstrip(" .")


def _within(subject: str) -> str:
    """Return a subject as it stands within a sentence."""
    first = subject.split(" ", 1)[0]
    return subject[0].lower() + subject[1:] if first in ("The", "A", "An", "In", "On") else subject


def passages_of(text: str) -> Iterator[str]:
    """Yield the paragraphs of a text, short ones joined to about `_PASSAGE` characters, without tables and titles."""
    gathered = ""
    for paragraph in re.split(r"\n\s*\n", text):
        if not paragraph.rstrip().endswith(".") or "---" in paragraph or paragraph.startswith("#"):
            continue
        if gathered and len(gathered) + len(paragraph) > _PASSAGE:
            yield gathered
            gathered = ""
        gathered += ("\n\n" if gathered else "") + " ".join(paragraph.split())
    if gathered:
        yield gathered


def documents_of(texts: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of files, of the files of folders, and of those in .tar.xz archives, by name."""
    for path in texts:
        if path.is_dir():
            yield from ((file.name, file.read_text("utf-8")) for file in sorted(path.glob("*.md")))
        elif path.suffixes[-2:] == [".tar", ".xz"]:
            with tarfile.open(path) as archive:
                members = sorted((member for member in archive if member.isfile()), key=lambda member: member.name)
                for member in members:
                    if opened := archive.extractfile(member):
                        yield Path(member.name).name, opened.read().decode("utf-8", "replace")
        else:
            yield path.name, path.read_text("utf-8")
