"""What a parser finds in a piece of HTML, and texts to try it with."""

from html.parser import HTMLParser

from hypothesis import strategies as st

TEXTS = st.text() | st.text(alphabet="<>&\"'`\\*[]()1a \n{}$/=") | st.sampled_from(["<script>", "**[1]\\", "&lt;"])


_VOID = {"input"}


class Tags(HTMLParser):
    """Collects tags with their attributes, and the text between them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, tuple(sorted(name for name, _ in attrs))))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that the tag closes the one opened last."""
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        """Refuse comments."""
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


def read(markup: str) -> Tags:
    """Return what a parser finds in a piece of HTML."""
    tags = Tags()
    tags.feed(str(markup))
    tags.close()
    assert tags.open == []
    return tags
