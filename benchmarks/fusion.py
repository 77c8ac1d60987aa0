"""Choose how hybrid search adds meaning and words: first-hit and first-five rates on the development sets.

    python -m benchmarks.fusion [--questions 600]

Each set's corpus is ingested into a temporary store; the candidates of both kinds are taken once a question, and
every way of adding them up is tried on the same candidates. The last rows are whole searches: with a bonus for the
documents that the question names, and with a share, in their passages, of what it asks beside the names.
"""

import argparse
import json
import random
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ingest import ingest
from store.documents import Hit
from store.fusion import Fusion, fuse
from store.settings import Settings
from store.store import Store

DEVELOPMENT = Path(__file__).resolve().parents[2] / "shared" / "data" / "dev"
SETS = ("xquad_en", "squad2_fit", "factbook_qa")
_CANDIDATES = 60
_CONSTANT = 60
_WEIGHTS = (0.3, 0.4, 0.5, 0.6, 0.7)
_NAMING = ((0.0, 0.0, 1.0), (0.5, 0.0, 1.0), (0.5, 0.5, 1.0), (0.5, 0.7, 1.0), (0.5, 1.0, 1.0), (1.0, 0.7, 1.0),
           (0.5, 0.7, 0.6), (0.5, 0.7, 0.3))  # fmt: skip
_FIVE = 5

Scores = Mapping[str, float]
Way = Callable[["Case"], Sequence[str]]


@dataclass(frozen=True)
class Case:
    """One question's candidates, and which of them hold its answer."""

    meaning: Scores
    words: Scores
    gold: frozenset[str]
    searched: Mapping[str, Sequence[bool]]
    """For each way of naming, which of the first five hits hold the answer."""


def main() -> None:
    """Print a table: a row for each way, a column pair for each set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--questions", type=int, default=600)
    limit = parser.parse_args().questions
    cases = {name: _cases(DEVELOPMENT / name, limit) for name in SETS}
    print(f"{'':40}" + "".join(f"{name + ' (' + str(len(found)) + ')':>22}" for name, found in cases.items()))
    for label, way in _ways().items():
        print(f"{label:40}" + "".join(f"{_rates(way, found):>22}" for found in cases.values()))
    for label in _fusions():
        print(f"{label:40}" + "".join(f"{_searched(label, found):>22}" for found in cases.values()))


def _ways() -> dict[str, Way]:
    ways: dict[str, Way] = {
        "meaning alone": lambda case: list(case.meaning),
        "words alone": lambda case: list(case.words),
        "reciprocal rank fusion": lambda case: _reciprocal(case.meaning, case.words),
    }
    for weight in _WEIGHTS:
        ways[f"sum, meaning {weight}"] = partial(_summed, weight)
    return ways


def _fusions() -> dict[str, Fusion]:
    return {
        f"search, named {naming}, beside {beside}, later {later}": Fusion(naming=naming, beside=beside, later=later)
        for naming, beside, later in _NAMING
    }


def _summed(weight: float, case: Case) -> Sequence[str]:
    return list(fuse(case.meaning, case.words, weight))


def _searched(label: str, cases: Sequence[Case]) -> str:
    found = [case.searched[label] for case in cases]
    return f"{sum(any(one[:1]) for one in found) / len(found):.3f} {sum(any(one) for one in found) / len(found):.3f}"


def _reciprocal(meaning: Scores, words: Scores) -> list[str]:
    totals: dict[str, float] = {}
    for ranked in (meaning, words):
        for rank, id_ in enumerate(ranked, 1):
            totals[id_] = totals.get(id_, 0.0) + 1.0 / (_CONSTANT + rank)
    return sorted(totals, key=lambda id_: -totals[id_])


def _rates(way: Way, cases: Sequence[Case]) -> str:
    ranked = [(way(case), case.gold) for case in cases]
    first = sum(bool(gold & set(ids[:1])) for ids, gold in ranked) / len(ranked)
    five = sum(bool(gold & set(ids[:5])) for ids, gold in ranked) / len(ranked)
    return f"{first:.3f} {five:.3f}"


def _cases(folder: Path, limit: int) -> list[Case]:
    rows = [json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["answerable"] and row.get("passage") and not row.get("history")]
    random.Random(0).shuffle(rows)
    with tempfile.TemporaryDirectory() as temporary:
        store = Store.open(Settings(store=Path(temporary)))
        ingest([folder / "corpus"], store=store)
        return [_case(store, row) for row in rows[:limit]]


def _case(store: Store, row: Mapping[str, str]) -> Case:
    near, found = store.candidates(row["question"], _CANDIDATES)
    hits = {**near, **found}
    gold = frozenset(id_ for id_, hit in hits.items() if _answers(hit, row))
    searched = {}
    for label, fusion in _fusions().items():
        store.fusion = fusion
        searched[label] = [_answers(hit, row) for hit in store.search(row["question"], limit=_FIVE)]
    return Case(
        meaning={id_: hit.score for id_, hit in near.items()},
        words={id_: hit.score for id_, hit in found.items()},
        gold=gold,
        searched=searched,
    )


def _answers(hit: Hit, row: Mapping[str, str]) -> bool:
    if Path(hit.source).name != row["doc"]:
        return False
    text, gold = _folded(hit.text), _folded(row["passage"])
    own = text.split()
    shared = len(set(own) & set(gold.split())) / len(set(own))
    return shared > 0.5 and any(_folded(answer) in text for answer in row["answers"])


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().lower()


if __name__ == "__main__":
    main()
