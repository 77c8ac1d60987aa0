"""Follow-up questions, and the questions that they stand for."""

from assistant.followups.leaning import leans
from assistant.followups.rewriting import standalone
from assistant.followups.titles import points_at_document
from assistant.followups.turns import Message, Turn, turns_of
from assistant.followups.with_model import RewritingModel, standalone_by

__all__ = [
    "Message",
    "RewritingModel",
    "Turn",
    "leans",
    "points_at_document",
    "standalone",
    "standalone_by",
    "turns_of",
]
