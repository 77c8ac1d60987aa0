"""The reply with a chat model: what it wrote and what passed, else quotes and why."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.quotes import quoted, quoted_answer, refusal
from assistant.reading.reader import Reading
from assistant.replies import Answer
from assistant.writing.writer import Writer, Written
from store.documents import Hit


def written_answer(answer: Answer, reading: Reading, writer: Writer) -> Iterator[Answer]:
    """Yield the answer as its sentences pass the check; the last snapshot has the whole text.

    Args:
        answer: the reply without a text, its hits the passages, best first.
        reading: what the reader found; its sentences are quoted where the model gives nothing that can be shown.
        writer: writes with a chat model.
    """
    written = Written()
    for written in writer.write(answer.standalone_question, _best_first(reading, answer.hits)):
        if _answers(written, reading) and not written.failure:
            yield _shown(answer, written, writer.name)
    if written.refused:
        yield replace(answer, text=refusal(answer.hits), engine=writer.name, dropped=written.dropped)
    elif written.failure or not _answers(written, reading):
        notice = f"{written.failure}. These are quotes." if written.failure else _nothing_left(writer.name)
        yield from quoted_answer(replace(answer, dropped=written.dropped, notice=notice), reading)


def _answers(written: Written, reading: Reading) -> bool:
    """Return whether something that passed cites a sentence that would be quoted otherwise.

    What a weak model writes may be true and beside the question.
    """
    return any(
        citation.source == quote.source and citation.start < quote.end and quote.start < citation.end
        for citation in written.citations
        for quote in quoted(reading).citations
    )


def _shown(answer: Answer, written: Written, name: str) -> Answer:
    text = " ".join(written.sentences)
    return replace(answer, text=text, answered=True, citations=written.citations, engine=name, dropped=written.dropped)


def _nothing_left(name: str) -> str:
    return f"What the chat model {name} wrote is not supported by the passages or does not answer. These are quotes."


def _best_first(reading: Reading, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits, those in which the reader found something in front."""
    found = [candidate.hit for candidate in reading.candidates]
    return list(dict.fromkeys([*found, *hits]))
