"""The door: who comes in, and what each may do, asked of a server as an attacker would."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from access_served import PASSWORDS, Person, Served, served

from store.settings import Settings
from ui.access.rights import ASKING, FOR_ALL, FOR_MANAGERS
from ui.access.visitors import Role

pytestmark = pytest.mark.slow

EVENT_DATA = {"source": "documents/x.md"}
FILE = {"path": "/etc/hostname", "url": "http://192.0.2.1/x", "meta": {"_type": "gradio.FileData"}}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A page that people log in to."""
    settings = Settings(upload_bytes=5_000, questions_per_minute=1_000)
    with _site(tmp_path_factory.mktemp("door"), settings) as opened:
        yield opened


def _site(folder: Path, settings: Settings) -> AbstractContextManager[Served]:
    return served(folder, settings, mcp=True, accounts=folder / "accounts.json")


ROUTES = sorted(
    {
        ("GET", "/config"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/openapi.json"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/file/../../etc/passwd"),
        ("GET", "/gradio_api/queue/data?session_hash=abc"),
        ("GET", "/gradio_api/heartbeat/abc"),
        ("GET", "/gradio_api/upload_progress?upload_id=1"),
        ("GET", "/gradio_api/proxy=http://192.0.2.1/"),
        ("GET", "/gradio_api/call/ask/abc"),
        ("GET", "/gradio_api/mcp/"),
        ("GET", "/gradio_api/mcp/schema"),
        ("GET", "/monitoring"),
        ("GET", "/assets/index.js"),
        ("GET", "/theme.css"),
        ("GET", "/docs"),
        ("POST", "/gradio_api/queue/join"),
        ("POST", "/gradio_api/run/ask"),
        ("POST", "/gradio_api/api/ask"),
        ("POST", "/gradio_api/call/ask"),
        ("POST", "/gradio_api/call/v2/ask"),
        ("POST", "/gradio_api/component_server"),
        ("POST", "/gradio_api/cancel"),
        ("POST", "/gradio_api/reset"),
        ("POST", "/gradio_api/upload"),
        ("POST", "/gradio_api/process_recording"),
        ("POST", "/gradio_api/stream/abc"),
        ("POST", "/gradio_api/vibe-edit"),
        ("POST", "/gradio_api/mcp/"),
        ("PUT", "/"),
        ("OPTIONS", "/gradio_api/run/ask"),
    }
)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_nothing_without_a_session(site: Served, method: str, path: str) -> None:
    """Whoever is not logged in is told so at every route, Gradio's own included."""
    assert site.person().send(method, path, {} if method == "POST" else None).status == 401
    invented = Person(site.port, cookies={"partners_session": "A" * 43})
    assert invented.send(method, path, {} if method == "POST" else None).status == 401


def test_every_route_of_gradio_is_behind_the_door(site: Served) -> None:
    """Whatever routes Gradio has, none answers somebody who is not logged in."""
    included = [route for one in site.page.app.routes for route in _routes_of(one)]
    assert len(included) > 60
    for path, methods in included:
        method = "GET" if "GET" in methods else sorted(methods)[0]
        assert site.person().send(method, path).status in (303, 401), path


def _routes_of(route: object) -> list[tuple[str, set[str]]]:
    """Return the paths and methods of a route of Gradio's, or of the router that it is; the log-in is the door's."""
    router = getattr(route, "original_router", None)
    found = (
        [(f"/gradio_api{one.path.removeprefix('/gradio_api')}", one.methods) for one in router.routes] if router else []
    )
    if getattr(route, "methods", None):
        found = [(route.path, route.methods)]  # type: ignore[attr-defined]
    return [(re.sub(r"\{[^}]*\}", "x", path), methods) for path, methods in found if path not in ("/login", "/logout")]


def test_the_page_leads_to_the_form(site: Served) -> None:
    """The page itself sends people to the form, which works without a script."""
    reply = site.person().send("GET", "/")
    assert (reply.status, reply.headers["location"]) == (303, "/login")
    form = site.person().send("GET", "/login")
    assert "<script" not in form.text
    assert '<form method="post" action="/login">' in form.text


def test_every_function_of_the_page_is_sorted(site: Served) -> None:
    """Each function is either for all or for managers; a new one has to be put in ui/access/rights.py."""
    names = {function.name for function in site.page.fns.values() if function.fn is not None}
    assert names - FOR_ALL - FOR_MANAGERS == set()
    assert names >= FOR_MANAGERS
    assert not FOR_ALL & FOR_MANAGERS
    assert ASKING <= FOR_ALL


