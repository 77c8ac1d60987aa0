"""What was meant by the misspelt words of a question, as the passages write it."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from assistant.reading.sentences import Sentence
from assistant.reading.words import Word, words_of

_INTERROGATIVES = ("who", "where", "when", "what", "which", "why", "how", "name", "many", "whose")
# "were n wen": two question words in a row, of which "were" is one however it is written.
_AND = r"\s+(?:and|an|n|nd|&|or)\s+"
_ASKING = r"(?:who|whom|when|what|which|why|how)"
_WHERE = re.compile(
    rf"\b(?:were|wear)\b(?={_AND}{_ASKING}\b)"
    rf"|\b(?P<first>{_ASKING}{_AND})(?:were|wear)\b(?=\W*$|\s+(?:is|are|was|were|did|do|does|has|have|had)\b)",
    re.IGNORECASE,
)
_JOINED = re.compile(rf"\b({_ASKING}|where)\s+(?:n|nd|an|&)\s+(?=(?:{_ASKING}|where)\b)", re.IGNORECASE)
_SHORTEST = 4
_FORGIVES_TWO = 7


def as_meant(question: str, sentences: Sequence[Sentence]) -> str:
    """Return a question with its misspelt words put right.

    A word is taken for a slip if neither the passages nor English know it, and replaced by what the passages have
    within one slip, or two from seven letters on. "Austria" is no slip for "Australia".
    """
    text = with_interrogatives(question)
    unknown = [word for word in words_of(text) if word.is_content and word.text.lower() not in english_words()]
    if not unknown:
        return text
    forms = _forms(sentences)
    stems = frozenset[str]().union(*(sentence.stems for sentence in sentences))
    for word in reversed(unknown):
        if word.stem not in stems and word.text.lower() not in forms and (meant := nearest(word.text.lower(), forms)):
            text = _replaced(text, word, forms[meant])
    return text


def with_interrogatives(text: str) -> str:
    """Return a text with misspelt question words put right: "wher" and "waht", and "were n wen" as "where and when"."""
    for word in reversed(words_of(text)):
        meant = _interrogative(word.text.lower()) if word.is_content else None
        if meant:
            text = _replaced(text, word, meant)
    text = _WHERE.sub(lambda found: f"{found['first'] or ''}where", text)
    return _JOINED.sub(r"\1 and ", text)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that a misspelt one was meant to be, or None; all in small letters.

    One slip is forgiven from four letters on and two from seven on (optimal string alignment: a letter left out, put
    in, exchanged, or two neighbours swapped); the first letters have to agree, as they do in most misspellings.
    """
    slips = 0 if len(word) < _SHORTEST or not word.isalpha() else 1 if len(word) < _FORGIVES_TWO else 2
    best, least = None, slips + 1
    for other in known:
        if other[:1] != word[:1] or abs(len(other) - len(word)) > slips or len(other) < _SHORTEST:
            continue
        distance = OSA.distance(word, other, score_cutoff=slips)
        if distance < least:
            best, least = other, distance
    return best


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """Return the words that the base model knows whole, in small letters: about 22,500, names among them."""
    from tokenizers import Tokenizer

    from assistant.reading.network import base_folder

    vocabulary = Tokenizer.from_file(str(base_folder() / "tokenizer.json")).get_vocab()
    return frozenset(piece for piece in vocabulary if piece.isalpha())


def _forms(sentences: Sequence[Sentence]) -> Mapping[str, str]:
    """Return the words of sentences, and of the titles and headings above them, by small letters, as mostly written."""
    above = {f"{sentence.hit.title} {sentence.hit.heading}" for sentence in sentences}
    words = [word for sentence in sentences for word in sentence.words]
    words += [word for text in sorted(above) for word in words_of(text)]
    counts = Counter(word.text for word in words)
    return {form.lower(): form for form, _ in reversed(counts.most_common())}


def _replaced(text: str, word: Word, meant: str) -> str:
    return f"{text[: word.start]}{meant}{text[word.end :]}"


def _interrogative(word: str) -> str | None:
    if not 3 <= len(word) <= 5:
        return None
    same: Callable[[str], bool] = lambda other: word[0] == other[0] or sorted(word) == sorted(other)  # noqa: E731
    near = (other for other in _INTERROGATIVES if same(other) and OSA.distance(word, other) == 1)
    return next(near, None)
