"""Words of a statement that stand in the place of other words of its source."""

from collections.abc import Sequence, Set

from assistant.grounding.meaning import say_the_same
from assistant.reading.words import Word

_LONGEST_GAP = 2


def replaced_by(words: Sequence[Word], against: Sequence[Word], known: Set[str]) -> dict[int, list[Word]]:
    """Return, by its place, for each word that the source does not say the words that stand there instead.

    "Help to buy mines" stands beside "help to destroy mines": between the same two words one says "buy", the other
    "destroy". Only short gaps count; in a sentence that is put otherwise nothing stands in another word's place.

    Args:
        words: the words of the statement that say something, in order.
        against: those of the source.
        known: stems that the statement may have from around the source.
    """
    found: dict[int, list[Word]] = {}
    for place, word in enumerate(words):
        if word.stem in known or any(say_the_same(word.stem, other.stem) for other in against):
            continue
        gap = _gap(_only_place(words, place - 1, against), _only_place(words, place + 1, against), against)
        if gap:
            found[word.start] = gap
    return found


def _only_place(words: Sequence[Word], place: int, against: Sequence[Word]) -> int | None:
    """Return where the source has a word, if it has it once; None for no such place."""
    if not 0 <= place < len(words):
        return None
    places = [index for index, other in enumerate(against) if other.stem == words[place].stem]
    return places[0] if len(places) == 1 else None


def _gap(before: int | None, behind: int | None, against: Sequence[Word]) -> list[Word]:
    if before is None or behind is None or not 0 < behind - before - 1 <= _LONGEST_GAP:
        return []
    return list(against[before + 1 : behind])
