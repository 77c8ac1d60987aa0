"""What the trained network says of passages: a score for each sentence, the exact words, whether it answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from assistant.reading.encoding import Encoded, Pair, PairEncoder, batched
from assistant.reading.network import SpanNetwork
from store.documents import Hit
from store.sentences import sentence_spans

Span = tuple[int, int]
Floats = NDArray[np.float64]
# Tokens: the names of the countries that belong to something are 30 and more.
LONGEST_ANSWER = 90
_LONGEST_TITLE = 160
# How many passages are read at once, those of like length: in one batch, eight were padded by more than a third.
AT_ONCE = 3
# What the best span adds to the head's log-odds; the shares were compared on the held-out articles.
SPAN_SHARE = 0.1
# A sentence of which the input was too short to hold anything.
UNREAD = -30.0


@dataclass(frozen=True, slots=True)
class PassageScores:
    """What was read in one passage; all odds are natural logarithms of odds."""

    sentences: Floats
    """For each sentence, the best span that begins in it, against "no answer"; shape (sentences,)."""
    words: tuple[Span, ...]
    """For each sentence, where that span stands in the passage, in characters; empty ones were not read."""
    head_odds: float
    """Whether the passage answers, by the head that learned only this."""

    @property
    def span_odds(self) -> float:
        """Whether the passage answers, by its best span."""
        return float(self.sentences.max()) if len(self.sentences) else UNREAD

    @property
    def log_odds(self) -> float:
        """Whether the passage answers, by both."""
        return self.head_odds + SPAN_SHARE * self.span_odds


def context_of(title: str, heading: str) -> str:
    """Return what is read above a passage, so that "the Council" is known to be that of the title; "" without any."""
    above = ": ".join(part for part in (title, heading.replace(" > ", ": ")) if part)
    return f"{above}\n\n" if above else ""


def score_passages(
    network: SpanNetwork, encoder: PairEncoder, question: str, hits: Sequence[Hit]
) -> list[PassageScores]:
    """Read a question with each hit, its title and headings above it; offsets count in the hit's text.

    Returns:
        one for each hit, in order; its sentences are those of `sentence_spans(hit.text)`.
    """
    above = [context_of(hit.title, hit.heading) for hit in hits]
    sentences = [_shifted(sentence_spans(hit.text), len(context)) for hit, context in zip(hits, above, strict=True)]
    pairs = [(question, context + hit.text) for hit, context in zip(hits, above, strict=True)]
    read = score_pairs(network, encoder, pairs, sentences)
    return [replace(one, words=_shifted(one.words, -len(context))) for one, context in zip(read, above, strict=True)]


def score_alone(
    network: SpanNetwork, encoder: PairEncoder, question: str, sentences: Sequence[tuple[Hit, int, int]]
) -> list[PassageScores]:
    """Read a question with sentences alone, what stands before each for understanding only.

    Args:
        network: as `with_weights` returns it.
        encoder: cuts the texts into word pieces.
        question: what is asked.
        sentences: hits, each with the numbers of the first and the last of the sentences of `sentence_spans(hit.text)`
            that are read as one, the same but for a list; one or more.

    Returns:
        one for each, in order, with one sentence, whose offsets count in the hit's text.
    """
    pairs, starts, shifts = [], [], []
    for hit, first, last in sentences:
        above = context_of(hit.title, hit.heading)
        spans = _shifted(sentence_spans(hit.text), len(above))
        start, end = spans[first][0], spans[last][1]
        before = before_sentence(above + hit.text, spans, first)
        pairs.append((question, before + (above + hit.text)[start:end]))
        starts.append(len(before))
        shifts.append(start - len(above) - len(before))
    whole = [((start, len(text)),) for start, (_, text) in zip(starts, pairs, strict=True)]
    read = score_pairs(network, encoder, pairs, whole, starts)
    return [replace(one, words=_shifted(one.words, shift)) for one, shift in zip(read, shifts, strict=True)]


def before_sentence(passage: str, sentences: Sequence[Span], place: int) -> str:
    """Return what is read above the sentence at a place when it is read alone.

    That is the sentence before, so that it is known who "they" are, below the passage's first line where that is a
    title, as `context_of` puts it there.
    """
    title = passage[: title_end(passage)]
    start, end = sentences[place - 1] if place else (0, 0)
    previous = passage[start:end] if start >= len(title) else ""
    title = title if sentences[place][0] >= len(title) else ""
    return f"{title}{previous} " if previous else title


def title_end(passage: str) -> int:
    """Return where a passage's first line ends, with the gap below it, where that is a title; 0 where it is none."""
    first_line, gap, _ = passage.partition("\n\n")
    return len(first_line) + len(gap) if gap and len(first_line) <= _LONGEST_TITLE else 0


