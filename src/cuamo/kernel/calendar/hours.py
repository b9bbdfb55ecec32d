"""Office hours of a working day."""

from dataclasses import dataclass
from datetime import time
from itertools import pairwise

_DEFAULT = ((time(8), time(12)), (time(13), time(17)))


@dataclass(frozen=True)
class OfficeHours:
    """The open spans of a working day (giờ làm việc); 08:00–12:00 and 13:00–17:00 by default.

    Raises:
        ValueError: no span, a span that ends before it begins, or spans that touch or overlap.
    """

    spans: tuple[tuple[time, time], ...] = _DEFAULT

    def __post_init__(self) -> None:
        if not self.spans:
            raise ValueError("office hours need at least one span")
        edges = [edge for span in self.spans for edge in span]
        if any(edge.tzinfo is not None for edge in edges):
            raise ValueError("office hours are local times without a time zone")
        if any(later <= earlier for earlier, later in pairwise(edges)):
            raise ValueError(f"office hours must run forward and stay apart: {self}")

    def __str__(self) -> str:
        return ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in self.spans)

    @property
    def opens(self) -> time:
        """When a working day begins."""
        return self.spans[0][0]

    @property
    def closes(self) -> time:
        """When a working day ends."""
        return self.spans[-1][1]
