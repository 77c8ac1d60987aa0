"""The documents as HTML: their table, and what an ingest did."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from markupsafe import Markup

from store.documents import DocumentSummary
from ui.cards import joined, readable_date
from ui.words import Words

COLUMNS = ("title", "date", "kind", "passages", "ingested")


def library_markup(
    summaries: Sequence[DocumentSummary],
    words: Words,
    message: Markup | str = "",
    folders: Sequence[str] = (),
    *,
    may_change: bool = True,
) -> Markup:
    """Return the table of documents, with a line for what was done last; buttons that change only for who may."""
    head = joined(
        Markup('<th scope="col" aria-sort="{}"><button type="button" class="sort">{}</button></th>').format(
            "ascending" if name == "title" else "none", words[f"column {name}"]
        )
        for name in COLUMNS
    )
    rows = joined(
        _row(summary, words, may_change=may_change)
        for summary in sorted(summaries, key=lambda one: one.title.casefold())
    )
    again = Markup('<button type="button" class="read-again">{}</button><span>{}</span>').format(
        words["read again"], ", ".join(f"{folder}/" for folder in folders)
    )
    return Markup(
        '<div class="message" role="status">{}</div>'
        '<p class="tools"><input class="filter" type="search" aria-label="{}" placeholder="{}">{}</p>'
        '<div class="table" tabindex="0" role="group" aria-label="{}"><table><thead><tr>{}'
        '<th><span class="unseen">{}</span></th></tr></thead><tbody>{}</tbody></table></div>'
    ).format(
        message,
        words["filter documents"],
        words["filter documents"],
        again if folders and may_change else "",
        words["documents"],
        head,
        words["remove"],
        rows,
    )


def progress_markup(source: str, outcome: str, done: int, total: int, words: Words) -> Markup:
    """Return how far an ingest has come."""
    return Markup('<progress max="{}" value="{}" aria-label="{}"></progress> {}').format(
        total, done, words["reading documents"], f"{done}/{total} {source}: {words[outcome]}"
    )


def waiting_markup(words: Words) -> Markup:
    """Return what is told before an ingest comes to its first document."""
    return Markup('<progress aria-label="{0}"></progress> {0}').format(words["waiting to read"])


def report_markup(
    changed: dict[str, Sequence[str]],
    failed: Sequence[tuple[str, str]],
    words: Words,
    warnings: Sequence[tuple[str, str]] = (),
) -> Markup:
    """Return what an ingest did: how many documents of each outcome, which changed, and what could not be read."""
    counts = ", ".join(f"{len(sources)} {words[name]}" for name, sources in changed.items())
    lists = joined(
        Markup("<p><strong>{}</strong>: {}</p>").format(words[name], ", ".join(sources))
        for name, sources in changed.items()
        if sources and name != "unchanged"
    )
    problems = joined(Markup("<p><strong>{}</strong>: {}</p>").format(*problem) for problem in (*failed, *warnings))
    detail = Markup("<details><summary>{}</summary>{}</details>").format(words["what changed"], lists) if lists else ""
    return Markup("<p>{}, {} {}</p>{}{}").format(counts, len(failed), words["failed"], problems, detail)


def kind_of(source: str) -> str:
    """Return a document's kind by its name: "md", "pdf", or "web" for an address."""
    if source.startswith(("http://", "https://")):
        return "web"
    return PurePosixPath(source).suffix.lstrip(".").lower() or "?"


def _row(summary: DocumentSummary, words: Words, *, may_change: bool) -> Markup:
    cells = (
        (summary.date, readable_date(summary.date, words)),
        (kind_of(summary.source), kind_of(summary.source)),
        (f"{summary.passages:09d}", str(summary.passages)),
        (summary.ingested, summary.ingested[:16].replace("T", " ")),
    )
    remove = Markup('<button type="button" class="remove" aria-label="{}">{}</button>').format(
        f"{words['remove']}: {summary.title}", words["remove"]
    )
    return Markup(
        '<tr data-source="{}"><th scope="row" data-value="{}"><button type="button" class="open">{}</button>'
        "<code>{}</code></th>{}<td>{}</td></tr>"
    ).format(
        summary.source,
        summary.title,
        summary.title,
        summary.source,
        joined(Markup('<td data-value="{}">{}</td>').format(value, shown) for value, shown in cells),
        remove if may_change else "",
    )
