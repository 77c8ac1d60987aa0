"""Answers that a chat model writes, each sentence held to the passage that it cites."""

from assistant.writing.replying import written_answer
from assistant.writing.writer import Writer, WritingModel, Written

__all__ = ["Writer", "WritingModel", "Written", "written_answer"]