def test_asking(site: Served) -> None:
    """Both roles ask."""
    for name in ("anna", "maria"):
        reply = site.person(name).ask()
        assert reply.status == 200
        assert reply.json["data"][0]["citations"][0]["source"] == "documents/partners.md"


@pytest.mark.parametrize("function", sorted(FOR_MANAGERS))
@pytest.mark.parametrize("path", ["queue/join", "run/ask", "api/ask", "call/ask"])
def test_changes_are_refused_to_whoever_may_ask(site: Served, function: str, path: str) -> None:
    """The events that change documents are refused by the server, by whatever route they are called."""
    body = {"data": [None], "fn_index": site.function(function), "session_hash": "annas", "event_data": EVENT_DATA}
    reply = site.person("anna").send("POST", f"/gradio_api/{path}", body)
    assert reply.status == 403
    assert reply.json["error"] == "This needs the right to manage documents."


@pytest.mark.parametrize("disguise", [str, float, lambda number: f" {number}"])
def test_numbers_in_disguise(site: Served, disguise: object) -> None:
    """What Gradio would read as the number of a function is not let through in another form."""
    number = disguise(site.function("add"))  # type: ignore[operator]
    body = {"data": [None], "fn_index": number, "session_hash": "annas"}
    assert site.person("anna").send("POST", "/gradio_api/queue/join", body).status == 403


def test_a_key_that_stands_twice(site: Served) -> None:
    """What was checked is what is done, also where a key stands twice."""
    add, begin = site.function("add"), site.function("begin")
    raw = f'{{"fn_index": {begin}, "data": [null], "session_hash": "annas", "fn_index": {add}}}'
    anna = site.person("anna")
    assert anna.send("POST", "/gradio_api/queue/join", raw, Content_Type="application/json").status == 403


def test_uploads_of_whoever_may_ask(site: Served) -> None:
    """Neither an upload nor a file or address inside of other data."""
    anna = site.person("anna")
    assert anna.send("POST", "/gradio_api/upload", b"x", Content_Type="multipart/form-data").status == 403
    assert anna.send("GET", "/gradio_api/upload_progress?upload_id=x").status == 403
    assert anna.send("GET", "/gradio_api/file=/etc/passwd").status == 403
    body = {"data": [{"deep": [FILE]}, []], "session_hash": "annas"}
    assert anna.send("POST", "/gradio_api/run/ask", body).status == 403
    body = {"data": [], "fn_name": "ls", "component_id": 1, "session_hash": "annas"}
    assert anna.send("POST", "/gradio_api/component_server", body).status == 403


def test_uploads_of_managers(site: Served) -> None:
    """A manager uploads up to the limit; a name with a path in it stays a name."""
    maria = site.person("maria")
    kind = {"Content_Type": "multipart/form-data; boundary=b"}

    def form(name: str, text: str) -> str:
        head = f'--b\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        return f"{head}{text}\r\n--b--\r\n"

    reply = maria.send("POST", "/gradio_api/upload", form("../../../../tmp/evil.md", "# A"), **kind)
    assert reply.status == 200
    (path,) = reply.json
    assert ".." not in path
    assert Path(path).name == "evil.md"
    large = maria.send("POST", "/gradio_api/upload", form("a.md", "x" * 6_000), **kind)
    assert large.status == 413
    assert "5,000 are the most" in large.json["error"]


def test_managers_read_no_file_of_the_machine(site: Served) -> None:
    """Gradio's route for files gives no other file, however its path is written."""
    maria = site.person("maria")
    accounts = site.library.store_of().settings.store.parent / "accounts.json"
    for path in ("/etc/passwd", str(accounts), "../../etc/passwd", "..%2f..%2fetc/passwd"):
        assert maria.send("GET", f"/gradio_api/file={path}").status in (403, 404), path
    assert maria.send("GET", "/gradio_api/proxy=http://192.0.2.1/").status == 404


