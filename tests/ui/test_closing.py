"""What the server keeps of pages that were closed."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from access_served import Served, served

from benchmarks.team import Person
from ui.closing import let_go

pytestmark = pytest.mark.slow


def test_a_closed_page_is_let_go(tmp_path: Path) -> None:
    """Its components at once, its conversation after an hour; a page that is open stays whole."""
    with served(tmp_path, public=True) as site:
        asyncio.run(_open_two_and_close_one(site))
        in_an_hour = datetime.now() + timedelta(hours=1)
        let_go(site.page, "", in_an_hour - timedelta(minutes=1))
        assert set(site.page.state_holder.session_data) == {"closed", "open"}
        site.page.state_holder.session_data["open"].is_closed = False
        let_go(site.page, "", in_an_hour + timedelta(minutes=1))
        assert set(site.page.state_holder.session_data) == {"open"}


async def _open_two_and_close_one(site: Served) -> None:
    address = f"http://127.0.0.1:{site.port}"
    closing, staying = [await Person.come(address, "none", name) for name in ("closed", "open")]
    for person in (closing, staying):
        assert not (await person.ask("When did Sweden join NATO?")).error
    sessions = site.page.state_holder.session_data
    await closing.leave()
    await _until(lambda: not sessions["closed"].config_values)
    assert sessions["open"].config_values
    assert [len(one.turns) for one in _conversations(site, "closed")] == [1]
    # Both are asked after: the connection of a computer that slept ends too.
    again = await Person.come(address, "none", "closed")
    assert (await again.ask("When did Sweden join NATO?")).turns == ["When did Sweden join NATO?"] * 2
    await again.leave()
    await staying.leave()


def _conversations(site: Served, session: str) -> list[object]:
    return list(site.page.state_holder.session_data[session].state_data.values())


async def _until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not condition() and time.monotonic() < until:
        await asyncio.sleep(0.05)
    assert condition()
