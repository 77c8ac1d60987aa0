"""The page: its header, and what can be done with the documents below it."""

from typing import Any

import gradio as gr

from assistant.feedback import Feedback
from ui.access.visitors import visitor_of_page
from ui.api import add_endpoint
from ui.asking import Asking
from ui.chat import Chat, chat_view, words_of_request
from ui.closing import let_go_when_closed
from ui.library import Library
from ui.library_view import library_view
from ui.map_view import map_view
from ui.panels import TITLE, header_markup, history_markup, reader_markup
from ui.words import LANGUAGES, words_of

EXAMPLES = (
    "Who spoke at Chatham House in July 2012?",
    "When did Sweden join NATO?",
    "Which countries take part in the Mediterranean Dialogue?",
    "How many soldiers does Brazil have?",
)
"""Questions to begin with; the starter documents answer all but the last."""

_OF_GRADIO = (
    "your question",
    "ask about",
    "ask",
    "new conversation",
    "documents",
    "map",
    "add documents",
    "map of passages",
    "timeline",
    "within",
    "within documents",
    "published from",
    "published to",
)


def build_page(
    asking: Asking,
    examples: tuple[str, ...] = EXAMPLES,
    *,
    library: Library | None = None,
    feedback: Feedback | None = None,
) -> gr.Blocks:
    """Return the page, ready to be served; nothing is asked of the assistant before the first question.

    Args:
        asking: answers the questions.
        examples: questions to begin with.
        library: the documents, for the tabs that show them; without one, there is the chat alone.
        feedback: where judgements of answers are kept; without one, they are not asked for.
    """
    words, i18n = words_of(LANGUAGES[0]), page_words()
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as page:
        # First, so that no listener of the page takes its name.
        add_endpoint(asking)
        with gr.Row(elem_id="header"):
            title = gr.HTML(str(header_markup(words)), elem_id="title", js_on_load=None)
            history = gr.HTML(str(history_markup(words)), elem_id="history", js_on_load=None, apply_default_css=False)
            restart = gr.Button(i18n("new_conversation"), elem_id="restart", size="sm", scale=0)
        chat = Chat(asking, examples, library, feedback)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(i18n("ask"), elem_id="tab-ask"):
                state, reader = chat_view(chat, restart, i18n)
            if library:
                with gr.Tab(i18n("documents"), elem_id="tab-documents") as tab:
                    library_view(library, tab, i18n)
                with gr.Tab(i18n("map"), elem_id="tab-map") as tab:
                    map_view(library, tab, state, i18n)
        page.load(_panels, None, [title, history, reader], show_progress="hidden", api_visibility="private")
        let_go_when_closed(page)
    return page


def _panels(request: gr.Request) -> tuple[Any, ...]:
    """Return the fixed pieces in the language of the browser, which are there in English already."""
    words, name = words_of_request(request), visitor_of_page(request).name
    if words["language"] == LANGUAGES[0]:
        return str(header_markup(words, name)) if name else gr.skip(), gr.skip(), gr.skip()
    return str(header_markup(words, name)), str(history_markup(words)), str(reader_markup(words))


def page_words() -> gr.I18n:
    """Return the words of Gradio's own components, which the browser chooses."""
    return gr.I18n(**{lang: {n.replace(" ", "_"): words_of(lang)[n] for n in _OF_GRADIO} for lang in LANGUAGES})
