"""Which documents a question names, and what it asks beside their names."""

from collections import Counter
from collections.abc import Iterable, Mapping

from store.words import content_words

# A word of more than this share of the titles ("country profile") tells no document from the others.
_COMMON = 0.5


def named_titles(question: str, titles: Iterable[str]) -> tuple[str, ...]:
    """Return the titles whose distinctive words all stand in the question, in the order in which it names them.

    A title named within a longer one ("Guinea" in "Papua New Guinea") does not count; where all titles are of the same
    words, none is named.
    """
    asked = list(content_words(question))
    named = {title: words for title, words in _distinctive(titles).items() if words and words <= set(asked)}
    whole = [title for title, words in named.items() if not any(words < longer for longer in named.values())]
    return tuple(sorted(whole, key=lambda title: (min(map(asked.index, named[title])), title)))


def beside_names(question: str, named: Iterable[str], titles: Iterable[str]) -> str:
    """Return the content words of a question without those that name the named ones of the titles."""
    distinctive = _distinctive(titles)
    names = {word for title in named for word in distinctive[title]}
    return " ".join(word for word in content_words(question) if word not in names)


def _distinctive(titles: Iterable[str]) -> Mapping[str, frozenset[str]]:
    words = {title: frozenset(content_words(title)) for title in titles}
    frequency = Counter(word for of_title in words.values() for word in of_title)
    most = max(1.0, _COMMON * len(words))
    return {title: frozenset(word for word in of_title if frequency[word] <= most) for title, of_title in words.items()}
