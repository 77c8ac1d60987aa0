"""Ingest from the command line: python -m ingest PATH..."""

import argparse
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn, TextIO

from tqdm import tqdm

from ingest import Event, Report, commands, ingest
from ingest.report import OnEvent
from store.errors import AssistantError, IngestError, SettingsError

DONE, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Ingest what the arguments name; return 0 if all went well, 1 if something failed, 2 if used wrongly."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    with _terminated_like_interrupted():
        try:
            return _command(given) if given and given[0] in commands.COMMANDS else _ingest(given)
        except (IngestError, SettingsError) as error:
            print(error, file=sys.stderr)
            return MISUSED
        except AssistantError as error:
            print(error, file=sys.stderr)
            return FAILED
        except KeyboardInterrupt:
            print("Stopped. What was reported as done is stored; run the same again for the rest.", file=sys.stderr)
            return INTERRUPTED


def _command(arguments: Sequence[str]) -> int:
    outcome = commands.run(arguments)
    print(outcome.text)
    return outcome.status


def _ingest(arguments: Sequence[str]) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if not options.paths and not options.rebuild:
        parser.error("name at least one file or folder")
    if options.watch:
        return _watch(options)
    with _progress(sys.stderr if options.json else sys.stdout) as on_event:
        report = ingest(
            options.paths,
            prune=options.prune,
            rebuild=options.rebuild,
            on_event=on_event,
            allow_private=options.allow_private,
        )
    print(report.to_json() if options.json else _summary(report))
    return FAILED if report.failed else DONE


def _watch(options: argparse.Namespace) -> int:
    from ingest.watching import watch
    from store.store import Store

    def said(event: Event) -> None:
        if event.outcome != "unchanged":
            print(_line(event), file=sys.stderr if options.json else sys.stdout, flush=True)

    try:
        for outcome in watch(options.paths, Store.open(), threading.Event(), said, options.allow_private):
            if isinstance(outcome, AssistantError):
                print(outcome, file=sys.stderr, flush=True)
            else:
                print(outcome.to_json() if options.json else _summary(outcome), flush=True)
    except KeyboardInterrupt:
        print("Stopped following.", file=sys.stderr)
    return DONE


@contextmanager
def _terminated_like_interrupted() -> Iterator[None]:
    """Let SIGTERM end the command as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="partners-ingest",
        description="Bring the store up to date with documents.",
        epilog="Instead of PATH, one of status, remove, export, import: see partners-ingest status --help. "
        "A path of such a name is given as ./status.",
    )
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="a file, a folder with all below it, or an http(s) address"
    )
    parser.add_argument("--prune", action="store_true", help="remove what is gone from a given folder")
    parser.add_argument("--watch", action="store_true", help="go on following the folders; removes what is gone")
    parser.add_argument("--rebuild", action="store_true", help="embed everything again, as for another model")
    parser.add_argument("--allow-private", action="store_true", help="fetch addresses within private networks too")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser


@contextmanager
def _progress(output: TextIO) -> Iterator[OnEvent]:
    """Give a listener that moves a bar on a terminal, and prints a line for each document elsewhere."""
    if not sys.stderr.isatty():
        yield lambda event: print(_line(event), file=output, flush=True)
        return
    with tqdm(unit=" documents", file=sys.stderr, dynamic_ncols=True) as bar:

        def moved(event: Event) -> None:
            bar.total = max(event.total, event.done)
            bar.set_postfix(passages=event.passages, refresh=False)
            bar.update()
            if event.reason:
                bar.write(_line(event), file=sys.stderr)

        yield moved


def _line(event: Event) -> str:
    name = commands.printable(event.source)
    return f"{event.outcome}: {name}" + (f": {event.reason}" if event.reason else "")


def _summary(report: Report) -> str:
    counts = (
        f"{len(report.added)} added",
        f"{len(report.updated)} updated",
        f"{len(report.unchanged)} unchanged",
        f"{len(report.removed)} removed",
        f"{len(report.failed)} failed",
    )
    skipped = f" {report.skipped} files of other kinds were left out." if report.skipped else ""
    return (
        f"{', '.join(counts)}; {report.passages_embedded} passages embedded, {report.passages_reused} kept, "
        f"in {report.seconds:.1f} s.{skipped}"
    )


if __name__ == "__main__":
    sys.exit(main())