def _shifted(spans: Sequence[Span], by: int) -> tuple[Span, ...]:
    return tuple((start + by, end + by) for start, end in spans)


def score_pairs(
    network: SpanNetwork,
    encoder: PairEncoder,
    pairs: Sequence[Pair],
    sentences: Sequence[Sequence[Span]],
    starts: Sequence[int] | None = None,
    at_once: int = AT_ONCE,
) -> list[PassageScores]:
    """Read questions with their passages, some of like length at once.

    Args:
        network: as `with_weights` returns it.
        encoder: cuts the texts into word pieces.
        pairs: questions with passages; one or more.
        sentences: for each pair, where the passage's sentences are, in order.
        starts: for each pair, from where on the passage is read; None for all of each.
        at_once: how many pairs are read together, padded to the longest of them.

    Returns:
        one for each pair, in order.
    """
    encoded = encoder.encode(pairs, starts)
    by_length = sorted(range(len(encoded)), key=lambda place: len(encoded[place].pieces))
    found: dict[int, PassageScores] = {}
    for first in range(0, len(by_length), at_once):
        places = by_length[first : first + at_once]
        read = _read_at_once(network, [encoded[place] for place in places], [sentences[place] for place in places])
        found.update(zip(places, read, strict=True))
    return [found[place] for place in range(len(encoded))]


def _read_at_once(
    network: SpanNetwork, encoded: Sequence[Encoded], sentences: Sequence[Sequence[Span]]
) -> list[PassageScores]:
    batch = batched(encoded)
    with torch.inference_mode():
        tokens, answered = network(*map(torch.from_numpy, (batch.pieces, batch.kinds, batch.mask)))
    starts, ends = tokens.float().numpy().transpose(2, 0, 1).astype(np.float64)
    return [
        scored(one, start[: len(one.pieces)], end[: len(one.pieces)], spans, float(odds))
        for one, start, end, spans, odds in zip(encoded, starts, ends, sentences, answered.float(), strict=True)
    ]


def scored(one: Encoded, starts: Floats, ends: Floats, sentences: Sequence[Span], head_odds: float) -> PassageScores:
    """Return the scores of one passage from those of its tokens; the first token stands for "no answer"."""
    empty = starts[0] + ends[0]
    scores, words = [], []
    for first, last in sentences:
        tokens = np.flatnonzero(one.inside & (one.offsets[:, 0] >= first) & (one.offsets[:, 1] <= last))
        if not len(tokens):
            scores.append(UNREAD)
            words.append((first, first))
            continue
        total, start, end = best_span(starts[tokens], ends[tokens])
        scores.append(total - empty)
        words.append((int(one.offsets[tokens[start], 0]), int(one.offsets[tokens[end], 1])))
    return PassageScores(np.array(scores, dtype=np.float64), tuple(words), head_odds)


def best_span(starts: Floats, ends: Floats) -> tuple[float, int, int]:
    """Return the score, the first and the last token of the best span of at most LONGEST_ANSWER tokens."""
    sums = starts[:, None] + ends[None, :]
    allowed = np.triu(np.ones(sums.shape, dtype=np.bool_)) & ~np.triu(
        np.ones(sums.shape, dtype=np.bool_), LONGEST_ANSWER
    )
    place = int(np.argmax(np.where(allowed, sums, -np.inf)))
    start, end = divmod(place, sums.shape[1])
    return float(sums[start, end]), start, end
