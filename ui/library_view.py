"""The tab of documents: their table, dropping new ones, and a document's text as it was cut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from markupsafe import Markup

from store.errors import AssistantError
from ui.access.visitors import visitor_of_page
from ui.chat import about, words_of_request
from ui.library import Library
from ui.library_markup import library_markup, progress_markup, report_markup, waiting_markup
from ui.printed import drawn_page
from ui.reading import document_markup
from ui.scripts import script
from ui.words import Words

if TYPE_CHECKING:
    from ingest.report import Event, Report

_OUTCOMES = ("added", "updated", "unchanged", "removed")
Step = tuple[Any, Any]
"""The table's HTML, and an update of the place where files are dropped."""


@dataclass(frozen=True)
class LibraryTab:
    """What the tab does when something happens; each method is an event's listener."""

    library: Library

    def show(self, request: gr.Request) -> str:
        """Show the table."""
        return self._table(words_of_request(request), may_change=visitor_of_page(request).manages)

    def add(self, files: Sequence[str] | None, request: gr.Request) -> Iterator[Step]:
        """Add the files that were dropped, and tell how it goes."""
        yield from self._followed(self.library.add([Path(file) for file in files or ()]), words_of_request(request))

    def read_again(self, request: gr.Request) -> Iterator[Step]:
        """Ingest the folders again, and tell how it goes."""
        yield from self._followed(self.library.read_again(), words_of_request(request))

    def remove(self, event: gr.EventData, request: gr.Request) -> str:
        """Remove a document."""
        words = words_of_request(request)
        try:
            self.library.remove(str(event.source))
        except AssistantError as error:
            return self._table(words, _notice(error))
        return self._table(words, Markup("<p>{}: {}</p>").format(words["removed"], str(event.source)))

    def read(self, source: str, request: gr.Request) -> str:
        """Return a document's text as HTML, its passages drawn."""
        words = words_of_request(request)
        try:
            document = self.library.document(source)
        except AssistantError as error:
            return str(_notice(error))
        printed = self.library.has_printed(document)
        return str(about(document, words) + document_markup(document, words, split=True, printed=printed))

    def _table(self, words: Words, message: Markup | str = "", *, may_change: bool = True) -> str:
        try:
            folders = [folder.name for folder in self.library.folders()]
            return str(library_markup(self.library.summaries(), words, message, folders, may_change=may_change))
        except AssistantError as error:
            return str(_notice(error))

    def _followed(self, steps: "Iterator[Event | Report]", words: Words) -> Iterator[Step]:
        # Where another process writes, nothing else is told until it is done.
        yield self._table(words, waiting_markup(words)), gr.skip()
        try:
            for step in steps:
                yield self._table(words, _told(step, words)), gr.skip()
        except AssistantError as error:
            yield self._table(words, _notice(error)), None
            return
        yield gr.skip(), None


def library_view(library: Library, tab: gr.Tab, i18n: gr.I18n) -> None:
    """Lay the table of documents out in the context of the caller, and connect it."""
    view = LibraryTab(library)

    # Gradio marks the function, and a method cannot be marked.
    def read_document(source: str, request: gr.Request) -> str:
        return view.read(source, request)

    def draw_page(asked: str, request: gr.Request) -> str:
        return drawn_page(library, asked, words_of_request(request))

    plain: dict[str, Any] = {"js_on_load": None, "apply_default_css": False}
    with gr.Row(elem_id="library-view"):
        with gr.Column(elem_id="library-side", scale=3):
            files = gr.File(label=i18n("add_documents"), file_count="multiple", height=120, elem_id="drop")
            listed = gr.HTML(
                elem_id="library",
                js_on_load=script("printed.js", "library.js"),
                apply_default_css=False,
                server_functions=[read_document, draw_page],
            )
        gr.HTML('<div class="body" tabindex="-1"></div>', elem_id="library-document", **plain)
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    writing: dict[str, Any] = quiet | {"concurrency_id": "writing", "concurrency_limit": 1}
    tab.select(view.show, None, listed, **quiet)
    tab.select(_rights, None, files, **quiet)
    files.upload(view.add, [files], [listed, files], **writing)
    listed.again(view.read_again, None, [listed, files], **writing)
    listed.remove(view.remove, None, listed, **writing)


def _rights(request: gr.Request) -> Any:  # noqa: ANN401 - Gradio's updates have no type
    """Show the place for new files to whoever may add some."""
    return gr.update(visible=visitor_of_page(request).manages)


def _notice(error: AssistantError) -> Markup:
    return Markup('<div class="notice" role="alert"><p>{}</p></div>').format(str(error))


def _told(step: "Event | Report", words: Words) -> Markup:
    from ingest.report import Event

    if isinstance(step, Event):
        return progress_markup(step.source, step.outcome, step.done, step.total, words)
    return report_markup({name: getattr(step, name) for name in _OUTCOMES}, step.failed, words, step.warnings)
