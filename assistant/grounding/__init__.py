"""Whether what a chat model wrote stands in the passages that it cites, sentence by sentence."""

from assistant.grounding.check import Grounding
from assistant.grounding.verdict import Support, Verdict

__all__ = ["Grounding", "Support", "Verdict"]
