"""What a scene of the citizen screen says aloud: the words people see, in the order they see them."""

import re
from html.parser import HTMLParser

STOPS = frozenset(
    {"p", "li", "h1", "h2", "h3", "tr", "dt", "dd", "caption", "legend", "label", "div", "button"}
)
"""Elements that end a sentence."""
SILENT = frozenset({"svg", "script", "style", "audio", "noscript"})
VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "path", "circle", "rect"})
MARK = "data-silent"
TYPED = frozenset({"text", "tel", "email", "number"})
IDENTITY = re.compile(r"[\d\s]{9,20}")
"""What stands in a box and is not said aloud in a room full of people: numbers of nine digits and more."""


def spoken_text(page: str, *, button: str, picked: str = "Đang chọn") -> str:
    """Return the words of `<main>` and of the two large buttons of a rendered scene.

    Args:
        button: how a button is announced, for example `Nút`; picked: how a choice that is taken is.

    What already stands in a box is said after its label, and which choice is taken. Left out: pictures, long
    numbers in boxes, what is only for screen readers, and what is marked `data-silent`.
    """
    reader = _Reader(button, picked)
    reader.feed(page)
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self, button: str, picked: str) -> None:
        super().__init__(convert_charrefs=True)
        self.button = button
        self.picked = picked
        self.parts: list[str] = []
        self.open: list[tuple[str, bool, bool]] = []
        """Element, whether it is read, whether it is silent."""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "input":
            self.say_box(given)
        if tag in VOID:
            return
        css = (given.get("class") or "").split()
        read = tag == "main" or "screen-actions" in css
        unpicked = tag == "option" and ("selected" not in given or not given.get("value"))
        silent = tag in SILENT or MARK in given or "hidden" in css or unpicked
        self.open.append((tag, read, silent))
        if tag == "button":
            self.handle_data(f"{self.button}:")

    def say_box(self, given: dict[str, str | None]) -> None:
        """Say what stands in a box, and which choice is taken."""
        kind, value = given.get("type") or "text", (given.get("value") or "").strip()
        if kind in {"radio", "checkbox"} and "checked" in given:
            self.handle_data(f"{self.picked}:")
        elif kind in TYPED and value and not IDENTITY.fullmatch(value):
            self.handle_data(f"{value}.")

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
