"""Accounts, sessions, limits and ways to serve, without a server."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ui.__main__ import main
from ui.access.accounts import AccountError, Accounts, AccountsFile
from ui.access.sessions import Sessions
from ui.access.visitors import Role
from ui.limits import RateLimit
from ui.serving import Serving, ServingError

PASSWORD = "correct horse battery"


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of accounts with one account."""
    AccountsFile(tmp_path / "accounts.json").add("anna", Role.ASK, PASSWORD)
    return tmp_path / "accounts.json"


def test_passwords_are_hashed(path: Path) -> None:
    """The file holds an argon2id hash and is its owner's alone."""
    text = path.read_text(encoding="utf-8")
    assert PASSWORD not in text
    assert json.loads(text)["accounts"]["anna"]["password"].startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


def test_verifying(path: Path) -> None:
    """The right password of a known name, and nothing else."""
    accounts = Accounts(path)
    account = accounts.verified("anna", PASSWORD)
    assert account is not None
    assert (account.name, account.role) == ("anna", Role.ASK)
    for name, password in (("anna", "wrong"), ("anna", ""), ("berta", PASSWORD), ("", "")):
        assert accounts.verified(name, password) is None


def test_tokens_are_hashed(path: Path) -> None:
    """The file does not hold the token."""
    token = AccountsFile(path).add_token("anna")
    assert len(token) == 43
    assert token not in path.read_text(encoding="utf-8")
    account = Accounts(path).of_token(token)
    assert account is not None
    assert account.name == "anna"


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("anna", PASSWORD, "anna has an account already"),
        ("a/../b", PASSWORD, "is no name"),
        ("", PASSWORD, "is no name"),
        ("berta", "short", "has 5 characters; wanted 10 to 1024"),
    ],
)
def test_unfit_accounts(path: Path, name: str, password: str, said: str) -> None:
    """What is not taken is said, and the file stays as it was."""
    before = path.read_bytes()
    with pytest.raises(AccountError, match=said):
        AccountsFile(path).add(name, Role.ASK, password)
    assert path.read_bytes() == before


def test_files_that_are_none(tmp_path: Path) -> None:
    """A missing, open or broken file is an error that says what to run."""
    path = tmp_path / "accounts.json"
    with pytest.raises(AccountError, match="Make one: python -m ui user add NAME --role manage --file"):
        Accounts(path)
    path.write_text("{}", encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(AccountError, match="is no file of accounts"):
        Accounts(path)
    if os.name == "posix":
        path.chmod(0o644)
        with pytest.raises(AccountError, match="Run: chmod 640"):
            Accounts(path)


def test_sessions_end(path: Path) -> None:
    """After a time without use, and after a longer time with it; each key is another."""
    clock = Clock()
    accounts = Accounts(path)
    sessions = Sessions(accounts, 60, clock)
    account = accounts.account("anna")
    assert account is not None
    key = sessions.begin(account)
    assert len({sessions.begin(account) for _ in range(100)} | {key}) == 101
    clock.now = 60
    assert sessions.account(key) == account
    clock.now = 121
    assert sessions.account(key) is None
    assert sessions.account("") is None
    busy = sessions.begin(account)
    for _ in range(12):
        clock.now += 60
        assert sessions.account(busy) == account
    clock.now += 1
    assert sessions.account(busy) is None


def test_another_password_ends_sessions(path: Path) -> None:
    """Whoever got in with the old one is out."""
    accounts = Accounts(path)
    account = accounts.account("anna")
    assert account is not None
    sessions = Sessions(accounts, 60)
    key = sessions.begin(account)
    AccountsFile(path).set_password("anna", "another password")
    assert sessions.account(key) is None


def test_limits() -> None:
    """So many in so many seconds, each name by itself."""
    clock = Clock()
    limit = RateLimit(2, 60, clock)
    assert [limit.take("anna"), limit.take("anna"), limit.take("anna"), limit.take("berta")] == [0, 0, 60, 0]
    clock.now = 59
    assert limit.wait("anna") == 1
    clock.now = 60
    assert limit.take("anna") == 0
    limit.take_back("anna")
    assert limit.wait("anna") == 0
    limit.forget("nobody")


@pytest.mark.parametrize(
    ("serving", "said"),
    [
        (Serving("0.0.0.0"), "say --public to let everybody ask"),
        (Serving("::"), "say --public"),
        (Serving("192.0.2.1"), "say --public"),
        (Serving("myhost"), "say --public"),
        (Serving(header="X-User"), "Anybody can send X-User. Name the proxy's address"),
        (Serving(header="X-User", accounts=Path("a"), trusted=("127.0.0.1",)), "not both"),
        (Serving(public=True, accounts=Path("a")), "would count for nothing"),
        (Serving(managers=("anna",)), "--manager belongs to --auth-header"),
    ],
)
def test_ways_that_are_refused(serving: Serving, said: str) -> None:
    """What would let somebody in by mistake does not start."""
    with pytest.raises(ServingError, match=said):
        serving.check()


def test_ways_to_serve() -> None:
    """This machine alone, with accounts, behind a proxy, or for everybody."""
    for serving in (
        Serving(),
        Serving("::1"),
        Serving("localhost"),
        Serving("0.0.0.0", accounts=Path("a")),
        Serving("0.0.0.0", public=True),
        Serving("0.0.0.0", header="X-User", trusted=("192.0.2.1",)),
    ):
        serving.check()


def test_the_command_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    """It ends with 2 and says what to do, before anything is opened."""
    assert main(["--host", "0.0.0.0"]) == 2
    assert "Let people log in with --auth FILE" in capsys.readouterr().err


def test_the_commands_for_accounts(tmp_path: Path) -> None:
    """Adding, listing, changing and removing, with the password piped in."""
    path = tmp_path / "team" / "accounts.json"

    def user(*arguments: str, typed: str = "") -> tuple[int, str]:
        ran = subprocess.run(
            [sys.executable, "-m", "ui", "user", *arguments, "--file", str(path)],
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )
        return ran.returncode, ran.stdout + ran.stderr

    assert user("add", "anna", "--role", "ask", typed=f"{PASSWORD}\n")[0] == 0
    status, token = user("token", "anna")
    assert (status, len(token.strip())) == (0, 43)
    assert user("role", "anna", "--role", "manage")[0] == 0
    assert user("list") == (0, "anna\tmanage\t1 tokens\n")
    assert user("remove", "berta") == (2, f"berta has no account in {path}. There are: anna.\n")
    assert user("remove", "anna")[0] == 0
    assert user("list") == (0, "")
