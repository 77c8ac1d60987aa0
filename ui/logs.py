"""The log: one JSON object a line, on the standard error; no text of questions unless that is wanted."""

import json
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON: time, level, message, where from, and what was given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            "logger": record.name,
        }
        line |= {name: value for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def start_log() -> None:
    """Log what the page's own modules say, and the server's warnings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name, level in (("ui", logging.INFO), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False


def question_logger(*, with_text: bool) -> Callable[..., None]:
    """Return what logs a question that came to its end, with its text or without."""
    log = logging.getLogger("ui.questions")

    def finished(question: str, *, answered: bool, kind: str, seconds: float) -> None:
        extra: dict[str, object] = {"answered": answered, "seconds": round(seconds, 3), "characters": len(question)}
        extra |= {"error": kind} if kind else {}
        extra |= {"question": question} if with_text else {}
        log.info("question", extra=extra)

    return finished
