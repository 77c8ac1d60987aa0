"""How well follow-up questions are understood, without a chat model or with one.

python -m benchmarks.followups [--data ../shared/data] [--meaning] [--distractors 250] [--half reported|shaped]
    [--model QUESTIONS]

First, how often a question that stands alone is left byte for byte as it is, asked after somebody else's
conversation. Second, how often the passage that answers is among the first five, searched for with the follow-up as it
was typed, with our rewriting, and with the stand-alone form that the data give. Conversations are halved by their ids:
rules may be shaped on one half, the other is reported. Passages are found by words alone (BM25) unless --meaning asks
for the whole search, which embeds every passage first. --model asks so many questions of each set only, and rewrites
them with the chat model of ASSISTANT_MODEL and ASSISTANT_MODEL_URL too.
"""

import argparse
import json
import random
import tempfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.followups import Turn, standalone, standalone_by, turns_of
from assistant.followups.leaning import leans
from assistant.model import ChatModel, open_chat_model
from assistant.reading.words import words_of
from ingest import ingest
from store.documents import Hit
from store.embedder import Embedder, Vectors, open_embedder
from store.settings import Settings
from store.store import Store

Row = Mapping[str, Any]
Counts = tuple[int, int, int, int]
Search = Callable[[str], Sequence[Hit]]
_FIRST = 5
_SAME = 0.6
_CORPORA = ("factbook_qa", "mtrag_cloud")
_FIRST_QUESTIONS = ("dev/seed_questions.jsonl", *(f"dev/{name}/questions.jsonl" for name in _CORPORA))
_ON_A_PARAGRAPH = ("dev/squad2_fit/questions.jsonl", "dev/xquad_en/questions.jsonl")
_REWRITES = "train/follow_up_rewrites/rewrites.jsonl"


