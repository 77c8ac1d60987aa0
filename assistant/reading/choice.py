"""The way to the reader that the settings name."""

import logging

from assistant.reading.reader import Reader
from store.embedder import Embedder
from store.errors import ModelError, SettingsError
from store.settings import Settings

READERS = ("combined", "features")
_logger = logging.getLogger(__name__)


def open_reader(settings: Settings, embedder: Embedder) -> Reader:
    """Return the reader that the settings name; empty takes the combined one, or the light one where it cannot be had.

    Raises:
        SettingsError: if there is no reader of that name.
        ModelError: if its weights cannot be used.
    """
    # Imported here, for what a reader needs is not needed to import the package.
    from assistant.reading.combined import CombinedReader
    from assistant.reading.features import FeatureReader
    from assistant.reading.trained import TrainedReader

    if settings.reader not in ("", *READERS):
        raise SettingsError(f"ASSISTANT_READER is {settings.reader!r}; there is: {', '.join(READERS)}.")
    if settings.reader == "features":
        return FeatureReader(embedder)
    try:
        return CombinedReader(embedder, TrainedReader())
    except ModelError as error:
        if settings.reader:
            raise
        _logger.warning("The light reader is used. %s", error)
        return FeatureReader(embedder)
