"""Asking within chosen documents or dates only."""

from collections.abc import Sequence
from dataclasses import dataclass

from store.documents import DocumentSummary


@dataclass(frozen=True, slots=True)
class Limits:
    """What a question is to be answered from; empty values set no limit."""

    sources: tuple[str, ...] = ()
    first: str = ""
    """Earliest date of publication: a year, a month ("2012-07") or a day."""
    last: str = ""
    """Latest date of publication, all of that year or month included."""

    @property
    def any(self) -> bool:
        """Whether there is a limit at all."""
        return bool(self.sources or self.first.strip() or self.last.strip())

    def chosen(self, summaries: Sequence[DocumentSummary]) -> list[str]:
        """Return the sources of the documents within the limits; one without a date is outside any dates."""
        first, last = self.first.strip(), self.last.strip()
        return [
            one.source
            for one in summaries
            if (not self.sources or one.source in self.sources)
            and (not first or one.date >= first)
            and (not last or "" < one.date[: len(last)] <= last)
        ]
