"""Search latency and memory as the store grows, with a plot.

python -m benchmarks.scale [--sizes 1000,10000,100000,300000] [--figures docs/scale.json] [--plot docs/scale.png]

Texts are passages of the scale archive, repeated under other names where there are not enough. Their vectors are those
of real passages with noise, because embedding 300,000 passages takes hours and changes nothing that is measured.
Each size is measured in a process of its own.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.memory import peak_memory
from benchmarks.passages import passages
from store.documents import Document, Passage
from store.embedder import Embedder, Vectors, open_embedder
from store.settings import Settings
from store.store import Store

_SEEDS = 600
_NOISE = 0.6
_PER_DOCUMENT = 20
_QUESTIONS = 200
Figures = dict[str, float]


class NoisyEmbedder:
    """The real embedder for questions; for passages, vectors of real passages with noise."""

    def __init__(self, real: Embedder, seeds: Sequence[str]) -> None:
        """Embed the seeds."""
        self.name, self.dimension, self.window = real.name, real.dimension, real.window
        self.count = real.count
        self._seeds = real.embed(seeds)
        self._chance = np.random.default_rng(1)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return a vector near that of a random seed for each text."""
        chosen = self._seeds[self._chance.integers(0, len(self._seeds), len(texts))]
        # A direction of unit length times _NOISE: the cosine to the seed is about 0.86.
        noise = self._chance.normal(size=chosen.shape) * _NOISE / np.sqrt(self.dimension)
        vectors = chosen + noise
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def main() -> None:
    """Fill a store step by step and print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default="1000,10000,100000,300000")
    parser.add_argument("--figures", type=Path)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(_measured(options.measure)))
        return
    with tempfile.TemporaryDirectory() as folder:
        figures = []
        for row in _grown(Path(folder), [int(size) for size in options.sizes.split(",")]):
            figures.append(row)
            print(json.dumps(row), flush=True)
            if options.figures:
                options.figures.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    if options.plot:
        _plot(figures, options.plot)


def _grown(folder: Path, sizes: Sequence[int]) -> Iterator[Figures]:
    texts = passages(max(sizes))
    real = open_embedder(Settings())
    store = Store.open(Settings(store=folder), NoisyEmbedder(real, [text for _, text in texts[:_SEEDS]]))
    there = 0
    for size in sizes:
        started = time.perf_counter()
        with store.writer() as writer:
            for _ in writer.replace(_documents(texts, there, size)):
                pass
        seconds = time.perf_counter() - started
        command = [sys.executable, "-m", "benchmarks.scale", "--measure", str(folder)]
        measured = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
        yield {"passages": size, "written_per_s": (size - there) / seconds, "disk_mb": disk, **measured}
        there = size


def _documents(texts: Sequence[tuple[str, str]], first: int, last: int) -> Iterator[Document]:
    for start in range(first, last, _PER_DOCUMENT):
        found, place = [], 0
        for number in range(start, min(start + _PER_DOCUMENT, last)):
            text = texts[number % len(texts)][1]
            found.append(Passage(place, place + len(text), text))
            place += len(text) + 1
        name = texts[start % len(texts)][0]
        text = "\n".join(passage.text for passage in found)
        yield Document(f"scale/{start}-{name}", name, text, tuple(found), content_hash=str(start))


def _measured(folder: Path) -> Figures:
    """Return what a reader sees that opens the store: times in ms, memory in MB."""
    embedder = open_embedder(Settings())
    questions = [_question(text) for _, text in random.Random(3).sample(passages(20_000), _QUESTIONS)]
    embedded = [_ms(lambda question=question: embedder.embed([question])) for question in questions]  # type: ignore[misc]
    before = peak_memory()
    store = Store.open(Settings(store=folder), embedder)
    first = _ms(lambda: store.search(questions[0]))
    times = [_ms(lambda question=question: store.search(question)) for question in questions]  # type: ignore[misc]
    after = peak_memory()
    return {
        "first_ms": first,
        "median_ms": statistics.median(times),
        "p95_ms": statistics.quantiles(times, n=20)[-1],
        "of_it_embedding_ms": statistics.median(embedded),
        "after_a_switch_ms": statistics.median([_after_a_switch(store, folder, questions[n]) for n in range(5)]),
        "memory_mb": after,
        "of_it_models_mb": before,
    }


def _after_a_switch(reader: Store, folder: Path, question: str) -> float:
    """Return how long the first question takes after another opening, as another process's, changed a document."""
    writing = Store.open(Settings(store=folder), reader.embedder)
    source = writing.search(question, limit=1)[0].source
    with writing.writer() as writer:
        for _ in writer.replace([replace(writing.document(source), content_hash=str(time.time()))]):
            pass
    return _ms(lambda: reader.search(question))


def _question(text: str) -> str:
    words = text.split()
    return " ".join(words[20:32]) or text


def _ms(action: object) -> float:
    started = time.perf_counter()
    action()  # type: ignore[operator]
    return (time.perf_counter() - started) * 1000


def _plot(figures: Sequence[Figures], file: Path) -> None:
    # Imported here: only the plot needs it.
    from matplotlib import pyplot

    sizes = [row["passages"] for row in figures]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for key, label in (("median_ms", "median"), ("p95_ms", "95 of 100"), ("after_a_switch_ms", "first after a switch")):
        left.plot(sizes, [row[key] for row in figures], marker="o", label=label)
    right.plot(sizes, [row["memory_mb"] for row in figures], marker="o", label="memory of a reader")
    right.plot(sizes, [row["disk_mb"] for row in figures], marker="o", label="disk")
    for axes, unit in ((left, "ms a search, question embedded"), (right, "MB")):
        axes.set(xscale="log", xlabel="passages", ylabel=unit, ylim=0)
        axes.grid(alpha=0.3)
        axes.legend()
    figure.savefig(file, dpi=120)


if __name__ == "__main__":
    main()
