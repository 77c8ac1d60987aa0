"""Words of a statement that stand in the place of other words of its source."""

from collections.abc import Sequence, Set

from assistant.grounding.meaning import say_the_same
from assistant.reading.words import Word

_LONGEST_GAP = 2


def replaced_by(words: Sequence[Word], against: Sequence[Word], known: Set[str]) -> list[tuple[Word, list[Word]]]:
    """Return each word that the source does not say, with the words that stand there instead.

    "Help to buy mines" stands beside "help to destroy mines": between the same two words one says "buy", the other
    "destroy". Only short gaps count; in a sentence that is put otherwise nothing stands in another word's place.

    Args:
        words: the words of the statement that say something, in order.
        against: those of the source.
        known: stems that the statement may have from around the source.
    """
    found: list[tuple[Word, list[Word]]] = []
    for place, word in enumerate(words):
        if word.stem in known or any(say_the_same(word.stem, other.stem) for other in against):
            continue
        gap = _gap(_places(words, place - 1, against), _places(words, place + 1, against))
        if gap:
            found.append((word, list(against[slice(*gap)])))
    return found


def _places(words: Sequence[Word], place: int, against: Sequence[Word]) -> list[int]:
    """Return where the source has a word of the statement."""
    if not 0 <= place < len(words):
        return []
    return [index for index, other in enumerate(against) if other.stem == words[place].stem]


def _gap(before: Sequence[int], behind: Sequence[int]) -> tuple[int, int] | None:
    """Return the shortest stretch between two words of the source, unless it is long or they stand side by side."""
    gaps = sorted((last - first, first + 1, last) for first in before for last in behind if last > first)
    return gaps[0][1:] if gaps and 1 < gaps[0][0] <= _LONGEST_GAP + 1 else None
