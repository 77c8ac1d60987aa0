"""Writing an answer with a chat model: what leaves has passed the check."""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.grounding import Grounding, Support
from assistant.quotes import escaped
from assistant.replies import Citation
from assistant.writing.prompt import NOT_ANSWERED, Prompt, plain, prompt_of
from assistant.writing.sentences import Draft, drafts_of
from store.documents import Hit
from store.errors import ModelError

_MOST_SENTENCES = 6
_MOST_DRAFTS = 24
_MOST_REPEATED = 3
_UNREADABLE = re.compile("[\ufffd\ud800-\udfff]")


class WritingModel(Protocol):
    """What the writer needs of a chat model."""

    @property
    def name(self) -> str:
        """What an answer's `engine` says."""

    @property
    def window(self) -> int:
        """How many tokens it reads."""

    def stream(self, system: str, user: str) -> Iterator[str]:
        """Yield what it writes; ModelError if it fails."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a model has written so far and what of it passed."""

    sentences: tuple[str, ...] = ()
    """Markdown, each with its marks."""
    citations: tuple[Citation, ...] = ()
    drafts: int = 0
    """How many sentences it wrote."""
    dropped: int = 0
    """How many of them are not shown, because no passage that they cite supports them."""
    refused: bool = False
    """Whether it said that the passages do not answer."""
    failure: str = ""
    """Why it broke off; empty where it did not."""


class Writer:
    """Lets a chat model write answers and passes on what its passages support."""

    def __init__(self, model: WritingModel, grounding: Grounding, chance: random.Random | None = None) -> None:
        """Write with a model; keys come from the system's randomness unless another source is given."""
        self._model = model
        self._grounding = grounding
        self._chance = chance or random.SystemRandom()

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    def write(self, question: str, hits: Sequence[Hit]) -> Iterator[Written]:
        """Yield what has passed after every sentence that the model wrote; the last value is complete."""
        prompt = prompt_of(question, hits, self._model.window, self._chance)
        written, said = Written(), Counter[str]()
        pieces = self._model.stream(prompt.system, prompt.user)
        try:
            for draft in drafts_of(pieces):
                said[draft.text] += 1
                if said[draft.text] == 1:
                    written = self._with(written, draft, prompt)
                    yield written
                if _is_enough(written) or said[draft.text] >= _MOST_REPEATED:
                    break
        except ModelError as error:
            written = replace(written, failure=str(error))
        finally:
            _close(pieces)
        yield written

    def _with(self, written: Written, draft: Draft, prompt: Prompt) -> Written:
        """Return what was written with one more draft judged."""
        if NOT_ANSWERED in draft.text.upper():
            return replace(written, refused=not written.sentences)
        one_more = replace(written, drafts=written.drafts + 1)
        if _UNREADABLE.search(draft.text):
            return replace(one_more, dropped=written.dropped + 1)
        sentence = plain(draft.text)
        verdict = self._grounding.check(sentence, draft.keys, prompt.passages)
        if not verdict.supported:
            return replace(one_more, dropped=written.dropped + 1)
        citations = _cited(written.citations, verdict.supports)
        marks = "".join(f" [{_number(citations, support)}]" for support in verdict.supports)
        sentence = f"{escaped(sentence)}{marks}"
        return replace(one_more, sentences=(*written.sentences, sentence), citations=citations)


def _is_enough(written: Written) -> bool:
    return written.refused or len(written.sentences) >= _MOST_SENTENCES or written.drafts >= _MOST_DRAFTS


def _close(pieces: Iterator[str]) -> None:
    """Tell a model that is still writing to stop."""
    close = getattr(pieces, "close", None)
    if close is not None:
        close()


def _cited(citations: tuple[Citation, ...], supports: Sequence[Support]) -> tuple[Citation, ...]:
    for support in supports:
        if not any(_is_of(citation, support) for citation in citations):
            citations = (*citations, Citation.of(len(citations) + 1, support.hit, support.start, support.end))
    return citations


def _number(citations: Sequence[Citation], support: Support) -> int:
    return next(citation.number for citation in citations if _is_of(citation, support))


def _is_of(citation: Citation, support: Support) -> bool:
    return (citation.source, citation.start, citation.end) == (support.hit.source, support.start, support.end)
