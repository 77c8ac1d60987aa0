"""Many people at once, with pages of their own, while a manager uploads: nothing fails and nothing is mixed up."""

import asyncio
from pathlib import Path

import pytest
from access_served import Served, served

from benchmarks.team import Asked, Person, together
from store.settings import Settings

pytestmark = pytest.mark.slow

PEOPLE, EACH = 12, 4


def test_many_people_at_once(tmp_path: Path) -> None:
    """Each conversation holds its own questions in their order, and each upload is in the store."""
    with served(tmp_path, Settings(questions_per_minute=1_000), accounts=tmp_path / "accounts.json") as site:
        answered, told = asyncio.run(_ask_and_upload(site))
        sources = {one.source for one in site.library.summaries()}
    for number, conversation in enumerate(answered):
        asked = _questions(number)
        for count, one in enumerate(conversation, 1):
            assert one.error == ""
            assert one.turns == asked[:count]
            assert one.first_sentence > 0
    assert sources == {f"uploads/plums-{n}.md" for n in range(3)}
    assert all("1 added" in one for one in told)


async def _ask_and_upload(site: Served) -> tuple[list[list[Asked]], list[str]]:
    address, tokens = f"http://127.0.0.1:{site.port}", [site.accounts.add_token(name) for name in ("anna", "berta")]
    people = [await Person.come(address, tokens[n % 2], f"page{n}") for n in range(PEOPLE)]
    manager = await Person.come(address, site.accounts.add_token("maria"), "managers")

    async def upload() -> list[str]:
        return [await manager.upload(f"plums-{n}.md", f"# Plums\n\nOrchard {n} gave plums.\n") for n in range(3)]

    answered, told = await asyncio.gather(together(people, [_questions(n) for n in range(PEOPLE)]), upload())
    for person in [*people, manager]:
        await person.leave()
    return answered, told


def _questions(number: int) -> list[str]:
    return [f"Who is mayor of town {number}, part {part}?" for part in range(EACH)]
