"""A steady pace for a long time: memory, file handles and the store's size, minute by minute.

python -m benchmarks.soak [--minutes 30] [--people 5]

People ask a question every two seconds and begin a new page every tenth question; every minute a document changes and
the folder is ingested again. A line is printed for each minute, and at the end by how much the last third differs
from the one before. Exits with 1 if a question failed.
"""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.team import Person, Server, questions, served

_PAUSE = 2.0
_QUESTIONS_A_PAGE = 10
Line = tuple[float, float, float]
"""Megabytes of memory, open handles, megabytes of the store."""


async def _asking(server: Server, number: int, until: float, failed: list[str]) -> int:
    chance, asked, count = random.Random(number), questions(40), 0
    while time.monotonic() < until:
        person = await Person.come(server.address, server.tokens[number], f"soak{number}x{count}")
        for _ in range(_QUESTIONS_A_PAGE):
            answer = await person.ask(chance.choice(asked))
            count += 1
            if answer.error:
                failed.append(answer.error)
            await asyncio.sleep(_PAUSE)
        await person.leave()
    return count


async def _watched(server: Server, minutes: int) -> list[Line]:
    lines: list[Line] = []
    started = time.monotonic()
    for minute in range(1, minutes + 1):
        changed = server.folder / "documents" / "changing.md"
        changed.write_text(f"# The harvest\n\nThe orchard of Quillby gave {minute} baskets.\n", encoding="utf-8")
        await asyncio.to_thread(server.ingest)
        await asyncio.sleep(max(0.0, started + minute * 60 - time.monotonic()))
        lines.append((server.memory(), server.handles(), server.store_bytes() / 1e6))
        memory, handles, size = lines[-1]
        print(f"minute {minute}: {memory:.0f} MB of memory, {handles:.0f} handles, store {size:.1f} MB", flush=True)
    return lines


async def _soak(server: Server, minutes: int, people: int) -> list[str]:
    failed: list[str] = []
    until = time.monotonic() + minutes * 60
    asking = [asyncio.create_task(_asking(server, number, until, failed)) for number in range(people)]
    lines = await _watched(server, minutes)
    print(f"{sum(await asyncio.gather(*asking))} questions, {len(failed)} errors")
    third = max(1, len(lines) // 3)
    for name, values in zip(("memory, MB", "handles", "store, MB"), zip(*lines, strict=True), strict=True):
        before, last = statistics.mean(values[-2 * third : -third] or values[:1]), statistics.mean(values[-third:])
        print(f"{name}: {before:.1f} in the second third, {last:.1f} in the last ({last - before:+.1f})")
    return failed


def main() -> int:
    """Run it; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--people", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), options.people) as server:
        failed = asyncio.run(_soak(server, options.minutes, options.people))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
