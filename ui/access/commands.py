"""`python -m ui user ...`: who may come in."""

import argparse
import getpass
import sys
from collections.abc import Sequence
from pathlib import Path

from ui.access.accounts import AccountError, AccountsFile, read_accounts
from ui.access.visitors import Role

DEFAULT_FILE = Path("accounts.json")


def run(arguments: Sequence[str]) -> list[str]:
    """Do what the arguments say; return the lines to print.

    Raises:
        AccountError: if it cannot be done.
    """
    options = _parser().parse_args(arguments)
    file = AccountsFile(options.file)
    if options.action == "list":
        return [f"{one.name}\t{one.role.value}\t{len(one.tokens)} tokens" for one in read_accounts(options.file)]
    if options.action == "token":
        return [file.add_token(options.name)]
    if options.action == "add":
        file.add(options.name, Role(options.role), _password(options.name))
        return [f"{options.name} may {options.role}. Serve with: python -m ui --auth {options.file}"]
    if options.action == "password":
        file.set_password(options.name, _password(options.name))
    elif options.action == "role":
        file.set_role(options.name, Role(options.role))
    else:
        file.remove(options.name)
    return [f"{options.name}: done."]


def _password(name: str) -> str:
    """Return a password: typed twice on a terminal, else the first line of what is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass(f"Password of {name}: ")
    if getpass.getpass("Once more: ") != password:
        raise AccountError("The two are not the same. Nothing was changed.")
    return password


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ui user", description="Say who may come in.")
    actions = parser.add_subparsers(dest="action", required=True)
    roles = [role.value for role in Role]
    for action, help_, with_role in (
        ("add", "add an account; asks for the password", True),
        ("password", "set another password; ends sessions and tokens", False),
        ("role", "set another role", True),
        ("token", "print a new token for a program, as 'Authorization: Bearer TOKEN'", False),
        ("remove", "remove an account", False),
        ("list", "list the accounts", None),
    ):
        one = actions.add_parser(action, help=help_)
        if with_role is not None:
            one.add_argument("name")
        if with_role:
            one.add_argument("--role", choices=roles, required=True, help="manage may change documents")
        one.add_argument("--file", type=Path, default=DEFAULT_FILE, help="file of accounts (default %(default)s)")
    return parser
