"""The accounts: names, roles, hashed passwords and hashed tokens in one file."""

import hashlib
import json
import os
import re
import secrets
import stat
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from filelock import FileLock

from store.errors import AssistantError
from ui.access.visitors import Role

LONGEST_PASSWORD = 1024
_SHORTEST_PASSWORD = 10
_NAME = re.compile(r"[\w.@+-]{1,64}")
_HASHER = PasswordHasher()


class AccountError(AssistantError):
    """The file of accounts cannot be used, or not like this."""


@dataclass(frozen=True, slots=True)
class Account:
    """One person."""

    name: str
    role: Role
    password: str
    """An argon2id hash in its standard form."""
    tokens: tuple[str, ...] = ()
    """SHA-256 of each token that a program of theirs may send, in hexadecimal."""


class Accounts:
    """The accounts of a file, read again whenever it changed."""

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            AccountError: if it is missing, readable for everybody, or no file of accounts.
        """
        self._path = path
        # Verified where a name is unknown, so that it takes as long as where it is known.
        self._nobody = _HASHER.hash(secrets.token_urlsafe(32))
        self._seen: tuple[int, ...] = ()
        self._by_name: dict[str, Account] = {}
        self._by_token: dict[str, Account] = {}
        self._refresh()

    def account(self, name: str) -> Account | None:
        """Return the account of a name as the file has it now."""
        self._refresh()
        return self._by_name.get(name)

    def of_token(self, token: str) -> Account | None:
        """Return the account that a token belongs to."""
        self._refresh()
        return self._by_token.get(_digest(token))

    def verified(self, name: str, password: str) -> Account | None:
        """Return the account if the password is its own; takes as long for a name that nobody has."""
        account = self.account(name)
        fits = _fits(account.password if account else self._nobody, password)
        return account if account and fits else None

    def _refresh(self) -> None:
        try:
            found = self._path.stat()
        except OSError as error:
            raise AccountError(
                f"{self._path}, the file of accounts, cannot be read ({error.strerror}). "
                f"Make one: python -m ui user add NAME --role manage --file {self._path}"
            ) from error
        seen = (found.st_mtime_ns, found.st_size, found.st_ino)
        if seen == self._seen:
            return
        if os.name == "posix" and stat.S_IMODE(found.st_mode) & 0o007:
            raise AccountError(f"{self._path} is open to every user of this machine. Run: chmod 640 {self._path}")
        accounts = read_accounts(self._path)
        self._by_name = {account.name: account for account in accounts}
        self._by_token = {digest: account for account in accounts for digest in account.tokens}
        self._seen = seen


def read_accounts(path: Path) -> list[Account]:
    """Return the accounts of a file, none where there is no file.

    Raises:
        AccountError: if it is no file of accounts.
    """
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return [_account(name, values) for name, values in kept["accounts"].items()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise AccountError(f"{path}, the file of accounts, cannot be read ({error.strerror}).") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise AccountError(f"{path} is no file of accounts ({error}). Make one with: python -m ui user add") from error


class AccountsFile:
    """Changes a file of accounts, one process at a time; each change is there whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, name: str, role: Role, password: str) -> None:
        """Add an account.

        Raises:
            AccountError: if the name is taken or unfit, or the password too short.
        """
        if not _NAME.fullmatch(name):
            raise AccountError(f"{name!r} is no name; wanted up to 64 letters, digits and any of . _ @ + -")
        with self._changing() as accounts:
            if name in accounts:
                raise AccountError(f"{name} has an account already. Run: python -m ui user password {name}")
            accounts[name] = Account(name, role, _hashed(password))

    def set_password(self, name: str, password: str) -> None:
        """Give an account another password, which ends its sessions; its tokens go too."""
        with self._changing() as accounts:
            accounts[name] = replace(self._known(accounts, name), password=_hashed(password), tokens=())

    def set_role(self, name: str, role: Role) -> None:
        """Give an account another role, from the next request on."""
        with self._changing() as accounts:
            accounts[name] = replace(self._known(accounts, name), role=role)

    def add_token(self, name: str) -> str:
        """Return a new token for programs, 256 random bits; only its hash is kept."""
        token = secrets.token_urlsafe(32)
        with self._changing() as accounts:
            account = self._known(accounts, name)
            accounts[name] = replace(account, tokens=(*account.tokens, _digest(token)))
        return token

    def remove(self, name: str) -> None:
        """Remove an account; its sessions and tokens end with the next request."""
        with self._changing() as accounts:
            del accounts[self._known(accounts, name).name]

    def _known(self, accounts: dict[str, Account], name: str) -> Account:
        if name not in accounts:
            raise AccountError(f"{name} has no account in {self._path}. There are: {', '.join(accounts) or 'none'}.")
        return accounts[name]

    def _changing(self) -> "_Change":
        return _Change(self._path)


class _Change:
    """The accounts of a file, written back at the end unless something failed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(f"{path}.lock", mode=0o600)

    def __enter__(self) -> dict[str, Account]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except OSError as error:
            raise AccountError(f"{self._path} cannot be written ({error.strerror}).") from error
        try:
            self._accounts = {account.name: account for account in read_accounts(self._path)}
        except AccountError:
            self._lock.release()
            raise
        return self._accounts

    def __exit__(self, failed: object, *_: object) -> None:
        try:
            if failed is None:
                _write(self._path, self._accounts)
        finally:
            self._lock.release()


def _write(path: Path, accounts: dict[str, Account]) -> None:
    kept = {
        name: {"role": account.role.value, "password": account.password, "tokens": list(account.tokens)}
        for name, account in accounts.items()
    }
    before = path.stat() if path.exists() else None
    # Made for its owner alone; who could read the file before can read it still.
    descriptor, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - of a descriptor
        json.dump({"accounts": kept}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    if before and os.name == "posix":
        os.chown(made, before.st_uid, before.st_gid)
        Path(made).chmod(stat.S_IMODE(before.st_mode))
    Path(made).replace(path)


def _account(name: str, values: dict[str, Any]) -> Account:
    return Account(name, Role(values["role"]), str(values["password"]), tuple(map(str, values.get("tokens", ()))))


def _hashed(password: str) -> str:
    if not _SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountError(
            f"The password has {len(password)} characters; wanted {_SHORTEST_PASSWORD} to {LONGEST_PASSWORD}."
        )
    return _HASHER.hash(password)


def _fits(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
