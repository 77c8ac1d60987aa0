"""People who ask at once while documents change: errors, mixed-up answers, seconds and memory.

python -m benchmarks.load [--people 20] [--each 20] [--crowd 100] [--seconds 60]

First so many people ask so many questions each, in one conversation each, while the documents are ingested again and
again and two managers upload. Then a crowd asks for a minute. All of it goes through the door and the queue, as from
browsers. One process writes at a time: an ingest or an upload that meets another waits for it, and one that waited too
long is counted apart.
Exits with 1 if anything failed or was mixed up.
"""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.team import Asked, Person, Server, questions, served, together


async def team(server: Server, people: int, each: int) -> list[str]:
    """Have people ask while documents change; print what it took and return what went wrong."""
    reference = await _alone(server, questions(each))
    chance = random.Random(1)
    order = [chance.sample(list(reference), each) for _ in range(people)]
    crowd = [await Person.come(server.address, server.tokens[n], f"team{n}") for n in range(people)]
    changing = asyncio.Event()
    changes = [asyncio.create_task(_reingest(server, changing))]
    changes += [asyncio.create_task(_upload(server, n, changing)) for n in range(2)]
    started = time.perf_counter()
    answered = await together(crowd, order)
    seconds = time.perf_counter() - started
    changing.set()
    counts = await asyncio.gather(*changes)
    for person in crowd:
        await person.leave()
    wrong = [problem for one, asking in zip(answered, order, strict=True) for problem in _wrong(one, asking)]
    everything = [one for conversation in answered for one in conversation]
    other = [one for one in everything if one.answer and one.answer != reference[one.question]]
    _report(f"{people} people, {each} questions each, in {seconds:.0f} s", everything)
    for name, (tried, taken) in zip(("re-ingests", "uploads of one", "uploads of another"), counts, strict=True):
        print(f"  meanwhile {tried} {name}, {tried - taken} without success (waited too long for another)")
    print(f"  answers other than the same question gets alone: {len(other)}")
    for one in other[:3]:
        print(f"    {one.question}\n      {one.answer[:150]}\n      alone: {reference[one.question][:150]}")
    return wrong


async def crowd(server: Server, people: int, seconds: float) -> list[str]:
    """Have a crowd ask for some seconds; print what it took and return what went wrong."""
    asked = questions(20)
    until = time.perf_counter() + seconds
    visitors = [await Person.come(server.address, server.tokens[n], f"crowd{n}") for n in range(people)]

    async def one(person: Person, chance: random.Random) -> list[Asked]:
        answered: list[Asked] = []
        while time.perf_counter() < until:
            answered.append(await person.ask(chance.choice(asked)))
        return answered

    conversations = await asyncio.gather(*(one(person, random.Random(n)) for n, person in enumerate(visitors)))
    for person in visitors:
        await person.leave()
    everything = [one for conversation in conversations for one in conversation]
    _report(f"{people} people for {seconds:.0f} s", everything)
    return [problem for one in conversations for problem in _wrong(one, [each.question for each in one])]


async def _alone(server: Server, asked: list[str]) -> dict[str, str]:
    """Return what each question gets when nobody else asks."""
    answers = {}
    for number, question in enumerate(asked):
        person = await Person.come(server.address, server.tokens[0], f"alone{number}")
        answers[question] = (await person.ask(question)).answer
        await person.leave()
    return answers


def _wrong(answered: list[Asked], asking: list[str]) -> list[str]:
    """Return what went wrong in a conversation: an error, or questions in it that are not its own, in their order."""
    problems = []
    kept: list[str] = []
    for one, question in zip(answered, asking, strict=True):
        # What came to nothing is taken out of the conversation.
        kept.append(question)
        if one.error:
            problems.append(f"{question}: {one.error}")
            kept.pop()
        elif one.turns != kept:
            problems.append(f"mixed up: {one.turns} instead of {kept}")
    return problems


async def _reingest(server: Server, ended: asyncio.Event) -> tuple[int, int]:
    """Change a document and ingest, again and again; return how often, and how often nobody else was writing."""
    changed, times = server.folder / "documents" / "changing.md", 0
    written = 0
    while not ended.is_set():
        times += 1
        changed.write_text(
            f"# The harvest\n\nThe orchard of Quillby gave {times} baskets of plums.\n", encoding="utf-8"
        )
        written += await asyncio.to_thread(server.ingest)
    return times, written


async def _upload(server: Server, number: int, ended: asyncio.Event) -> tuple[int, int]:
    """Upload a file again and again; return how often, and how often nobody else was writing."""
    manager = await Person.come(server.address, server.managers[number], f"manager{number}")
    times = tried = 0
    while not ended.is_set():
        tried += 1
        told = await manager.upload(f"plums-{number}.md", f"# Plums {number}\n\nOrchard {number} gave {tried} plums.\n")
        times += 'role=\\"alert' not in told
        await asyncio.sleep(1)
    await manager.leave()
    return tried, times


def _report(title: str, everything: list[Asked]) -> None:
    good = [one for one in everything if not one.error and one.first_sentence]
    first = sorted(one.first_sentence for one in good)
    whole = sorted(one.seconds for one in good)
    print(f"{title}: {len(good)} answers, {len(everything) - len(good)} errors")
    if len(good) > 1:
        print(f"  first sentence: median {statistics.median(first):.2f} s, 95 of 100 under {_of_100(first, 95):.2f} s")
        print(f"  whole answer:   median {statistics.median(whole):.2f} s, 95 of 100 under {_of_100(whole, 95):.2f} s")
        print(f"  longest queue seen by somebody who joined: {max(one.rank for one in everything)}")


def _of_100(values: list[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


async def _all(options: argparse.Namespace, server: Server) -> list[str]:
    await _alone(server, questions(5))
    before = server.memory()
    wrong = await team(server, options.people, options.each)
    after_team = server.memory()
    if options.crowd:
        wrong += await crowd(server, options.crowd, options.seconds)
    after_crowd = server.memory()
    print(f"memory: {before:.0f} MB before, {after_team:.0f} MB after the team, {after_crowd:.0f} MB after the crowd")
    print(f"open files and sockets: {server.handles()}")
    return wrong


def main() -> int:
    """Run both; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--each", type=int, default=20)
    parser.add_argument("--crowd", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), max(options.people, options.crowd)) as server,
    ):
        wrong = asyncio.run(_all(options, server))
    for problem, times in Counter(wrong).most_common(10):
        print(f"WRONG ({times} times): {problem}")
    print(f"{len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
