"""Settings from the environment."""

from pathlib import Path

import pytest

from store.errors import SettingsError
from store.settings import Settings


def test_defaults() -> None:
    """Without any variable, and with empty ones, the defaults hold."""
    assert Settings.from_environment({}) == Settings()
    assert Settings.from_environment({"ASSISTANT_MODEL": "", "HOME": "/x"}) == Settings()
    assert Settings().store == Path(".assistant")


def test_every_setting_is_read_by_its_name() -> None:
    """ASSISTANT_ and the field's name in capitals."""
    environment = {
        "ASSISTANT_STORE": "/data/store",
        "ASSISTANT_MODEL": "ollama:qwen3",
        "ASSISTANT_CHROMA_URL": "http://c",
    }
    expected = Settings(store=Path("/data/store"), model="ollama:qwen3", chroma_url="http://c")
    assert Settings.from_environment(environment) == expected


def test_an_unknown_setting_names_its_nearest_neighbour() -> None:
    """A typing mistake is an error at once, not a setting without effect."""
    with pytest.raises(SettingsError, match=r"ASSISTANT_STROE is no setting\. Did you mean ASSISTANT_STORE\?"):
        Settings.from_environment({"ASSISTANT_STROE": "x"})