def test_sessions_of_gradio_are_not_shared(site: Served) -> None:
    """Who guesses the name of another's session reads neither its answers nor writes to it."""
    anna, berta = site.person("anna"), site.person("berta")
    body = {"data": [], "fn_index": site.function("begin"), "session_hash": "annassecret"}
    assert anna.send("POST", "/gradio_api/queue/join", body).status == 200
    assert berta.send("GET", "/gradio_api/queue/data?session_hash=annassecret").status == 403
    assert berta.send("GET", "/gradio_api/call/ask/annassecret").status in (403, 401)
    assert berta.send("GET", "/gradio_api/heartbeat/annassecret").status == 403
    assert berta.send("POST", "/gradio_api/queue/join", body).status == 403


def test_sessions_cannot_be_fixed(site: Served) -> None:
    """A key that somebody planted before the log-in is worth nothing after it, and each log-in has its own."""
    victim = Person(site.port, cookies={"partners_session": "planted"})
    assert victim.log_in("anna", PASSWORDS["anna"]).status == 303
    first = victim.cookies["partners_session"]
    assert first != "planted"
    assert len(first) == 43
    assert Person(site.port, cookies={"partners_session": "planted"}).ask().status == 401
    assert victim.log_in("anna", PASSWORDS["anna"]).status == 303
    assert victim.cookies["partners_session"] != first
    assert Person(site.port, cookies={"partners_session": first}).ask().status == 401


def test_logging_out(site: Served) -> None:
    """The session ends at the server, and a link alone does not end it."""
    anna = site.person("anna")
    kept = dict(anna.cookies)
    assert anna.send("GET", "/logout").status == 200
    assert anna.ask().status == 200
    assert anna.send("POST", "/logout").status == 200
    assert Person(site.port, cookies=kept).ask().status == 401


def test_the_cookie(site: Served) -> None:
    """Scripts do not see it, and other sites' forms do not carry it."""
    person = site.person()
    reply = person.log_in("anna", PASSWORDS["anna"])
    (cookie,) = [one for one in reply.cookies if one.startswith("partners_session=")]
    assert re.fullmatch(r"partners_session=[\w-]{43}; HttpOnly; Path=/; SameSite=lax", cookie)


def test_other_sites_are_kept_out(site: Served) -> None:
    """What another site's page has the browser send is refused, and so is a form that this server did not give."""
    anna = site.person("anna")
    for header in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"}):
        assert anna.send("POST", "/gradio_api/run/ask", {"data": ["x", []]}, **header).status == 403
    forged = "form=guess&name=anna&password=only-may-ask-1"
    reply = site.person().send("POST", "/login", forged, Content_Type="application/x-www-form-urlencoded")
    assert reply.status == 403
    assert "partners_session" not in reply.headers.get("set-cookie", "")


def test_unknown_and_known_names_get_the_same_reply(site: Served) -> None:
    """Neither text nor status tells whether there is an account of a name."""
    known, unknown = (site.person().log_in(name, "not the password") for name in ("berta", "nobody-here"))
    form = re.compile(r'value="[^"]+"')
    assert known.status == unknown.status == 403
    assert form.sub("", known.text) == form.sub("", unknown.text)


def test_tokens_for_programs(site: Served) -> None:
    """A token lets a program in with its owner's role; a made-up one does not."""
    token = site.accounts.add_token("berta")
    program = Person(site.port, headers={"Authorization": f"Bearer {token}"})
    assert program.ask().status == 200
    assert program.send("POST", "/gradio_api/upload", b"x").status == 403
    assert Person(site.port, headers={"Authorization": "Bearer made-up"}).ask().status == 401
    assert Person(site.port, headers={"Authorization": "Bearer "}).ask().status == 401


def test_mcp_needs_the_token(site: Served) -> None:
    """MCP clients are let in as any program is."""
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    accepted = {"Accept": "application/json, text/event-stream"}
    assert site.person().send("POST", "/gradio_api/mcp/", call, **accepted).status == 401
    token = site.accounts.add_token("anna")
    program = Person(site.port, headers={"Authorization": f"Bearer {token}"})
    reply = program.send("POST", "/gradio_api/mcp/", call, **accepted)
    assert reply.status == 200
    assert '"name":"ask"' in reply.text.replace(" ", "")


