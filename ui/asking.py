"""What the page needs of an assistant, and an assistant that opens itself behind the page."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from assistant.replies import Answer
from store.documents import Document
from store.errors import AssistantError
from store.settings import Settings

if TYPE_CHECKING:
    from assistant import Assistant

History = Sequence[Mapping[str, str]]
_FIRST_QUESTION = "What is a partnership?"


class Asking(Protocol):
    """Answers questions, and shows the documents that the answers come from."""

    def stream(self, question: str, history: History, sources: Sequence[str] | None = None) -> Iterator[Answer]:
        """Yield the answer as it grows, from these documents or from all; the last one is complete."""

    def document(self, source: str) -> Document:
        """Return the current version of a document."""


class WithDocuments:
    """The assistant and the documents of its store."""

    def __init__(self, assistant: "Assistant") -> None:
        self._assistant = assistant
        self.store = assistant.store
        self.document = assistant.store.document

    def stream(self, question: str, history: History, sources: Sequence[str] | None = None) -> Iterator[Answer]:
        """Yield the answer as it grows, from these documents or from all."""
        assistant = self._assistant if sources is None else self._assistant.within(sources)
        yield from assistant.stream(question, history)


def open_asking(settings: Settings) -> WithDocuments:
    """Return the assistant of the settings.

    Raises:
        AssistantError: if the store or the models cannot be used.
    """
    # Imported with the first use: what is behind it takes longer to load than the page.
    from assistant import Assistant

    return WithDocuments(Assistant.open(settings))


_Opened = TypeVar("_Opened", bound=Asking)


class OpenedLater(Generic[_Opened]):
    """An assistant that is opened with its first use, or in the background, so that the page shows at once."""

    def __init__(self, opening: Callable[[], _Opened]) -> None:
        self._opening = opening
        self._opened: _Opened | None = None
        self._lock = threading.Lock()

    def stream(self, question: str, history: History, sources: Sequence[str] | None = None) -> Iterator[Answer]:
        """Yield the answer as it grows, after opening the assistant if need be."""
        yield from self.opened().stream(question, history, sources)

    def document(self, source: str) -> Document:
        """Return the current version of a document."""
        return self.opened().document(source)

    def warm(self) -> threading.Thread:
        """Open in the background and load what a first question needs; return the thread that does it."""
        thread = threading.Thread(target=self._warm, name="warm-up", daemon=True)
        thread.start()
        return thread

    def _warm(self) -> None:
        try:
            for _ in self.stream(_FIRST_QUESTION, ()):
                pass
        except AssistantError:
            # The first question meets the same error, and there is somebody to read it.
            return

    @property
    def is_open(self) -> bool:
        """Whether it was opened already."""
        return self._opened is not None

    def opened(self) -> _Opened:
        """Return what is behind, opened now if it was not yet."""
        with self._lock:
            if self._opened is None:
                self._opened = self._opening()
            return self._opened
