"""What an ingest did, as data."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Literal

Outcome = Literal["added", "updated", "unchanged", "removed", "failed"]


@dataclass(frozen=True, slots=True)
class Event:
    """What became of one document."""

    source: str
    outcome: Outcome
    done: int
    """How many documents were dealt with so far, this one included."""
    total: int
    reason: str = ""
    """Why it failed, or what of it could not be read."""
    passages: int = 0
    """How many passages were embedded or kept so far."""
    seconds: float = 0.0
    """How long the ingest has been going on."""

    @property
    def seconds_left(self) -> float:
        """How long the rest will take, if it goes on at the rate so far."""
        return self.seconds / self.done * max(0, self.total - self.done)


OnEvent = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did; the documents by their sources, in the order in which they were dealt with."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    """(source, reason a person can act on); what was stored for the source stayed as it was."""
    warnings: tuple[tuple[str, str], ...] = ()
    """(source, what of it could not be read); the rest of it is stored."""
    skipped: int = 0
    """Files in the folders of kinds that are not read."""
    passages_embedded: int = 0
    passages_reused: int = 0
    seconds: float = 0.0

    def to_json(self) -> str:
        """Return the fields as one JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)


@dataclass(slots=True)
class Tally:
    """Counts what happens during an ingest, and tells the listener."""

    total: int
    on_event: OnEvent | None = None
    embedded: int = 0
    reused: int = 0
    events: list[Event] = field(default_factory=list)
    warnings: dict[str, str] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)

    def note(self, source: str, outcome: Outcome, reason: str = "") -> None:
        """Note what became of a document."""
        passages, seconds = self.embedded + self.reused, time.monotonic() - self.started
        event = Event(source, outcome, len(self.events) + 1, self.total, reason, passages, seconds)
        self.events.append(event)
        if self.on_event:
            self.on_event(event)

    def report(self, skipped: int) -> Report:
        """Return what was noted."""
        return Report(
            added=self._with("added"),
            updated=self._with("updated"),
            unchanged=self._with("unchanged"),
            removed=self._with("removed"),
            failed=tuple((event.source, event.reason) for event in self.events if event.outcome == "failed"),
            warnings=tuple(self.warnings.items()),
            skipped=skipped,
            passages_embedded=self.embedded,
            passages_reused=self.reused,
            seconds=time.monotonic() - self.started,
        )

    def _with(self, outcome: Outcome) -> tuple[str, ...]:
        return tuple(event.source for event in self.events if event.outcome == outcome)
