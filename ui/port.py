"""The port that the page is served on."""

import socket
from contextlib import ExitStack

from store.errors import AssistantError

_PORTS_TRIED = 100


class PortError(AssistantError):
    """The page cannot be served at that host and port."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; port 0 takes a free one.

    Raises:
        PortError: if the port is taken, naming the next free one, or the host is not one of this machine's.
    """
    try:
        return _bound(host, port)
    except PermissionError as error:
        raise PortError(f"Port {port} needs rights that this user has not; try --port 7860.") from error
    except (OSError, OverflowError) as error:
        free = _next_free(host, port)
        if free:
            raise PortError(f"Port {port} on {host} is taken. Try: python -m ui --port {free}") from error
        raise PortError(f"{host} is no address of this machine ({error}); try --host 127.0.0.1.") from error


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with ExitStack() as closing:
        opened = closing.enter_context(socket.socket(family, socket.SOCK_STREAM))
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen()
        # Nothing failed, so it stays open.
        closing.pop_all()
    return opened


def _next_free(host: str, port: int) -> int:
    """Return the next port that is free there; 0 if none was found."""
    for candidate in range(port + 1, min(port + _PORTS_TRIED, 65536)):
        try:
            _bound(host, candidate).close()
        except OSError:
            continue
        return candidate
    return 0
