"""The language of a text, where its document names none."""

_FEWEST_LETTERS = 60
_SAMPLE = 4_000


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of a text's language; empty where it is too short to tell."""
    sample = text[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _FEWEST_LETTERS:
        return ""
    # Imported here because it loads a model.
    from py3langid.langid import classify

    return str(classify(sample)[0])