def test_headers_of_every_reply(site: Served) -> None:
    """The form runs no script and stands in no frame; the page loads from here only."""
    for path in ("/", "/login", "/health", "/gradio_api/run/ask", "/nothing"):
        headers = site.person().send("GET", path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["x-frame-options"] in ("DENY", "SAMEORIGIN"), path
        assert "frame-ancestors" in headers["content-security-policy"], path
        assert headers["referrer-policy"] in ("no-referrer", "same-origin"), path
        assert "server" not in headers, path
    policy = site.person().send("GET", "/login").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_websockets_are_closed(site: Served) -> None:
    """The page has none, so that none is opened."""
    asked = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13"}
    reply = site.person("anna").send(
        "GET", "/gradio_api/queue/join", Sec_WebSocket_Key="eDEyMzQ1Njc4OTAxMjM0NQ==", **asked
    )
    assert reply.status == 403


def test_removed_people_are_out_at_once(tmp_path: Path) -> None:
    """Another role, another password and a removal count from the next request on."""
    with served(tmp_path) as site:
        anna, berta, maria = (site.person(name) for name in ("anna", "berta", "maria"))
        token = site.accounts.add_token("anna")
        site.accounts.set_role("maria", Role.ASK)
        assert maria.send("POST", "/gradio_api/upload", b"x").status == 403
        site.accounts.set_password("anna", "quite another one")
        assert anna.ask().status == 401
        assert Person(site.port, headers={"Authorization": f"Bearer {token}"}).ask().status == 401
        site.accounts.remove("berta")
        assert berta.ask().status == 401


def test_attempts_are_limited(tmp_path: Path) -> None:
    """After ten attempts even the right password waits, for known and unknown names alike; others are let in."""
    with served(tmp_path) as site:
        for name in ("anna", "nobody-here"):
            replies = [site.person().log_in(name, "guess number one").status for _ in range(10)]
            assert replies == [403] * 10
            blocked = site.person().log_in(name, PASSWORDS.get(name, "guess"))
            assert blocked.status == 429
            assert int(blocked.headers["retry-after"]) > 0
            assert "Too many attempts. Wait 15 minutes" in blocked.text
        assert site.person().log_in("berta", PASSWORDS["berta"]).status == 303


def test_questions_are_limited_by_person(tmp_path: Path) -> None:
    """One person's questions do not use up another's; the reply says how many and when."""
    settings = Settings(questions_per_minute=3)
    with _site(tmp_path, settings) as site:
        anna, berta = site.person("anna"), site.person("berta")
        assert [anna.ask().status for _ in range(4)] == [200, 200, 200, 429]
        reply = anna.ask()
        assert "3 a minute are the most" in reply.json["error"]
        assert 0 < int(reply.headers["retry-after"]) <= 60
        assert berta.ask().status == 200


def test_public_pages_can_be_asked_only(tmp_path: Path) -> None:
    """Where everybody may come in, nobody changes documents."""
    with served(tmp_path, public=True) as site:
        stranger = site.person()
        assert stranger.ask().status == 200
        assert stranger.send("POST", "/gradio_api/upload", b"x").status == 403
        body = {"data": [None], "fn_index": site.function("remove"), "session_hash": "s", "event_data": EVENT_DATA}
        assert stranger.send("POST", "/gradio_api/queue/join", body).status == 403


def test_a_local_page_is_called_by_its_own_names_only(tmp_path: Path) -> None:
    """Another site cannot reach it by a name of its own that leads here (DNS rebinding)."""
    with served(tmp_path, public=False) as site:
        assert site.person().ask().status == 200
        reply = Person(site.port, headers={"Host": "evil.example"}).ask()
        assert reply.status == 421
        assert "is not called 'evil.example'" in reply.json["error"]
        reply = site.person().send("POST", "/gradio_api/run/ask", {"data": []}, Origin="https://evil.example")
        assert reply.status == 403


def test_the_header_of_a_proxy(tmp_path: Path) -> None:
    """The trusted proxy's word counts; anybody else's, and two names at once, do not."""
    with served(tmp_path, header="X-Remote-User", managers=("maria",), trusted=("127.0.0.1",)) as site:
        anna = Person(site.port, headers={"X-Remote-User": "anna"})
        assert anna.ask().status == 200
        assert anna.send("POST", "/gradio_api/upload", b"x").status == 403
        maria = Person(site.port, headers={"X-Remote-User": "maria"})
        assert maria.send("GET", "/gradio_api/file=/etc/passwd").status in (403, 404)
        assert site.person().ask().status == 401
    folder = tmp_path / "untrusted"
    folder.mkdir()
    with served(folder, header="X-Remote-User", managers=("maria",), trusted=("192.0.2.7",)) as site:
        forged = Person(site.port, headers={"X-Remote-User": "maria", "X-Forwarded-For": "192.0.2.7"})
        assert forged.ask().status == 401
