"""Documents to passages: load, split, write what changed."""

from ingest.report import Event, Report
from ingest.run import ingest

__all__ = ["Event", "Report", "ingest"]
