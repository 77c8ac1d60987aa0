"""What it would gain to embed and read together questions that wait at the same time.

python -m benchmarks.batching [--questions 4] [--rounds 5]

The same questions are worked on one after the other, in as many threads as questions (as they are now) and all
together, in turns, so that other load on the machine meets all three. Only their ratios mean anything on a busy one.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from safetensors.torch import load_file

from assistant.reading.encoding import Pair, PairEncoder
from assistant.reading.network import with_weights
from assistant.reading.scores import score_pairs
from assistant.reading.trained import MOST_PASSAGES, WEIGHTS
from benchmarks.team import questions
from store.sentence_transformer import SentenceTransformerEmbedder
from store.sentences import sentence_spans

_DOCUMENTS = Path(__file__).resolve().parent.parent / "documents"
_LENGTHS = (300, 1000)
"""Of the passages, in characters, as the splitter makes them."""
Way = Callable[[], object]


def main() -> None:
    """Print for the embedder and the reader what each way took, as shares of one after the other."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--questions", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    asked = questions(options.questions)
    with ThreadPoolExecutor(len(asked)) as threads:
        embedder = SentenceTransformerEmbedder()
        _compare("embedding", options.rounds, _ways(threads, [[one] for one in asked], embedder.embed))
        network, encoder = with_weights(load_file(WEIGHTS)), PairEncoder()

        def read(pairs: Sequence[Pair]) -> object:
            return score_pairs(network, encoder, pairs, [sentence_spans(passage) for _, passage in pairs])

        _compare("reading", options.rounds, _ways(threads, with_passages(asked), read))


def _ways(
    threads: ThreadPoolExecutor, work: Sequence[Sequence[str]] | Sequence[Sequence[Pair]], do: Callable[..., object]
) -> dict[str, Way]:
    """Return how the work of several questions, a list each, can be done."""
    together = [one for each in work for one in each]
    return {
        "one after the other": lambda: [do(each) for each in work],
        f"in {len(work)} threads": lambda: list(threads.map(do, work)),
        "together": lambda: do(together),
    }


def _compare(name: str, rounds: int, ways: dict[str, Way]) -> None:
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for number in range(rounds + 1):
        for way, run in ways.items():
            began = time.perf_counter()
            run()
            # The first round loads the weights.
            if number:
                seconds[way].append(time.perf_counter() - began)
    first = next(iter(seconds.values()))
    for way, taken in seconds.items():
        share = statistics.median(one / base for one, base in zip(taken, first, strict=True))
        print(f"{name} {way}: {statistics.median(taken):.3f} s, {share:.2f} of one after the other")


def with_passages(asked: Sequence[str]) -> list[list[Pair]]:
    """Return questions, each with as many passages of the starter documents as are read for it."""
    chance, text = random.Random(8), "\n".join(file.read_text(encoding="utf-8") for file in _DOCUMENTS.glob("*.md"))
    pairs = []
    for question in asked:
        lengths = [chance.randint(*_LENGTHS) for _ in range(MOST_PASSAGES)]
        starts = [chance.randrange(len(text) - length) for length in lengths]
        passages = [text[start : start + length] for start, length in zip(starts, lengths, strict=True)]
        pairs.append([(question, passage) for passage in passages])
    return pairs


if __name__ == "__main__":
    main()
