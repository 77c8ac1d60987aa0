"""What a chat model writes and how much of it passes the check: python -m benchmarks.writing QUESTIONS DOCUMENT...

The model is the one of ASSISTANT_MODEL and ASSISTANT_MODEL_URL; `python tests/assistant/writing/local_server.py` serves
the small one of the tests.
"""

import argparse
import re
from collections import Counter
from pathlib import Path

from assistant import Assistant
from assistant.trial import cases_of, temporary_store
from store.settings import Settings

_MARKS = re.compile(r"(?: \[\d+\])+(?=\s|$)")


def main() -> None:
    """Ask every question of a file and print how many sentences were written, passed and dropped."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.writing", description=__doc__)
    parser.add_argument("questions", type=Path, help="JSON lines, as the evaluation takes them")
    parser.add_argument("documents", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1, help="ask only every second, third ... question")
    parser.add_argument("--show", action="store_true", help="print each answer")
    chosen = parser.parse_args()
    counts: Counter[str] = Counter()
    with temporary_store(chosen.documents) as store:
        assistant = Assistant.open(Settings.from_environment(), store=store)
        for case in cases_of(chosen.questions)[:: chosen.every]:
            reply = assistant.answer(case.question, case.history)
            passed = len(_MARKS.findall(reply.text)) if reply.answered and reply.engine != "quotes" else 0
            outcome = "refused" if not reply.answered else "by quotes" if reply.engine == "quotes" else "by the model"
            counts.update({"questions": 1, outcome: 1, "passed": passed, "dropped": reply.dropped})
            counts.update({"fell back": bool(reply.notice), "failed": "failed" in reply.notice})
            if chosen.show:
                print(
                    f"{outcome}\t{passed} of {passed + reply.dropped}\t{case.question}\t{reply.text}\t{reply.notice}",
                    flush=True,
                )
    print(dict(counts))


if __name__ == "__main__":
    main()
