"""Ask from the command line: python -m assistant "question"."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from assistant import feedback
from assistant.quotes import plain
from assistant.replies import Answer, Citation
from store.errors import AssistantError, QuestionError

_LINKS = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer one question and print it; return 0, 1 if that failed, 2 if it was used wrongly."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if list(arguments[:1]) == ["feedback"]:
        return feedback.main(arguments[1:])
    parser = argparse.ArgumentParser(
        prog="python -m assistant",
        description="Answer from the ingested documents.",
        epilog="python -m assistant feedback sums up what people said of the answers on the page.",
    )
    parser.add_argument("question", help="what is asked; at most 2,000 characters")
    parser.add_argument("--json", action="store_true", help="print the answer with all its fields as JSON")
    chosen = parser.parse_args(arguments)
    # Imported here, so that --help does not load the store.
    from assistant.assistant import answer

    try:
        reply = answer(chosen.question)
    except QuestionError as error:
        print(error, file=sys.stderr)
        return 2
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(asdict(reply), ensure_ascii=False, indent=2) if chosen.json else _shown(reply))
    if reply.notice and not chosen.json:
        print(reply.notice, file=sys.stderr)
    return 0


def _shown(reply: Answer) -> str:
    return "\n".join([plain(reply.text), *(f"\n{_source(citation)}" for citation in reply.citations)])


def _source(citation: Citation) -> str:
    page = f", page {citation.page}" if citation.page else ""
    heading = f" > {citation.heading}" if citation.heading else ""
    date = f", {citation.date}" if citation.date else ""
    place = f"{citation.source}, characters {citation.start} to {citation.end}{page}"
    lines = [f"[{citation.number}] {citation.title}{heading}{date}", place, *citation.links[:_LINKS]]
    if len(citation.links) > _LINKS:
        lines.append(f"and {len(citation.links) - _LINKS} more links (--json shows all)")
    return "\n    ".join(lines)


if __name__ == "__main__":
    sys.exit(main())
