"""`python -m ui`: serve the chat page. `python -m ui user ...`: say who may come in."""

import argparse
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.feedback import Feedback
from store.errors import AssistantError
from store.settings import Settings
from ui.asking import OpenedLater, open_asking
from ui.heap import keep_heap_small
from ui.port import listen
from ui.serving import Serving


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the page until SIGTERM or Ctrl-C; return the exit status."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given[:1] == ["user"]:
        return _user(given[1:])
    options = _options(given)
    keep_heap_small()
    # uvicorn ends the server on SIGTERM, and then raises it again.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        serving = _serving(options)
        serving.check()
        settings = Settings.from_environment()
        with listen(options.host, options.port) as opened:
            _serve(settings, serving, opened)
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        pass
    return 0


def _user(arguments: Sequence[str]) -> int:
    from ui.access.commands import run

    try:
        for line in run(arguments):
            print(line)
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _serve(settings: Settings, serving: Serving, opened: socket.socket) -> None:
    asking = OpenedLater(lambda: open_asking(settings))
    # Gradio takes seconds to import; a taken port or a wrong setting is told before that.
    from ui.library import Library
    from ui.logs import start_log
    from ui.metrics import Measured, Metrics
    from ui.page import build_page
    from ui.server import build_server

    if serving.log or serving.log_questions:
        start_log()
    library = Library(lambda: asking.opened().store)
    metrics = Metrics()
    measured = Measured(asking, metrics, log_questions=serving.log_questions)
    page = build_page(measured, library=library, feedback=Feedback(settings.store))
    server = build_server(
        page,
        mcp=serving.mcp,
        serving=serving,
        settings=settings,
        metrics=metrics,
        is_ready=lambda: asking.is_open,
        summaries=library.summaries,
        running=lambda: measured.running,
    )
    host, port = opened.getsockname()[:2]
    print(
        f"Partnership Assistant: http://{f'[{host}]' if ':' in host else host}:{port}{serving.prefix}  (Ctrl-C ends it)"
    )
    if serving.mcp:
        print("MCP clients connect to the same address followed by /gradio_api/mcp/")
    sys.stdout.flush()
    asking.warm()
    server.run(sockets=[opened])


def _serving(options: argparse.Namespace) -> Serving:
    return Serving(
        host=options.host,
        accounts=options.auth,
        header=options.auth_header,
        managers=tuple(options.manager),
        trusted=tuple(options.trusted_proxy),
        public=options.public,
        prefix=options.root_path,
        mcp=options.mcp,
        log=options.log,
        log_questions=options.log_questions,
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m ui",
        description="Serve the chat page.",
        epilog="python -m ui user --help: say who may come in.",
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to serve on (default %(default)s)")
    add("--port", type=_port, default=7860, help="port to serve on (default %(default)s)")
    add("--mcp", action="store_true", help="serve MCP clients too")
    add("--auth", type=Path, metavar="FILE", help="file of accounts; people log in")
    add("--auth-header", default="", metavar="NAME", help="header in which a trusted proxy names who asks")
    add("--manager", action="append", default=[], metavar="NAME", help="name in that header who manages documents")
    add("--trusted-proxy", action="append", default=[], metavar="ADDRESS", help="a proxy whose headers are believed")
    add("--public", action="store_true", help="let everybody who reaches the server ask, but not change documents")
    add("--root-path", type=_prefix, default="", metavar="PATH", help="path that a proxy serves the page under")
    add("--log", action="store_true", help="log to the standard error, one JSON object a line")
    add("--log-questions", action="store_true", help="log the text of questions too")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; wanted a number from 0 to 65535")
    return int(text)


def _prefix(text: str) -> str:
    prefix = text.rstrip("/")
    if prefix and (not prefix.startswith("/") or prefix.startswith("//")):
        raise argparse.ArgumentTypeError(f"{text!r} is no path; wanted one like /assistant")
    return prefix


if __name__ == "__main__":
    sys.exit(main())
