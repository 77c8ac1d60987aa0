"""The server as those see it who run it: health, metrics, logs, a patient stop, and nginx before it."""

import json
import logging
import shutil
import ssl
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from access_served import PASSWORDS, Person, Served, served
from page_fakes import FakeAssistant

from store.settings import Settings
from ui.logs import JsonLines
from ui.metrics import Measured, Metrics
from ui.port import listen

pytestmark = pytest.mark.slow

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


def test_health_needs_no_log_in_and_metrics_do(tmp_path: Path) -> None:
    """Whether it lives and is ready anybody may know; the counts only who has the token."""
    with served(tmp_path, Settings(metrics_token="watching"), accounts=tmp_path / "accounts.json") as site:
        stranger = site.person()
        assert stranger.send("GET", "/health").json == {"status": "ok"}
        assert stranger.send("GET", "/ready").json == {"status": "ready"}
        assert stranger.send("POST", "/health").status == 405
        assert stranger.send("GET", "/metrics").status == 401
        assert site.person("maria").send("GET", "/metrics").status == 401
        watching = Person(site.port, headers={"Authorization": "Bearer watching"})
        assert "partners_documents 0.0" in watching.send("GET", "/metrics").text


def test_without_a_token_nobody_reads_the_metrics(tmp_path: Path) -> None:
    """An empty token fits nothing."""
    with served(tmp_path) as site:
        assert Person(site.port, headers={"Authorization": "Bearer "}).send("GET", "/metrics").status == 401


def test_what_is_counted(caplog: pytest.LogCaptureFixture) -> None:
    """Questions, refusals and errors; the log says how long a question was, not what it was."""
    metrics = Metrics()
    measured = Measured(FakeAssistant(), metrics)
    caplog.set_level(logging.INFO, "ui.questions")
    for question in ("When did Sweden join NATO?", "Who is mayor?"):
        assert list(measured.stream(question, []))[-1].complete
    with pytest.raises(RuntimeError, match="a bug"):
        list(measured.stream("bug", []))
    text = metrics.text(()).decode()
    for line in (
        "partners_questions_total 3.0",
        "partners_refusals_total 1.0",
        'partners_errors_total{kind="RuntimeError"} 1.0',
        'partners_step_seconds_count{step="first sentence"} 2.0',
        'partners_step_seconds_count{step="answer"} 2.0',
        "partners_running_questions 0.0",
    ):
        assert line in text
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert [line["characters"] for line in lines] == [26, 13, 3]
    assert [line.get("error") for line in lines] == [None, None, "RuntimeError"]
    assert "Sweden" not in json.dumps(lines)


def test_questions_are_logged_where_that_is_wanted(caplog: pytest.LogCaptureFixture) -> None:
    """With their text then, on one line whatever stands in it."""
    caplog.set_level(logging.INFO, "ui.questions")
    list(Measured(FakeAssistant(), Metrics(), log_questions=True).stream("Sweden?\n{}", []))
    line = JsonLines().format(caplog.records[-1])
    assert "\n" not in line
    assert json.loads(line)["question"] == "Sweden?\n{}"


def test_an_answer_under_way_is_ended_by_its_reader(caplog: pytest.LogCaptureFixture) -> None:
    """Somebody who leaves does not leave a running answer in the counts."""
    caplog.set_level(logging.INFO, "ui.questions")
    measured = Measured(FakeAssistant(), Metrics())
    stream = measured.stream("Sweden?", [])
    next(stream)
    assert measured.running == 1
    stream.close()  # type: ignore[attr-defined]
    assert measured.running == 0


