"""Opening a chat model: what is missing is named with the command that mends it."""

import importlib.util
import socket

import pytest

from assistant.model import open_chat_model
from store.errors import ModelError
from store.settings import Settings


def test_no_model_is_none() -> None:
    """Quotes need no model."""
    assert open_chat_model(Settings()) is None


def test_a_missing_server_is_named() -> None:
    """The address, and how to start one."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{held.getsockname()[1]}/v1"
        with pytest.raises(ModelError, match=r"No OpenAI-compatible server answers at .*llama-server"):
            open_chat_model(Settings(model_url=address))


def test_an_address_that_is_none_is_named() -> None:
    """Not every text is an address."""
    with pytest.raises(ModelError, match="answers at somewhere"):
        open_chat_model(Settings(model_url="somewhere"))


@pytest.mark.parametrize("provider", ["openai", "ollama", "anthropic", "mistralai"])
def test_a_missing_package_is_named(provider: str) -> None:
    """The command that installs it, also where LangChain would fall back on an older package (ollama)."""
    if importlib.util.find_spec(f"langchain_{provider}"):
        pytest.skip(f"langchain-{provider} is installed, so it cannot be missing")
    with pytest.raises(ModelError, match=rf"Run: pip install langchain-{provider}$"):
        open_chat_model(Settings(model=f"{provider}:some-model"))


def test_an_unknown_provider_is_named() -> None:
    """What ASSISTANT_MODEL takes."""
    with pytest.raises(ModelError, match="provider:name"):
        open_chat_model(Settings(model="nobody:nothing"))


def test_the_key_is_not_in_the_settings_text() -> None:
    """Settings are shown in messages; a key must not be."""
    assert "secret" not in repr(Settings(model_key="secret"))
