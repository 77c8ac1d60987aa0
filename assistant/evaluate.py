"""How well questions with known answers are answered: python -m assistant.evaluate QUESTIONS.jsonl --documents FOLDER

The documents are ingested into a temporary store, the questions asked as a user would ask them. A passage is found if
a hit overlaps the gold passage, and the answer shown if a citation's quote holds, or is part of, a sentence that
answers (for questions that come with answer words instead: if it holds them); white space is folded. With --gold the
reader is given the passage that belongs to each question instead, answerable or not, and nothing is searched.
"""

import argparse
import json
import math
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean, median
from time import perf_counter

from assistant.assistant import Assistant
from assistant.reading.choice import open_reader
from assistant.replies import Answer
from assistant.scoring import calibration_error, reliability, separation, words_overlap
from assistant.steps import Asked, Found, Standalone, Steps
from assistant.trial import Case, cases_of, given_hit, temporary_store
from store import Store
from store.documents import Document, DocumentSummary, Hit
from store.embedder import open_embedder
from store.errors import AssistantError
from store.settings import Settings

_SEED = 20120704
_NEAR_MISSES = frozenset({"near_miss", "near"})


@dataclass(frozen=True)
class Outcome:
    """One case with the reply it got."""

    case: Case
    reply: Answer

    @property
    def shown(self) -> bool:
        """Whether any citation answers."""
        return any(self.case.answered_by(citation.quote) for citation in self.reply.citations)

    @property
    def shown_first(self) -> bool:
        """Whether the first citation answers."""
        return any(self.case.answered_by(citation.quote) for citation in self.reply.citations[:1])

    @property
    def words_f1(self) -> float:
        """SQuAD's F1 of the words in bold of the first citation, against the best of the known answers."""
        words = " ".join(
            citation.quote[start - citation.start : end - citation.start]
            for citation in self.reply.citations[:1]
            for start, end in citation.highlights
        )
        return max((words_overlap(words, answer) for answer in self.case.answers), default=0.0)

    def found_among(self, count: int) -> bool:
        """Return whether one of the first hits overlaps the passage that answers."""
        return any(self.case.found_in(hit) for hit in self.reply.hits[:count])


@dataclass(frozen=True)
class Figures:
    """What is counted over a group of outcomes; shares are between 0 and 1, None where nothing can be counted."""

    questions: int
    answerable: int
    right_document_first: float | None
    found_first: float | None
    found_in_five: float | None
    shown: float | None
    first_sentence_answers: float | None
    exact_words_f1: float | None
    """Of the answerable that come with answer words, those that were refused counted as 0."""
    answerable_refused: float | None
    others: int
    others_refused: float | None
    auroc: float | None
    """Area under the ROC curve of the confidence: answerable against not."""
    calibration_error: float | None
    """How far the confidence of what was answered is from the share whose first sentence answers."""
    seconds_median: float
    seconds_95: float


def outcomes_of(assistant: Assistant, cases: Iterable[Case]) -> list[Outcome]:
    """Ask every case."""
    return [Outcome(case, assistant.answer(case.question, case.history)) for case in cases]


def gold_outcomes(cases: Iterable[Case]) -> list[Outcome]:
    """Have the reader of the settings read the passage that belongs to each case, as if it had been found."""
    settings = Settings.from_environment()
    steps = Steps(_NoStore(), open_reader(settings, open_embedder(settings)))
    return [_read_gold(steps, case) for case in cases if case.passage and not case.history]


class _NoStore:
    """What the steps ask when every passage is given."""

    generation = 1

    def search(self, question: str, limit: int = 10) -> list[Hit]:  # noqa: ARG002
        """Return nothing."""
        return []

    def document(self, source: str) -> Document:
        """Return an empty document."""
        return Document(source, "", "", ())

    def summaries(self) -> list[DocumentSummary]:
        """Return nothing."""
        return []


def _read_gold(steps: Steps, case: Case) -> Outcome:
    asked = Asked(case.question, started=perf_counter())
    found = Found(Standalone(asked, case.question), (given_hit(case),))
    return Outcome(case, list(steps.answer(steps.read(found)))[-1])


def figures_of(outcomes: Sequence[Outcome]) -> Figures:
    """Count a group of outcomes."""
    answerable = [outcome for outcome in outcomes if outcome.case.answerable]
    others = [outcome for outcome in outcomes if not outcome.case.answerable]
    answered = [outcome for outcome in outcomes if outcome.reply.answered]
    with_words = [outcome.words_f1 for outcome in answerable if outcome.case.answers]
    seconds = sorted(outcome.reply.seconds for outcome in outcomes)
    return Figures(
        questions=len(outcomes),
        answerable=len(answerable),
        right_document_first=_share([_right_document(outcome) for outcome in answerable if outcome.case.document]),
        found_first=_share([outcome.found_among(1) for outcome in answerable if outcome.case.passage]),
        found_in_five=_share([outcome.found_among(5) for outcome in answerable if outcome.case.passage]),
        shown=_share([outcome.shown for outcome in answerable]),
        first_sentence_answers=_share([outcome.shown_first for outcome in answerable]),
        exact_words_f1=round(mean(with_words), 3) if with_words else None,
        answerable_refused=_share([not outcome.reply.answered for outcome in answerable]),
        others=len(others),
        others_refused=_share([not outcome.reply.answered for outcome in others]),
        auroc=separation(confidences(answerable), confidences(others)),
        calibration_error=calibration_error(reliability(confidences(answered), rightness(answered))),
        seconds_median=round(median(seconds), 3) if seconds else 0.0,
        seconds_95=round(seconds[math.ceil(0.95 * len(seconds)) - 1], 3) if seconds else 0.0,
    )


