"""What is done with a store besides ingesting: status, remove, export and import."""

import argparse
import difflib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from store.documents import DocumentSummary

DONE, FAILED = 0, 1
_HEADINGS = ("source", "title", "date", "passages", "ingested", "version")
_WIDEST = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command says, and its exit status."""

    text: str
    status: int = DONE


def run(arguments: Sequence[str]) -> Outcome:
    """Do what a command line that begins with one of COMMANDS says.

    Raises:
        AssistantError: if the store cannot be opened, read or written.
    """
    options = _parser().parse_args(arguments)
    return COMMANDS[options.command](options)


def printable(text: str) -> str:
    """Return text with what moves a terminal's cursor, or turns the text round, made visible."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def _status(options: argparse.Namespace) -> Outcome:
    from store.store import Store

    store = Store.open()
    summaries = store.summaries()
    check = store.verify() if options.verify else None
    status = FAILED if check and check.problems else DONE
    if options.json:
        listed: dict[str, object] = {"documents": [asdict(summary) for summary in summaries]}
        if check:
            listed["problems"] = check.problems
        return Outcome(json.dumps(listed, ensure_ascii=False, indent=2), status)
    lines = [*_table(summaries), _total(summaries)]
    if check:
        lines += [printable(problem) for problem in check.problems] or ["Every document is whole; nothing is extra."]
    return Outcome("\n".join(lines), status)


def _remove(options: argparse.Namespace) -> Outcome:
    from store.store import Store

    store = Store.open()
    with store.writer() as writer:
        removed = {source: writer.remove(source) for source in options.sources}
    known = [summary.source for summary in store.summaries()]
    lines = [
        f"removed: {printable(source)}" if gone else printable(_unknown(source, known))
        for source, gone in removed.items()
    ]
    return Outcome("\n".join(lines), DONE if all(removed.values()) else FAILED)


def _export(options: argparse.Namespace) -> Outcome:
    from store.archive import export_store
    from store.store import Store

    archived = export_store(Store.open(), Path(options.file))
    return Outcome(f"{archived.documents} documents with {archived.passages} passages are in {options.file}.")


def _import(options: argparse.Namespace) -> Outcome:
    from store.archive import import_store
    from store.store import Store

    archived = import_store(Store.open(), Path(options.file))
    return Outcome(
        f"{archived.documents} documents with {archived.passages} passages are in the store; "
        f"{archived.embedded} passages were embedded."
    )


COMMANDS: Mapping[str, Callable[[argparse.Namespace], Outcome]] = {
    "status": _status,
    "remove": _remove,
    "export": _export,
    "import": _import,
}
"""The first word of a command line that is no path; a path of that name is given as ./status."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="partners-ingest")
    commands = parser.add_subparsers(dest="command", required=True)
    status = commands.add_parser("status", help="list what is stored")
    status.add_argument("--verify", action="store_true", help="check that every document and vector is there")
    status.add_argument("--json", action="store_true", help="print JSON")
    remove = commands.add_parser("remove", help="remove documents from the store; their files stay")
    remove.add_argument("sources", nargs="+", metavar="SOURCE", help="a source as status names it")
    for name, help_ in (("export", "write the whole store to one file"), ("import", "read such a file into the store")):
        commands.add_parser(name, help=help_).add_argument("file", metavar="FILE", help="a ZIP archive")
    return parser


def _table(summaries: Sequence[DocumentSummary]) -> list[str]:
    rows = [_HEADINGS, *(_row(summary) for summary in summaries)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEADINGS))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _row(summary: DocumentSummary) -> tuple[str, ...]:
    cells = (summary.source, summary.title, summary.date, summary.passages, summary.ingested, summary.version)
    # A source is never cut: it is what remove takes.
    texts = [printable(str(cell)) for cell in cells]
    texts[1] = texts[1] if len(texts[1]) <= _WIDEST else f"{texts[1][: _WIDEST - 1]}…"
    return tuple(texts)


def _total(summaries: Sequence[DocumentSummary]) -> str:
    return f"{len(summaries)} documents, {sum(summary.passages for summary in summaries)} passages"


def _unknown(source: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(source, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else " List all with: python -m ingest status"
    return f"not there: {source}.{hint}"
