"""What people said of answers: kept in a local file, summed up, and turned into questions with known answers."""

import argparse
import json
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.replies import Answer
from store.errors import AssistantError, StoreError
from store.settings import Settings

FILE = "feedback.sqlite3"
"""Under the store's directory."""
_TABLE = """create table if not exists feedback (
    noted text not null, question text not null, helpful integer not null, reason text not null,
    answer text not null
)"""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody said of one answer."""

    noted: str
    """ISO time in UTC."""
    question: str
    """As it was searched for, so that it stands alone."""
    helpful: bool
    reason: str
    answered: bool
    text: str
    quotes: tuple[str, ...]
    sources: tuple[str, ...]


class Feedback:
    """The judgements kept beside one store."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    def note(self, answer: Answer, *, helpful: bool, reason: str = "") -> None:
        """Keep a judgement with the question, the answer and its citations.

        Raises:
            StoreError: if it cannot be written.
        """
        kept = {
            "text": answer.text,
            "answered": answer.answered,
            "confidence": answer.confidence,
            "engine": answer.engine,
            "citations": [asdict(citation) for citation in answer.citations],
        }
        row = (_now(), answer.standalone_question, int(helpful), reason, json.dumps(kept, ensure_ascii=False))
        with self._opened() as database:
            database.execute("insert into feedback values (?, ?, ?, ?, ?)", row)

    def judgements(self) -> list[Judgement]:
        """Return all that was kept, oldest first."""
        if not self._file.exists():
            return []
        with self._opened() as database:
            return [_judgement(*row) for row in database.execute("select * from feedback order by noted, rowid")]

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._file)) as database, database:
                database.execute(_TABLE)
                yield database
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                f"The feedback in {self._file} cannot be used: {error}. "
                "Make the folder writable, or move the file away."
            ) from error


def summary_of(judgements: Sequence[Judgement]) -> str:
    """Return how many answers helped, and the complaints."""
    unhelpful = [one for one in judgements if not one.helpful]
    lines = [f"{len(judgements)} judged, {len(judgements) - len(unhelpful)} helpful, {len(unhelpful)} not"]
    lines += [f"  {one.noted[:10]}  {one.question}" + (f"  ({one.reason})" if one.reason else "") for one in unhelpful]
    return "\n".join(lines)


def cases_json(judgements: Sequence[Judgement]) -> str:
    """Return the judgements as a question file for assistant.evaluate, one line a question.

    A helpful answer gives a question with its quotes as what answers; a helpful refusal gives one that the documents
    do not answer. Of an answer that did not help, nobody has said yet what would: `answerable` is null, which
    evaluate leaves out until a person fills it in, with `support` where there is an answer.
    """
    rows = {one.question: _case(one) for one in judgements}
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows.values())


def main(arguments: Sequence[str]) -> int:
    """Print the summary, or write the question file; return 0, 1 if that failed, 2 if it was used wrongly."""
    parser = argparse.ArgumentParser(prog="python -m assistant feedback", description="What people said of answers.")
    parser.add_argument("--export", type=Path, metavar="FILE", help="write a question file for assistant.evaluate")
    chosen = parser.parse_args(arguments)
    try:
        judgements = Feedback(Settings.from_environment().store).judgements()
        if chosen.export:
            chosen.export.write_text(cases_json(judgements), encoding="utf-8")
    except (AssistantError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(summary_of(judgements) + "\n")
    return 0


def _case(one: Judgement) -> dict[str, object]:
    case: dict[str, object] = {"question": one.question, "answerable": one.answered if one.helpful else None}
    if one.helpful and one.answered:
        case |= {"support": one.quotes[0] if one.quotes else "", "support_all": list(one.quotes)}
    elif not one.helpful:
        case |= {"reason": one.reason, "shown": one.text}
    return case | {"kind": "feedback"}


def _judgement(noted: str, question: str, helpful: int, reason: str, answer: str) -> Judgement:
    kept = json.loads(answer)
    citations = kept["citations"]
    quotes = tuple(citation["quote"] for citation in citations)
    sources = tuple(dict.fromkeys(citation["source"] for citation in citations))
    return Judgement(noted, question, bool(helpful), reason, kept["answered"], kept["text"], quotes, sources)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
