"""Words of a text as they are compared: folded, stemmed, with their offsets."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import Stemmer  # type: ignore[import-not-found, import-untyped, unused-ignore]

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*|[^\W_]+")
_SMALL_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
).split()
_NUMBER_WORDS: Mapping[str, str] = {
    **{word: str(value) for value, word in enumerate(_SMALL_NUMBERS)},
    **{word: str(10 * value) for value, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), 3)},
}
# Says how a question is put or how a sentence is built, not what either is about.
_FUNCTION_WORDS = frozenset(
    """a about according actually all also am an and another any are as at be been being but by can could did do does
    done each either else ever every exactly for from get gets give given gives got had has have having he her here
    hers him his how i if in into is isn it its itself just kind let like many may me might mine more most much must
    my name named names need no nor not of off oh ok okay on one only or other others our out over own per please pls
    quite rather s shall she should so some such t tell than that the their theirs them then there these they thing
    things this those to too up us very want was wasn we were what when where whether which while who whom whose why
    will with would yes you your yours hi hello thanks thank know somebody someone something anything""".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text, `text[start:end]`."""

    text: str
    stem: str
    """What is compared: lower case, without accents and endings; numbers in digits without separators."""
    start: int
    end: int

    @property
    def is_content(self) -> bool:
        """Whether the word says what a text is about."""
        return self.text.lower() not in _FUNCTION_WORDS

    @property
    def is_number(self) -> bool:
        """Whether the word is written in digits or is a number word."""
        return self.stem[0].isdigit()


def words_of(text: str) -> list[Word]:
    """Return the words of a text, in order; parts of hyphenated words are words of their own."""
    found = []
    for match in _WORD.finditer(text):
        if match.group() not in ("s", "S"):
            found.append(Word(match.group(), stem_of(match.group()), match.start(), match.end()))
    return found


@lru_cache(maxsize=50_000)
def stem_of(word: str) -> str:
    """Return what a word is compared by."""
    folded = "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
    lower = folded.lower().replace("’", "'")
    if lower[:1].isdigit():
        return re.sub(r"[.,](?=\d{3}\b)", "", lower)
    if lower in _NUMBER_WORDS:
        return _NUMBER_WORDS[lower]
    return str(Stemmer.Stemmer("english").stemWord(lower)) or lower
