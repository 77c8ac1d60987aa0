"""The whole archive: is memory flat in the number of documents, and what does a run cost that finds nothing changed?

python -m benchmarks.archive [--sizes 500,1500,5490]

The store is filled with vectors of real passages plus noise (benchmarks.scale): embedding the archive takes long
and changes nothing that is measured. The second run is the command that people use, with the real model, and embeds
nothing. Each run is a process of its own; the fresh one's memory includes the model's.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from benchmarks.memory import peak_memory
from benchmarks.passages import files, passages
from benchmarks.scale import NoisyEmbedder
from store.embedder import open_embedder
from store.settings import Settings, child_environment
from store.store import Store

_SEEDS = 600


def main() -> None:
    """Print one line a size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default="500,1500,5490", help="how many files of the archive")
    parser.add_argument("--fill", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fill:
        print(json.dumps(_filled(*options.fill)))
        return
    for size in (int(size) for size in options.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            print(_measured(Path(folder), size), flush=True)


def _measured(folder: Path, size: int) -> str:
    documents, store = folder / "documents", folder / "store"
    documents.mkdir()
    for number, (_, text) in enumerate(islice(files(), size)):
        (documents / f"{number:05}.txt").write_text(text, encoding="utf-8")
    fill = [sys.executable, "-m", "benchmarks.archive", "--fill", str(documents), str(store)]
    fresh = json.loads(subprocess.run(fill, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1])
    again = [sys.executable, "-m", "ingest", str(documents), "--json"]
    started = time.perf_counter()
    found = subprocess.run(again, check=True, capture_output=True, text=True, env=child_environment(store))
    seconds, report = time.perf_counter() - started, json.loads(found.stdout)
    assert len(report["unchanged"]) == size
    assert report["passages_embedded"] == 0
    return (
        f"{size:6} files {fresh['passages']:7} passages   fresh: {fresh['memory_mb']:6.0f} MB memory   "
        f"unchanged: {report['seconds']:5.1f} s in the ingest, {seconds:5.1f} s with the start of Python"
    )


def _filled(documents: Path, folder: Path) -> dict[str, float]:
    from ingest import ingest

    real = open_embedder(Settings())
    embedder = NoisyEmbedder(real, [text for _, text in passages(_SEEDS)])
    report = ingest([documents], store=Store.open(Settings(store=folder), embedder))
    memory = peak_memory()
    return {"passages": report.passages_embedded, "memory_mb": memory}


if __name__ == "__main__":
    main()
