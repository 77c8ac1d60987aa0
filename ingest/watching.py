"""Following folders: what changes in them is ingested again within seconds."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.addresses import is_address
from ingest.report import OnEvent, Report
from ingest.run import ingest
from store.errors import AssistantError

if TYPE_CHECKING:
    from watchfiles import Change

    from store.store import Store

# A change is taken when nothing more changed for the step, or at the latest after the debounce.
_STEP_MS = 300
_DEBOUNCE_MS = 3000
_LOOK_MS = 500


def watch(
    paths: Iterable[str | os.PathLike[str]],
    store: "Store",
    stop: threading.Event,
    on_event: OnEvent | None = None,
    allow_private: bool = False,
) -> Iterator[Report | AssistantError]:
    """Ingest paths now and after every change in them until told to stop, and yield what each ingest did.

    Documents whose files are gone are removed. A bad file is in the report and is tried again when it changes; an
    error of a whole ingest (another process is writing, the disk is full, a folder is gone) is yielded once and the
    ingest tried again until it succeeds. Addresses are looked at with every change.
    """
    given = list(paths)
    local = [Path(path).absolute() for path in given if not is_address(str(path))]
    pending = True
    said = ""
    for changed in _changes(local, store.settings.store.absolute(), stop):
        pending = pending or changed
        if not pending:
            continue
        try:
            report = ingest(given, store, prune=True, on_event=on_event, allow_private=allow_private)
        except AssistantError as error:
            if str(error) != said:
                yield error
            said = str(error)
            continue
        pending, said = False, ""
        yield report


def _changes(paths: list[Path], store: Path, stop: threading.Event) -> Iterator[bool]:
    """Yield, a few times a second, whether something changed."""
    from watchfiles import watch as follow

    keep = _filter(paths, store)
    while not stop.is_set():
        there = [path for path in paths if path.exists()]
        if not there:
            yield True
            stop.wait(_LOOK_MS / 1000)
            continue
        anew = True
        for changes in follow(
            *there,
            watch_filter=keep,
            debounce=_DEBOUNCE_MS,
            step=_STEP_MS,
            rust_timeout=_LOOK_MS,
            yield_on_timeout=True,
            stop_event=stop,
            raise_interrupt=True,
        ):
            yield anew or bool(changes)
            anew = False
            # A folder that was replaced is another one to the system, and must be followed anew.
            if [path for path in paths if path.exists()] != there or any(Path(name) in there for _, name in changes):
                break


def _filter(paths: list[Path], store: Path) -> "Callable[[Change, str], bool]":
    """Return what passes over hidden files, and the store where it lies in a followed folder."""

    def keep(_: object, name: str) -> bool:
        path = Path(name)
        if path.is_relative_to(store):
            return False
        below = [path.relative_to(given) for given in paths if path.is_relative_to(given)]
        return any(not any(part.startswith(".") for part in inside.parts) for inside in below)

    return keep
