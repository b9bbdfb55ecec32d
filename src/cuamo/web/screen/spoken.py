"""What a scene of the citizen screen says aloud: the words people see, in the order they see them."""

from html.parser import HTMLParser

STOPS = frozenset(
    {"p", "li", "h1", "h2", "h3", "tr", "dt", "dd", "caption", "legend", "label", "div", "button"}
)
"""Elements that end a sentence."""
SILENT = frozenset({"svg", "script", "style", "audio", "noscript", "input", "select", "textarea"})
VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "path", "circle", "rect"})
MARK = "data-silent"


def spoken_text(page: str, *, button: str) -> str:
    """Return the words of `<main>` and of the two large buttons of a rendered scene.

    Args:
        button: how a button is announced, for example `Nút`.

    Left out: pictures, fields, what is only for screen readers, and what is marked `data-silent`.
    """
    reader = _Reader(button)
    reader.feed(page)
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self, button: str) -> None:
        super().__init__(convert_charrefs=True)
        self.button = button
        self.parts: list[str] = []
        self.open: list[tuple[str, bool, bool]] = []
        """Element, whether it is read, whether it is silent."""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        given = dict(attributes)
        css = (given.get("class") or "").split()
        read = tag == "main" or "screen-actions" in css
        silent = tag in SILENT or MARK in given or "hidden" in css
        self.open.append((tag, read, silent))
        if tag == "button":
            self.handle_data(f"{self.button}:")

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            name, _, _ = self.open.pop()
            if name == tag:
                break
        if tag in STOPS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words and any(read for _, read, _ in self.open) and not any(silent for _, _, silent in self.open):
            self.parts.append(words + " ")

    def text(self) -> str:
        lines = (line.strip() for line in "".join(self.parts).splitlines())
        return "\n".join(line if line[-1] in ".!?:" else line + "." for line in lines if line)
