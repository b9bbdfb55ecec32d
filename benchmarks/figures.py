"""Medians, spreads and tables."""

import statistics
from collections.abc import Sequence
from pathlib import Path

TICKS = 100
"""Clock ticks of a second in /proc, on every Linux of today."""


def median(values: Sequence[float]) -> float:
    """Return the middle of the values."""
    return statistics.median(values)


def spread(values: Sequence[float], form: str = ".3f") -> str:
    """Return `median (least to most)`."""
    return f"{median(values):{form}} ({min(values):{form}} to {max(values):{form}})"


def at_share(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of the values do not exceed, for example 0.95."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def verdict(good: bool, aim: str) -> str:
    """Return whether an aim is met, in words."""
    return f"aim {aim}: {'met' if good else 'MISSED'}"


def cpu_seconds(*leaders: int) -> float:
    """Return the processor time of processes and everything below them, children that ended included."""
    waiting, seen, total = list(leaders), set(), 0
    while waiting:
        pid = waiting.pop()
        if pid in seen:
            continue
        seen.add(pid)
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += sum(int(fields[place]) for place in (11, 12, 13, 14))
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return total / TICKS
