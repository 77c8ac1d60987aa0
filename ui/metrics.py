"""What is counted and timed while the page is served, for Prometheus."""

from collections.abc import Iterator, Sequence
from threading import Lock
from time import perf_counter
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from assistant.replies import Answer
from store.documents import Document, DocumentSummary
from ui.asking import Asking, History
from ui.logs import question_logger

_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The counts of one server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        given: Any = {"namespace": "partners", "registry": self.registry}
        self.questions = Counter("questions", "Questions that were asked.", **given)
        self.refusals = Counter("refusals", "Questions that the documents do not answer.", **given)
        self.errors = Counter("errors", "Questions that failed, by the kind of error.", ["kind"], **given)
        self.seconds = Histogram(
            "step_seconds",
            "Seconds from the question to the first sentence, and to the whole answer.",
            ["step"],
            buckets=_BUCKETS,
            **given,
        )
        self.running = Gauge("running_questions", "Questions that are being answered now.", **given)
        self._documents = Gauge("documents", "Documents in the store.", **given)
        self._passages = Gauge("passages", "Passages of these documents.", **given)

    def text(self, summaries: Sequence[DocumentSummary]) -> bytes:
        """Return all of it in the format of Prometheus, with the documents of now."""
        self._documents.set(len(summaries))
        self._passages.set(sum(one.passages for one in summaries))
        return generate_latest(self.registry)


class Measured:
    """An assistant whose answers are counted, timed and logged."""

    def __init__(self, asking: Asking, metrics: Metrics, *, log_questions: bool = False) -> None:
        self._asking = asking
        self._metrics = metrics
        self._log = question_logger(with_text=log_questions)
        self._running = 0
        self._lock = Lock()

    @property
    def running(self) -> int:
        """How many questions are being answered now."""
        return self._running

    def document(self, source: str) -> Document:
        """Return the current version of a document."""
        return self._asking.document(source)

    def stream(self, question: str, history: History, sources: Sequence[str] | None = None) -> Iterator[Answer]:
        """Yield the answer as it grows."""
        started = perf_counter()
        self._metrics.questions.inc()
        self._count(1)
        last, kind = None, "abandoned"
        try:
            for answer in self._asking.stream(question, history, sources):
                if last is None:
                    self._metrics.seconds.labels("first sentence").observe(perf_counter() - started)
                last = answer
                yield answer
            kind = ""
        except Exception as error:
            kind = type(error).__name__
            self._metrics.errors.labels(kind).inc()
            raise
        finally:
            self._count(-1)
            self._finished(question, last, kind, perf_counter() - started)

    def _finished(self, question: str, last: Answer | None, kind: str, seconds: float) -> None:
        if last is not None and not kind:
            self._metrics.seconds.labels("answer").observe(seconds)
            if not last.answered:
                self._metrics.refusals.inc()
        self._log(question, answered=bool(last and last.answered), kind=kind, seconds=seconds)

    def _count(self, by: int) -> None:
        with self._lock:
            self._running += by
            self._metrics.running.set(self._running)
