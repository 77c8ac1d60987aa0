"""The chat page: questions, answers and, beside them, the sources they rest on."""
