"""Which questions can be answered at all."""

from store.errors import QuestionError

LONGEST_QUESTION = 2_000


def checked(question: object) -> str:
    """Return a question as it is.

    Raises:
        QuestionError: if it is not text, empty, or longer than 2,000 characters.
    """
    if not isinstance(question, str):
        raise QuestionError(f"A question must be text; this is {type(question).__name__}.")
    if not question.strip():
        raise QuestionError("The question is empty. Ask something about the documents.")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"The question has {len(question):,} characters; at most {LONGEST_QUESTION:,} are read. "
            "Ask for one thing at a time."
        )
    return question
