"""Every error that the packages raise on purpose.

AssistantError
    SettingsError        a setting is unknown or has a value that cannot be used
    QuestionError        the question is empty, too long or not text
    IngestError          the ingest cannot start (two folders of one name, a path that is not there)
    LoadError            one document cannot be read; the others go on
    StoreError           the store cannot be opened or read
        EmbedderMismatchError   the store was made with another embedder
        StoreLockedError        another process is writing
        UnknownSourceError      no such document
    ModelError           the embedder, the reader or the chat model cannot be loaded
"""


class AssistantError(Exception):
    """Base of every error with a message for people: what was found, what was wanted, what to do next."""


class SettingsError(AssistantError):
    """A setting is unknown, or its value cannot be used."""


class QuestionError(AssistantError, ValueError):
    """The question is empty, too long or not text."""


class IngestError(AssistantError):
    """The ingest cannot start."""


class LoadError(AssistantError):
    """One document cannot be read; the message is the reason that the report shows."""


class StoreError(AssistantError):
    """The store cannot be opened, read or written."""


class EmbedderMismatchError(StoreError):
    """The store was made with another embedder."""


class StoreLockedError(StoreError):
    """Another process was writing to the store for longer than one waits."""


class UnknownSourceError(StoreError, KeyError):
    """No document of that name is in the store."""

    def __str__(self) -> str:
        return str(self.args[0])


class ModelError(AssistantError):
    """A model cannot be loaded."""
