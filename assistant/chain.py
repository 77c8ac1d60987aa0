"""The steps as a LangChain runnable; nothing else of the package imports langchain."""

from time import perf_counter
from typing import Any

from langchain_core.runnables import Runnable, RunnableLambda

from assistant.followups import turns_of
from assistant.questions import checked
from assistant.replies import Answer
from assistant.steps import Asked, Steps

Input = dict[str, Any]
AnswerChain = Runnable[Input, Answer]


def chain_of(steps: Steps) -> AnswerChain:
    """Return question -> Answer as a runnable of four named steps.

    Its input is {"question": str, "history": [{"role": ..., "content": ...}]}, the history optional. `stream` yields
    snapshots of the Answer, the last one complete; `invoke`, `batch` and `ainvoke` return the complete one.

    Raises:
        QuestionError: when run, if the question or the history cannot be used.
    """

    first = RunnableLambda(_asked).with_config(run_name="question")
    stand_alone = RunnableLambda(steps.stand_alone).with_config(run_name="stand-alone question")
    search = RunnableLambda(steps.search).with_config(run_name="search")
    read = RunnableLambda(steps.read).with_config(run_name="read")
    answer = RunnableLambda(steps.answer).with_config(run_name="answer")
    return (first | stand_alone | search | read | answer).with_config(run_name="assistant")


def _asked(given: Input) -> Asked:
    return Asked(checked(given.get("question")), turns_of(given.get("history") or ()), perf_counter())
