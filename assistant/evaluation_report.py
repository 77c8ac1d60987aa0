"""The page of an evaluation: its figures, and two diagrams of how far the confidence can be trusted.

Needs the extra `evaluate`, for matplotlib.
"""

import html
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.evaluate import Outcome, confidences, rightness
from assistant.scoring import reliability, risk_coverage

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RELIABILITY, RISK, PAGE = "reliability.png", "risk_coverage.png", "index.html"


def write_report(folder: Path, title: str, table: str, outcomes: Sequence[Outcome]) -> None:
    """Write the page and its two images into a folder, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    answered = [outcome for outcome in outcomes if outcome.reply.answered]
    sure, right = confidences(answered), rightness(answered)
    _drawn(folder / RELIABILITY, "confidence", "share of first sentences that answer", _reliability(sure, right))
    risk = [(share * len(answered) / len(outcomes), wrong) for share, wrong in risk_coverage(sure, right)]
    _drawn(folder / RISK, "share of questions answered", "share of these answered wrongly", risk)
    (folder / PAGE).write_text(_page(title, table), encoding="utf-8")


def _reliability(sure: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    return [(one.confidence, one.right) for one in reliability(sure, right)]


def _drawn(file: Path, across: str, up: str, points: Sequence[tuple[float, float]]) -> None:
    # The figure is made without pyplot, which keeps state of its own and wants a screen.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 4), layout="constrained")
    FigureCanvasAgg(figure)
    axes: Axes = figure.add_subplot()
    axes.plot([x for x, _ in points], [y for _, y in points], marker="o" if len(points) <= 10 else "")
    if file.name == RELIABILITY:
        axes.plot([0, 1], [0, 1], linestyle=":", color="grey")
    axes.set(xlabel=across, ylabel=up, xlim=(0, 1), ylim=(0, 1))
    figure.savefig(file, dpi=150)


def _page(title: str, table: str) -> str:
    name = html.escape(title)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}</title><h1>{name}</h1>'
        f"<pre>{html.escape(table)}</pre>"
        f'<p><img src="{RELIABILITY}" alt="Reliability: share right at each confidence">'
        f'<img src="{RISK}" alt="Risk and coverage: share wrong at each share answered"></p></html>\n'
    )
