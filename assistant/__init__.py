"""Questions answered from ingested documents, every sentence with its citation."""

from typing import TYPE_CHECKING

from assistant.replies import Answer, Citation

if TYPE_CHECKING:
    from assistant.assistant import Assistant, answer

__all__ = ["Answer", "Assistant", "Citation", "answer"]


def __getattr__(name: str) -> object:
    # On first use, so that importing a part of the package costs no more than that part.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from assistant import assistant

    return getattr(assistant, name)
