"""The chat model that the settings name, behind one method; nothing else opens or calls one."""

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import httpx

from store.errors import ModelError
from store.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

SECONDS = 60.0
"""How long a model may be silent."""
_SMALLEST_WINDOW = 4_096
_REPLY_TOKENS = 512
# Providers whose package is an extra of this project.
_PACKAGED = ("openai", "ollama", "anthropic", "mistralai")
_KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY", "mistralai": "MISTRAL_API_KEY"}


class ChatModel:
    """A chat model that writes text piece by piece."""

    def __init__(self, name: str, chat: "BaseChatModel") -> None:
        """Name a LangChain chat model as an answer's `engine` shows it."""
        self.name = name
        self._chat = chat

    @property
    def window(self) -> int:
        """How many tokens it reads at least."""
        profile: Any = getattr(self._chat, "profile", None) or {}
        return int(profile.get("max_input_tokens") or _SMALLEST_WINDOW)

    def stream(self, system: str, user: str) -> Iterator[str]:
        """Yield what the model writes, as it writes it.

        Raises:
            ModelError: if it cannot be reached, refuses, or breaks off.
        """
        with _border(lambda error: f"The chat model {self.name} failed: {_first_line(error)}"):
            for chunk in self._chat.stream([("system", system), ("human", user)]):
                yield str(chunk.text)


def open_chat_model(settings: Settings) -> ChatModel | None:
    """Return the chat model of the settings; None where they name none.

    Raises:
        ModelError: if its package, its key or its server is missing; the message says what to do.
    """
    if settings.model_url:
        return _served(settings)
    return _provided(settings.model) if settings.model else None


def _served(settings: Settings) -> ChatModel:
    """Return a model behind an OpenAI-compatible address."""
    address = settings.model_url.rstrip("/")
    # A server that asks for no key still gets one: the client refuses to start without.
    key = settings.model_key or "none"
    served = _served_models(address, key)
    name = settings.model.removeprefix("openai:") or (served[0] if served else "")
    if not name:
        raise ModelError(f"{address} does not say which models it serves. Set ASSISTANT_MODEL to the one to use.")
    chat = _opened(name, "openai", base_url=address, api_key=key, timeout=SECONDS, max_tokens=_REPLY_TOKENS)
    # llama.cpp calls a model by its file's whole path.
    return ChatModel(PurePath(name).name, chat)


def _served_models(address: str, key: str) -> list[str]:
    try:
        reply = httpx.get(f"{address}/models", headers={"Authorization": f"Bearer {key}"}, timeout=5)
        reply.raise_for_status()
        return [str(model["id"]) for model in reply.json().get("data") or ()]
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            f"No OpenAI-compatible server answers at {address} ({_first_line(error)}). Start it, for example with "
            "`llama-server -m model.gguf --port 8080`, and set ASSISTANT_MODEL_URL=http://localhost:8080/v1."
        ) from error


def _provided(model: str) -> ChatModel:
    provider, _, name = model.partition(":")
    if provider == "ollama":
        limits: dict[str, Any] = {"num_predict": _REPLY_TOKENS, "client_kwargs": {"timeout": SECONDS}}
        return ChatModel(model, _opened(name, provider, validate_model_on_init=True, **limits))
    known = provider if name else ""
    return ChatModel(model, _opened(name or model, known, timeout=SECONDS, max_tokens=_REPLY_TOKENS, max_retries=1))


def _opened(name: str, provider: str, **options: object) -> "BaseChatModel":
    # LangChain falls back on an older package that has no such model, and then says so instead of what is missing.
    if provider in _PACKAGED and importlib.util.find_spec(f"langchain_{provider}") is None:
        raise ModelError(
            f"The package for the chat model {name!r} is not installed. Run: pip install langchain-{provider}"
        )
    from langchain.chat_models import init_chat_model

    arguments: dict[str, Any] = {"temperature": 0, **options}
    with _border(lambda error: _cannot_open(name, provider, error)):
        chat: BaseChatModel = init_chat_model(name, model_provider=provider or None, **arguments)
    return chat


@contextmanager
def _border(message: Callable[[Exception], str]) -> Iterator[None]:
    """Turn whatever a provider's package raises into a ModelError with a message.

    The packages are optional, so that their errors cannot be named here, and they have no class in common: openai's,
    ollama's, httpx's, and those of pydantic and LangChain all come out of the same call.
    """
    try:
        yield
    except Exception as error:
        raise ModelError(message(error)) from error


def _cannot_open(name: str, provider: str, error: Exception) -> str:
    if isinstance(error, ImportError):
        return f"The package for the chat model {name!r} is not installed. {_first_line(error)}."
    return f"The chat model {name!r} cannot be opened: {_first_line(error)}. {_remedy(provider, name)}"


def _remedy(provider: str, name: str) -> str:
    if provider == "ollama":
        return f"Run: ollama serve, and once: ollama pull {name}"
    if provider in _KEYS:
        return f"Run: export {_KEYS[provider]}=... with the key of your account."
    return 'ASSISTANT_MODEL takes "provider:name", as in ollama:qwen3 or openai:gpt-4.1-mini.'


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)[:200].rstrip(".")
