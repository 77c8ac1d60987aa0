"""The chat: a conversation, and beside it the sources of the answer in view or the document they stand in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr
from markupsafe import Markup

from assistant.feedback import Feedback
from store.documents import Document
from ui.asking import Asking
from ui.cards import origin_markup, place_line, sources_markup
from ui.conversation import Conversation, Ending, Turn, ask
from ui.keeping import restored
from ui.library import Library
from ui.panels import reader_markup
from ui.printed import drawn_page
from ui.reading import Place, place_markup
from ui.rendering import conversation_markup
from ui.scripts import script
from ui.within import Limits
from ui.words import LANGUAGES, Words, words_for, words_of

ASKING_AT_ONCE = 4
_SCRIPTS = ("page.js", "printed.js", "reader.js", "history.js")

Shown = tuple[Conversation, str, str, Any]
"""The conversation, its HTML, the HTML of its sources, and an update of the question box."""
Ended = tuple[Conversation, str, str, Any, Ending]
"""The same, and what took the place of an answer under way."""


@dataclass(frozen=True)
class Chat:
    """What the chat does when something happens; each method is an event's listener."""

    asking: Asking
    examples: tuple[str, ...]
    library: Library | None = None
    feedback: Feedback | None = None

    def ask(
        self, question: str, conversation: Conversation, sources: list[str], first: str, last: str, request: gr.Request
    ) -> Iterator[Shown]:
        """Answer what was typed, from the chosen documents and dates; an empty box asks nothing."""
        if not question.strip():
            yield gr.skip()
            return
        words = words_of_request(request)
        update: Any = ""
        within = self._within(Limits(tuple(sources or ()), first or "", last or ""))
        if within == []:
            refused = conversation.settled().added(Turn(question, notice=words["nothing within"]))
            yield self._shown(refused, words, question)
            return
        for grown in ask(self.asking, conversation, question, within):
            # The question goes back into the box when nothing came of it.
            yield self._shown(grown, words, question if grown.failed else update)
            update = gr.skip()

    def ask_example(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Iterator[Shown]:
        """Answer a question that was offered, from all documents."""
        yield from self.ask(str(event.question), conversation, [], "", "", request)

    def ask_again(
        self, conversation: Conversation, sources: list[str], first: str, last: str, request: gr.Request
    ) -> Iterator[Shown]:
        """Answer the last question anew."""
        question = conversation.turns[-1].question if conversation.turns else ""
        yield from self.ask(question, conversation.without_last(), sources, first, last, request)

    def documents(self) -> Any:  # noqa: ANN401 - Gradio's updates have no type
        """Return the documents that can be chosen."""
        summaries = self.library.summaries() if self.library else []
        return gr.update(choices=[(one.title or one.source, one.source) for one in summaries])

    def edit(self, conversation: Conversation, request: gr.Request) -> Shown:
        """Take the last question back into the box."""
        question = conversation.turns[-1].question if conversation.turns else ""
        return self._shown(conversation.without_last(), words_of_request(request), question)

    def stop(self, conversation: Conversation, request: gr.Request) -> Ended:
        """Put a notice in place of the answer that was awaited, and the question back into the box."""
        words = words_of_request(request)
        stopped = conversation.given_up(words["stopped"])
        return *self._given_up(stopped, words), Ending.of(conversation, stopped)

    def give_up(self, conversation: Conversation, ending: Ending, request: gr.Request) -> Shown:
        """Put a notice in place of an answer that failed; of one that a person ended, show what they saw since.

        Gradio calls this for both, after the last that such an answer sends.
        """
        words = words_of_request(request)
        return self._given_up(ending.last_word(conversation).given_up(words["broken"]), words)

    def restore(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Ended:
        """Show a conversation that the browser kept; one that cannot be read is passed over."""
        try:
            kept = restored(str(event.kept))
        except ValueError:
            kept = Conversation()
        return *self._shown(kept, words_of_request(request), gr.skip()), Ending.of(conversation, kept)

    def judge(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Shown:
        """Keep what was said of an answer."""
        number = int(event.turn)
        if 1 <= number <= len(conversation.turns):
            verdict = "helpful" if event.helpful else "not helpful"
            answer = conversation.turns[number - 1].answer
            if answer is not None and self.feedback is not None:
                self.feedback.note(answer, helpful=bool(event.helpful), reason=str(event.reason)[:500])
            conversation = conversation.judged(number, verdict)
        return self._shown(conversation, words_of_request(request), gr.skip())

    def begin(self, conversation: Conversation, request: gr.Request) -> Ended:
        """Show an empty conversation."""
        empty = Conversation()
        return *self._shown(empty, words_of_request(request), ""), Ending.of(conversation, empty)

    def read_place(self, place: str, request: gr.Request) -> str:
        """Return the document of a citation as HTML, its words marked."""
        words = words_of_request(request)
        found = Place.from_json(place)
        printed = self.library.has_printed if self.library else None
        return str(place_markup(found, self.asking.document, words, lambda document: about(document, words), printed))

    def _within(self, limits: Limits) -> list[str] | None:
        """Return the documents to answer from; None for all."""
        if self.library is None or not limits.any:
            return None
        return limits.chosen(self.library.summaries())

    def _given_up(self, conversation: Conversation, words: Words) -> Shown:
        return self._shown(conversation, words, conversation.turns[-1].question if conversation.failed else gr.skip())

    def _shown(self, conversation: Conversation, words: Words, box: Any) -> Shown:  # noqa: ANN401 - Gradio's updates
        return (
            conversation,
            str(conversation_markup(conversation, self.examples, words)),
            str(sources_markup(conversation, words)),
            box,
        )


def chat_view(chat: Chat, restart: gr.Button, i18n: gr.I18n) -> tuple[gr.State, gr.HTML]:
    """Lay the chat out in the context of the caller, connect it, and return its conversation and its reading view."""
    words, nothing = words_of(LANGUAGES[0]), Conversation()

    # Gradio marks the function, and a method cannot be marked.
    def read_place(place: str, request: gr.Request) -> str:
        return chat.read_place(place, request)

    def draw_page(asked: str, request: gr.Request) -> str:
        return drawn_page(chat.library, asked, words_of_request(request))

    state, ending = gr.State(nothing), gr.State(Ending())
    with gr.Row(elem_id="views"):
        with gr.Column(elem_id="chat", scale=3):
            conversation = gr.HTML(
                str(conversation_markup(nothing, chat.examples, words)),
                elem_id="conversation",
                js_on_load=script(*_SCRIPTS),
                apply_default_css=False,
                server_functions=[read_place, draw_page],
            )
            waiting = gr.HTML("", elem_id="queue", js_on_load=None, apply_default_css=False)
            gr.HTML('<p id="place" role="status"></p>', js_on_load=script("queue.js"), apply_default_css=False)
            shown_limits = chat.library is not None
            with gr.Accordion(i18n("within"), open=False, elem_id="within", visible=shown_limits) as limits, gr.Row():
                sources = gr.Dropdown(label=i18n("within_documents"), choices=[], multiselect=True, scale=3)
                first, last = (
                    gr.Textbox(label=i18n(name), placeholder=example, max_length=10, min_width=110)
                    for name, example in (("published_from", "2012-07"), ("published_to", "2024"))
                )
            with gr.Row(elem_id="composer"):
                box = gr.Textbox(
                    label=i18n("your_question"),
                    placeholder=i18n("ask_about"),
                    elem_id="question",
                    show_label=False,
                    container=False,
                    autofocus=True,
                    max_lines=6,
                    scale=1,
                )
                send = gr.Button(i18n("ask"), variant="primary", elem_id="send", scale=0)
        with gr.Column(elem_id="side"):
            cards = gr.HTML(
                str(sources_markup(nothing, words)), elem_id="sources", js_on_load=None, apply_default_css=False
            )
            reader = gr.HTML(str(reader_markup(words)), elem_id="reader", js_on_load=None, apply_default_css=False)

    shown, within = [state, conversation, cards, box], [sources, first, last]
    quiet: dict[str, Any] = {"outputs": shown, "show_progress": "hidden", "api_visibility": "private"}
    # Gradio tells the place in its queue where it shows progress, and there only.
    options: dict[str, Any] = quiet | {
        "show_progress": "minimal",
        "show_progress_on": waiting,
        "trigger_mode": "once",
        "concurrency_limit": ASKING_AT_ONCE,
        "concurrency_id": "asking",
    }
    # What is asked while an answer is under way, or while a refusal looks for what could be asked instead, comes next;
    # of what was sent twice, the second finds the box empty.
    next_one = options | {"trigger_mode": "always_last"}
    asked = [
        gr.on([box.submit, send.click], chat.ask, [box, state, *within], **next_one),
        conversation.ask(chat.ask_example, [state], **options),
        conversation.again(chat.ask_again, [state, *within], **options),
    ]
    # One after the other and in their order: an answer that is ended counts as failed once it is.
    in_order: dict[str, Any] = quiet | {"concurrency_limit": 1, "concurrency_id": "ending"}
    ends = in_order | {"outputs": [*shown, ending], "cancels": asked}
    for event in asked:
        event.failure(chat.give_up, [state, ending], **in_order)
    limits.expand(chat.documents, None, sources, show_progress="hidden", api_visibility="private")
    restart.click(chat.begin, [state], **ends)
    conversation.restore(chat.restore, [state], **ends)
    conversation.stop(chat.stop, [state], **ends)
    conversation.edit(chat.edit, [state], **quiet)
    conversation.judge(chat.judge, [state], **quiet)
    return state, reader


def about(document: Document, words: Words) -> Markup:
    """Return what stands above a document's text."""
    return Markup('<header class="about"><h2>{}</h2><p class="place">{}</p>{}</header>').format(
        document.title,
        place_line(document.date, "", None, words),
        origin_markup(document.source, document.links, words),
    )


def words_of_request(request: gr.Request) -> Words:
    """Return the words of the language that the browser prefers."""
    return words_for(request.headers.get("accept-language", ""))
