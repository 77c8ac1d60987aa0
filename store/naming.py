"""Which documents a question names."""

from collections import Counter
from collections.abc import Iterable

from store.words import content_words

# A word of more than this share of the titles ("country profile") tells no document from the others.
_COMMON = 0.5


def named_titles(question: str, titles: Iterable[str]) -> frozenset[str]:
    """Return the titles whose distinctive words all stand in the question.

    A title named within a longer one ("Guinea" in "Papua New Guinea") does not count; where all titles are of the same
    words, none is named.
    """
    words = {title: frozenset(content_words(title)) for title in titles}
    frequency = Counter(word for of_title in words.values() for word in of_title)
    most = max(1.0, _COMMON * len(words))
    distinctive = {title: {word for word in of_title if frequency[word] <= most} for title, of_title in words.items()}
    asked = set(content_words(question))
    named = {title: of_title for title, of_title in distinctive.items() if of_title and of_title <= asked}
    return frozenset(
        title for title, of_title in named.items() if not any(of_title < longer for longer in named.values())
    )
