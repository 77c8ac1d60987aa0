"""Fixtures of the writing tests: assistants whose chat model is scripted, or real and small."""

from collections.abc import Callable, Iterator

import pytest
from local_server import missing_packages, served_model
from scripted_chat import Script, assistant_with, scripted
from small_documents import Small

from assistant import Assistant
from assistant.model import ChatModel, open_chat_model
from store.settings import Settings

Opened = Callable[[Script], Assistant]


@pytest.fixture
def with_script(small: Small) -> Opened:
    """Opens an assistant over the two small documents whose model writes by a script."""
    return lambda script: assistant_with(small.store, scripted(script))


@pytest.fixture(scope="session")
def real_model() -> Iterator[ChatModel]:
    """SmolLM2-135M-Instruct behind llama.cpp's server."""
    if missing := missing_packages():
        pytest.skip(missing)
    with served_model() as address:
        model = open_chat_model(Settings(model_url=address))
        assert model is not None
        yield model
