"""The two shapes of a tab: one form over some keys, or a list of parts of which one is open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cuamo.web.catalogue.boxes import Box


@dataclass(frozen=True)
class Sheet:
    """A tab that is one form over some keys of the content."""

    keys: tuple[str, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Shelf:
    """A tab that is a list of parts, one open at a time."""

    path: tuple[str, ...]
    word: str
    add: str
    boxes: tuple[Box, ...] | Callable[[Mapping[str, Any]], tuple[Box, ...]]
    """What each part asks; a function where that hangs on the rest of the content."""
    template: Mapping[str, Any]
    most: int
    title: str = "label_vi"

    def boxes_of(self, content: Mapping[str, Any]) -> tuple[Box, ...]:
        """Return what a part asks in this content."""
        return self.boxes(content) if callable(self.boxes) else self.boxes