def confidences(outcomes: Sequence[Outcome]) -> list[float]:
    """Return how sure each reply was."""
    return [outcome.reply.confidence for outcome in outcomes]


def rightness(outcomes: Sequence[Outcome]) -> list[bool]:
    """Return whether what each reply shows first answers; one that refuses shows nothing."""
    return [outcome.case.answerable and outcome.shown_first for outcome in outcomes]


def grouped(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Return the outcomes that stand alone, those of follow-ups, and the unanswerable by their subtype."""
    alone = [outcome for outcome in outcomes if not outcome.case.history]
    groups = {"standing alone": alone, "follow-ups": [outcome for outcome in outcomes if outcome.case.history]}
    for outcome in outcomes:
        if not outcome.case.answerable and outcome.case.subtype:
            groups.setdefault(f"not answered: {outcome.case.subtype}", []).append(outcome)
    refusable = [outcome for outcome in alone if not outcome.case.answerable]
    far = [outcome for outcome in refusable if outcome.case.subtype not in _NEAR_MISSES]
    if 0 < len(far) < len(refusable):
        groups["not answered, without near misses"] = far
    return {name: members for name, members in groups.items() if members}


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask and print the table; return 0, 1 if that failed, 2 if it was used wrongly."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not options.gold and not options.documents:
        parser.error("name the documents, or read the given passages with --gold")
    cases = [case for case in cases_of(options.questions) if case.document in (options.only or {case.document})]
    if options.limit and options.limit < len(cases):
        cases = random.Random(_SEED).sample(cases, options.limit)
    try:
        outcomes, compared = _asked(cases, options)
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 1
    groups = {name: figures_of(members) for name, members in grouped(outcomes).items()}
    if options.json:
        figures = {name: asdict(figures) for name, figures in groups.items()}
        replies = [_row(outcome) for outcome in outcomes]
        print(json.dumps({"figures": figures, "baseline": compared, "replies": replies}, ensure_ascii=False, indent=1))
    else:
        print(_table(groups))
        print("".join(f"\n{name}: {value}" for name, value in compared.items()))
    if options.report:
        from assistant.evaluation_report import write_report

        write_report(options.report, options.questions.name, _table(groups), outcomes)
    return 0


def _asked(cases: Sequence[Case], options: argparse.Namespace) -> tuple[list[Outcome], dict[str, float | None]]:
    """Return the outcomes of the cases, and what a tutorial's pipeline finds for them if that is wanted."""
    if options.gold:
        return gold_outcomes(cases), {}
    with temporary_store(options.documents) as store:
        outcomes = outcomes_of(Assistant.open(store=store), cases)
        return outcomes, _compared(store, cases) if options.baseline else {}


def _compared(store: Store, cases: Sequence[Case]) -> dict[str, float | None]:
    from assistant.baseline import Baseline

    baseline = Baseline.of([store.document(summary.source) for summary in store.summaries()], store.embedder)
    asked = [case for case in cases if case.answerable and case.passage and not case.history]
    shares = {}
    for name, search in (("dense", baseline.by_meaning), ("BM25", baseline.by_words)):
        found = [[case.found_in(hit) for hit in search(case.question)] for case in asked]
        shares[f"tutorial chunks, {name}, found first"] = _share([hits[0] for hits in found])
        shares[f"tutorial chunks, {name}, found in five"] = _share([any(hits) for hits in found])
    return shares


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m assistant.evaluate", description="Measure the answers.")
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl", help="one question a line")
    parser.add_argument("--documents", type=Path, nargs="+", metavar="PATH", help="files or folders")
    parser.add_argument("--gold", action="store_true", help="read each question's own passage instead of searching")
    parser.add_argument("--baseline", action="store_true", help="also find with a tutorial's pipeline (extra evaluate)")
    parser.add_argument("--report", type=Path, metavar="FOLDER", help="write a page with diagrams (extra evaluate)")
    parser.add_argument("--json", action="store_true", help="print the figures and every reply as JSON")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="ask only what belongs to documents of these names")
    parser.add_argument("--limit", type=int, default=0, help="ask only so many, drawn by a fixed chance")
    return parser


def _row(outcome: Outcome) -> dict[str, object]:
    return {
        "question": outcome.case.question,
        "standalone_question": outcome.reply.standalone_question,
        "answerable": outcome.case.answerable,
        "answered": outcome.reply.answered,
        "shown": outcome.shown,
        "shown_first": outcome.shown_first,
        "confidence": round(outcome.reply.confidence, 4),
        "text": outcome.reply.text,
    }


def _table(groups: dict[str, Figures]) -> str:
    rows = [["", *groups]]
    for name in Figures.__dataclass_fields__:
        values = [getattr(figures, name) for figures in groups.values()]
        rows.append([name.replace("_", " "), *("-" if value is None else f"{value}" for value in values)])
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _right_document(outcome: Outcome) -> bool:
    return any(Path(hit.source).name == outcome.case.document for hit in outcome.reply.hits[:1])


def _share(values: Sequence[bool]) -> float | None:
    return round(sum(values) / len(values), 3) if values else None


if __name__ == "__main__":
    sys.exit(main())