class WordsOnly:
    """Counts word pieces as the real embedder does, and gives every text one vector: the search is by words."""

    name, dimension = "words only", 4

    def __init__(self, real: Embedder) -> None:
        """Count with a real embedder."""
        self.window, self.count = real.window, real.count

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the same unit vector for every text."""
        return np.full((len(texts), self.dimension), 0.5, dtype=np.float32)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--meaning", action="store_true", help="the whole search instead of BM25 alone")
    parser.add_argument("--distractors", type=int, default=250, help="documents beside those that answer")
    parser.add_argument("--half", choices=("reported", "shaped"), default="reported")
    parser.add_argument("--model", type=int, default=0, help="how many questions of each set the chat model rewrites")
    options = parser.parse_args()
    model = open_chat_model(Settings.from_environment()) if options.model else None
    if not model:
        _print_left_alone(options.data, options.half)
    print(f"\n{'found in the first five':34}{'questions':>10}{'typed':>8}{'ours':>8}{'given':>8}{'closed':>8}")
    real = open_embedder(Settings())
    found: list[Counts] = []
    for name in _CORPORA:
        rows = [
            row for row in _rows(options.data / "dev" / name / "questions.jsonl") if _is_follow_up(row, options.half)
        ]
        with tempfile.TemporaryDirectory(prefix="followups-") as folder:
            store = Store.open(Settings(store=Path(folder)), real if options.meaning else WordsOnly(real))
            ingest(_documents(options.data / "dev" / name / "corpus", rows, options.distractors), store)
            asked = rows[:: max(1, len(rows) // options.model)][: options.model] if model else rows
            search = store.search if options.meaning else _by_words(store)
            found.append(_found(asked, search))
            _print_found(name, found[-1])
            if model:
                _print_by_model(asked, search, model)
    questions, typed, ours, given = (sum(column) for column in zip(*found, strict=True))
    _print_found("all", (questions, typed, ours, given))


def _print_left_alone(data: Path, half: str) -> None:
    rewrites = [row for row in _rows(data / _REWRITES) if row["history"]]
    others = [turns_of(row["history"]) for row in rewrites]
    chance = random.Random(_seed("conversations"))
    print(f"{'stand-alone question left alone':34}{'questions':>10}{'share':>8}")
    for path in (*_FIRST_QUESTIONS, *_ON_A_PARAGRAPH):
        firsts = [row["question"] for row in _rows(data / path) if not row.get("history")]
        _print_share(path, [(question, chance.choice(others)) for question in firsts])
    given = [row for row in rewrites if row["needs_rewrite"] and _half(row) == half]
    _print_share(
        "given forms, after their history",
        [(row["standalone_question"], turns_of(row["history"])) for row in given],
    )


def _print_share(name: str, asked: Sequence[tuple[str, Sequence[Turn]]]) -> None:
    same = sum(standalone(question, history) == question for question, history in asked)
    print(f"{name:34}{len(asked):10}{same / len(asked):8.3f}")


def _found(rows: Sequence[Row], search: Search) -> Counts:
    """Return how many questions there are, and how many are found as typed, rewritten by us, and as given."""
    forms: list[Callable[[Row], str]] = [
        lambda row: str(row["question"]),
        lambda row: standalone(row["question"], turns_of(row["history"])),
        lambda row: str(row["standalone_question"]),
    ]
    typed, ours, given = (
        sum(any(_answers(hit, row) for hit in search(form(row))[:_FIRST]) for row in rows) for form in forms
    )
    return len(rows), typed, ours, given


def _print_found(name: str, counts: Counts) -> None:
    of, typed, ours, given = counts
    # Where the given form finds no more than the typed one there is no distance to close.
    closed = f"{(ours - typed) / (given - typed):.2f}" if given > typed else "-"
    print(f"{name:34}{of:10}{typed / of:8.3f}{ours / of:8.3f}{given / of:8.3f}{closed:>8}", flush=True)


def _print_by_model(rows: Sequence[Row], search: Search, model: ChatModel) -> None:
    """Print how often the model's rewriting passed the check, and what was found with it or else with ours."""
    asked = [row for row in rows if leans(row["question"])]
    forms = {row["id"]: standalone_by(model, row["question"], turns_of(row["history"])) for row in asked}
    own = sum(forms[row["id"]] != standalone(row["question"], turns_of(row["history"])) for row in asked)
    found = sum(
        any(_answers(hit, row) for hit in search(forms.get(row["id"], row["question"]))[:_FIRST]) for row in rows
    )
    print(f"  with {model.name}: found {found / len(rows):.3f}; its own words for {own} of {len(asked)}")
    for row in asked:
        print(f"    {row['question']} -> {forms[row['id']]} | {row['standalone_question']}")


def _by_words(store: Store) -> Search:
    return lambda question: list(store.candidates(question, _FIRST)[1].values())


def _answers(hit: Hit, row: Row) -> bool:
    """Return whether a hit and a gold passage of its document share most of the words of the shorter one."""
    found = _stems(hit.text)
    golds = [
        _stems(passage)
        for document, passage in _gold(row)
        if hit.source.endswith(f"/{document}") or hit.source == document
    ]
    return any(len(found & gold) >= _SAME * min(len(found), len(gold)) for gold in golds if gold)


def _gold(row: Row) -> list[tuple[str, str]]:
    return [(gold["doc"], gold["passage"]) for gold in row.get("gold") or [row]]


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in words_of(text) if word.is_content)


def _documents(corpus: Path, rows: Iterable[Row], distractors: int) -> list[Path]:
    """Return the documents that answer, and so many others drawn by a fixed chance."""
    wanted = {document for row in rows for document, _ in _gold(row)}
    others = sorted(path.name for path in corpus.iterdir() if path.name not in wanted)
    drawn = random.Random(_seed(corpus.parent.name)).sample(others, min(distractors, len(others)))
    return [corpus / name for name in sorted([*wanted, *drawn])]


def _is_follow_up(row: Row, half: str) -> bool:
    return bool(row.get("history") and row.get("standalone_question") and row["answerable"]) and _half(row) == half


def _half(row: Row) -> str:
    """Return which half a conversation belongs to: all its questions to the same."""
    conversation = row["id"].rsplit("<::>", 1)[0].rsplit("_", 1)[0]
    return "reported" if _seed(conversation) % 2 else "shaped"


def _seed(text: str) -> int:
    return zlib.crc32(text.encode())


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