def test_a_stop_lets_answers_end() -> None:
    """An answer that was under way comes whole; a new question is refused, and /ready says so."""
    from ui.page import build_page
    from ui.server import build_server

    measured = Measured(FakeAssistant(), Metrics())
    server = build_server(build_page(measured), running=lambda: measured.running)
    with listen("127.0.0.1", 0) as opened:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]}, daemon=True)
        thread.start()
        person = Person(opened.getsockname()[1])
        replies = []
        asking = threading.Thread(target=lambda: replies.append(person.ask("slow: when did Sweden join NATO?")))
        asking.start()
        while not measured.running:
            time.sleep(0.05)
        server.should_exit = True
        while not server.stopping:  # type: ignore[attr-defined]
            time.sleep(0.05)
        assert Person(person.port).ask().status == 503
        assert Person(person.port).send("GET", "/ready").status == 503
        assert Person(person.port).send("GET", "/health").status == 200
        asking.join()
        assert replies[0].json["data"][0]["complete"] is True
        thread.join(timeout=20)
        assert not thread.is_alive()


@pytest.fixture
def behind_nginx(tmp_path: Path) -> Iterator[tuple[Served, int, ssl.SSLContext]]:
    """The page behind the nginx of docs/nginx.conf, with a certificate made for the test."""
    for needed in ("nginx", "openssl"):
        if shutil.which(needed) is None:
            pytest.skip(f"no {needed} on this machine; install nginx-light and openssl")
    subprocess.run(
        [
            *("openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1").split(),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )
    serving = {"accounts": tmp_path / "accounts.json", "trusted": ("127.0.0.1",), "prefix": "/assistant"}
    with served(tmp_path, **serving) as site:
        with listen("127.0.0.1", 0) as free:
            port = int(free.getsockname()[1])
        shutil.copy(DOCS / "nginx_proxy.conf", tmp_path / "proxy.conf")
        example = (DOCS / "nginx.conf").read_text(encoding="utf-8")
        for written, here in (
            ("listen 443", f"listen 127.0.0.1:{port}"),
            ("127.0.0.1:7860", f"127.0.0.1:{site.port}"),
            ("/etc/nginx/assistant_proxy.conf", str(tmp_path / "proxy.conf")),
            ("/etc/ssl/assistant.pem", str(tmp_path / "cert.pem")),
            ("/etc/ssl/assistant.key", str(tmp_path / "key.pem")),
        ):
            assert written in example
            example = example.replace(written, here)
        temporary = "".join(f"{kind}_temp_path {tmp_path};" for kind in ("client_body", "proxy"))
        (tmp_path / "nginx.conf").write_text(
            f"daemon off; pid {tmp_path}/nginx.pid; error_log stderr;\n"
            f"events {{}} http {{ access_log off; {temporary}\n{example} }}",
            encoding="utf-8",
        )
        process = subprocess.Popen(["nginx", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")])
        trusting = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
        _wait_for(f"https://127.0.0.1:{port}/assistant/health", trusting)
        yield site, port, trusting
        process.terminate()
        process.wait(timeout=10)


def _wait_for(address: str, trusting: ssl.SSLContext) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, context=trusting).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


def test_behind_nginx(behind_nginx: tuple[Served, int, ssl.SSLContext]) -> None:
    """Over HTTPS under a prefix: the form, a secure cookie for that path alone, the page's own addresses, an answer."""
    site, port, trusting = behind_nginx
    person = Person(port, trusting=trusting)
    assert person.send("GET", "/assistant/").headers["location"] == "/assistant/login"
    reply = person.log_in("anna", PASSWORDS["anna"], "/assistant/login")
    assert (reply.status, reply.headers["location"]) == (303, "/assistant/")
    (cookie,) = [one for one in reply.cookies if one.startswith("partners_session=")]
    assert cookie.endswith("; HttpOnly; Path=/assistant; SameSite=lax; Secure")
    page = person.send("GET", "/assistant/")
    assert page.status == 200
    config = person.send("GET", "/assistant/config").json
    assert config["root"] == f"https://127.0.0.1:{port}/assistant"
    asked = person.send("POST", "/assistant/gradio_api/run/ask", {"data": ["When did Sweden join NATO?", []]})
    assert asked.json["data"][0]["complete"] is True
    assert person.send("GET", "/assistant/metrics").status == 404
    assert person.send("POST", "/assistant/gradio_api/upload", b"x").status == 403
    assert reply.headers["strict-transport-security"] == "max-age=31536000"
    assert site.person().send("GET", "/").status == 303
