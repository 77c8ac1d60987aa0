"""Plots of what the documents cover: passages by meaning, and documents by date."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from store.documents import DocumentSummary
from store.embedder import Vectors
from ui.words import Words

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from store import Store

_MOST_PASSAGES = 5000
# Colours that people with any colour vision tell apart (Okabe and Ito, 2008), with shapes where they repeat.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#B8860B", "#7A5195", "#5D6470")
_SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "hexagon")


@dataclass(frozen=True)
class Point:
    """A passage on the map."""

    x: float
    y: float
    source: str
    title: str
    heading: str
    text: str
    start: int

    def holds(self, source: str, start: int, end: int) -> bool:
        """Return whether a stretch of a document overlaps the passage."""
        return source == self.source and self.start < end and start < self.start + len(self.text)


def points_of(store: "Store") -> list[Point]:
    """Return the passages of a store in two dimensions; of a large one, evenly chosen ones."""
    documents = [store.document(summary.source) for summary in store.summaries()]
    found = [(document, *pair) for document in documents for pair in store.vectors(document)]
    found = found[:: max(1, -(-len(found) // _MOST_PASSAGES))]
    flat = flattened(np.array([vector for _, _, vector in found], dtype=np.float32).reshape(len(found), -1))
    return [
        Point(float(x), float(y), document.source, document.title, passage.heading, passage.text, passage.start)
        for (x, y), (document, passage, _) in zip(flat, found, strict=True)
    ]


def flattened(vectors: Vectors) -> Vectors:
    """Return vectors, one a row, in the two dimensions in which they differ most (principal components)."""
    if len(vectors) < 2:
        return np.zeros((len(vectors), 2), dtype=np.float32)
    centred = vectors - vectors.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    # An axis has no sign of its own; the largest part of each points up, so that a map stays as it was.
    signs = np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:2]
    flat = centred @ (axes[:2] * signs[:, None]).T
    return np.pad(flat, ((0, 0), (0, 2 - flat.shape[1])))


def passages_plot(points: Sequence[Point], cited: Collection[tuple[str, int, int]], words: Words) -> "Figure":
    """Return the map of passages, coloured by document; those that hold a cited (source, start, end) are ringed."""
    import plotly.graph_objects as plotly

    figure = plotly.Figure()
    for number, source in enumerate(dict.fromkeys(point.source for point in points)):
        own = [point for point in points if point.source == source]
        look = {"color": _COLOURS[number % len(_COLOURS)], "symbol": _SHAPES[(number // len(_COLOURS)) % len(_SHAPES)]}
        figure.add_scatter(**_placed(own), name=_shown(own[0].title, 44), marker=look | {"size": 9})
    ringed = [point for point in points if any(point.holds(*place) for place in cited)]
    if ringed:
        ring = {"size": 20, "symbol": "circle-open", "color": "#D4A017", "line": {"width": 4}}
        figure.add_scatter(**_placed(ringed), name=words["cited"], marker=ring)
    # Below the plot, so that a narrow page has room for both.
    legend = {"orientation": "h", "y": -0.02, "yanchor": "top", "x": 0, "xanchor": "left"}
    return _laid_out(figure, words["map of passages"], 660).update_layout(
        xaxis={"visible": False}, yaxis={"visible": False}, legend=legend
    )


def timeline_plot(summaries: Sequence[DocumentSummary], cited: Collection[str], words: Words) -> "Figure":
    """Return the documents by date, those that the answer cites marked."""
    import plotly.graph_objects as plotly

    dated = sorted((one for one in summaries if _is_date(one.date)), key=lambda one: one.date)
    figure = plotly.Figure()
    figure.add_scatter(
        x=[one.date[:10] for one in dated],
        y=[_shown(one.title, 48) for one in dated],
        mode="markers",
        marker={"size": 13, "color": ["#D4A017" if one.source in cited else "#1f5c9e" for one in dated]},
        hovertemplate="%{x|%d.%m.%Y}<extra></extra>",
        showlegend=False,
    )
    # Titles stand on their lines, so that a narrow page has room for both; Plotly then leaves too little for the dots.
    days = [date.fromisoformat(one.date[:10]).toordinal() for one in dated] or [date.today().toordinal()]
    room = 60 + (days[-1] - days[0]) // 12
    span = [date.fromordinal(max(1, days[0] - room)), date.fromordinal(min(date.max.toordinal(), days[-1] + room))]
    return _laid_out(figure, words["timeline"], 120 + 36 * len(dated)).update_layout(
        xaxis={"range": [day.isoformat() for day in span]}, yaxis={"ticklabelposition": "inside top"}
    )


def _placed(points: Sequence[Point]) -> dict[str, Any]:
    return {
        "x": [point.x for point in points],
        "y": [point.y for point in points],
        "mode": "markers",
        "text": [f"<b>{_shown(p.title, 80)}</b><br>{_shown(p.heading, 80)}<br>{_shown(p.text, 160)}" for p in points],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _laid_out(figure: "Figure", title: str, height: int) -> "Figure":
    return figure.update_layout(
        title={"text": title, "x": 0, "xref": "container", "pad": {"l": 12}, "font": {"size": 14}},
        height=height,
        margin={"l": 12, "r": 12, "t": 48, "b": 32},
        legend={"font": {"size": 11}},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(128,128,128,0.06)",
    )


def _shown(text: str, most: int) -> str:
    """Return a text on lines that a label has room for; Plotly reads some HTML, so its signs are written out."""
    line = " ".join(text.split())
    cut = line if len(line) <= most else line[: most - 1] + "…"
    escaped = cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "<br>".join(escaped[place : place + 70] for place in range(0, len(escaped), 70)) if most > 100 else escaped


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True
