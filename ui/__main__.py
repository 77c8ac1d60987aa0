"""`python -m ui`: serve the chat page."""

import argparse
import signal
import socket
import sys
from collections.abc import Sequence

from assistant.feedback import Feedback
from store.errors import AssistantError
from store.settings import Settings
from ui.asking import OpenedLater, open_asking
from ui.port import listen


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the page until SIGTERM or Ctrl-C; return the exit status."""
    options = _options(arguments)
    # uvicorn ends the server on SIGTERM, and then raises it again.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        settings = Settings.from_environment()
        with listen(options.host, options.port) as opened:
            _serve(settings, opened, mcp=options.mcp)
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        pass
    return 0


def _serve(settings: Settings, opened: socket.socket, *, mcp: bool) -> None:
    asking = OpenedLater(lambda: open_asking(settings))
    # Gradio takes seconds to import; a taken port or a wrong setting is told before that.
    from ui.library import Library
    from ui.page import build_page
    from ui.server import build_server

    library = Library(lambda: asking.opened().store)
    page = build_page(asking, library=library, feedback=Feedback(settings.store))
    server = build_server(page, mcp=mcp)
    host, port = opened.getsockname()[:2]
    print(f"Partnership Assistant: http://{f'[{host}]' if ':' in host else host}:{port}  (Ctrl-C ends it)")
    if mcp:
        print("MCP clients connect to the same address followed by /gradio_api/mcp/")
    sys.stdout.flush()
    asking.warm()
    server.run(sockets=[opened])


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ui", description="Serve the chat page.")
    parser.add_argument("--host", default="127.0.0.1", help="address to serve on (default %(default)s)")
    parser.add_argument("--port", type=_port, default=7860, help="port to serve on (default %(default)s)")
    parser.add_argument("--mcp", action="store_true", help="serve MCP clients too")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; wanted a number from 0 to 65535")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
