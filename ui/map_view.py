"""The tab with the map of the passages and the timeline of the documents."""

from functools import lru_cache
from typing import Any

import gradio as gr

from ui.chat import words_of_request
from ui.conversation import Conversation
from ui.library import Library
from ui.map import Point, passages_plot, points_of, timeline_plot


def map_view(library: Library, tab: gr.Tab, state: gr.State, i18n: gr.I18n) -> None:
    """Lay the plots out in the context of the caller, and draw them whenever the tab is opened."""

    @lru_cache(maxsize=1)
    def points(generation: int) -> list[Point]:  # noqa: ARG001 - the key of what is kept
        return points_of(library.store_of())

    # Gradio resolves these annotations, and Plotly's are not there before a plot is drawn.
    def draw(conversation: Conversation, request: gr.Request) -> tuple[Any, Any]:
        words = words_of_request(request)
        answer = conversation.turns[-1].answer if conversation.turns else None
        cited = [(one.source, one.start, one.end) for one in answer.citations] if answer else []
        drawn = passages_plot(points(library.store_of().generation), cited, words)
        return drawn, timeline_plot(library.summaries(), {source for source, _, _ in cited}, words)

    with gr.Column(elem_id="map-view"):
        passages = gr.Plot(label=i18n("map_of_passages"), show_label=False, elem_id="map", container=False)
        documents = gr.Plot(label=i18n("timeline"), show_label=False, elem_id="timeline", container=False)
    quiet: dict[str, Any] = {"show_progress": "minimal", "api_visibility": "private"}
    tab.select(draw, [state], [passages, documents], **quiet)
