"""How much memory a process keeps after reading in several threads, with the heap as it is and kept small.

python -m benchmarks.heap [--questions 80] [--threads 4]

Linux with glibc. The page's process keeps its heap small (`ui.heap`); each way is measured in a process of its own.
"""

import argparse
import multiprocessing
import resource
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.batching import with_passages
from ui.heap import keep_heap_small


def main() -> None:
    """Print for both ways what the process held before and afterwards."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--questions", type=int, default=80)
    parser.add_argument("--threads", type=int, default=4)
    options = parser.parse_args()
    for small in (False, True):
        process = multiprocessing.get_context("spawn").Process(
            target=_read, args=(options.questions, options.threads), kwargs={"small": small}
        )
        process.start()
        process.join()


def _read(count: int, threads: int, *, small: bool) -> None:
    from safetensors.torch import load_file

    from assistant.reading.encoding import PairEncoder
    from assistant.reading.network import with_weights
    from assistant.reading.scores import score_pairs
    from assistant.reading.trained import WEIGHTS
    from store.sentences import sentence_spans

    if small:
        keep_heap_small()
    network, encoder = with_weights(load_file(WEIGHTS)), PairEncoder()
    work = with_passages(["Which states took part in the meeting, and what did they agree on?"] * count)
    before = _held()
    with ThreadPoolExecutor(threads) as pool:
        for pairs in work:
            pool.submit(score_pairs, network, encoder, pairs, [sentence_spans(passage) for _, passage in pairs])
    print(f"{'kept small' if small else 'as it is'}: {before:.0f} MB before, {_held():.0f} MB after {count} questions")


def _held() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    main()
