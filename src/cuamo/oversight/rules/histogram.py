"""Counts per bucket, and the median that can be said of them."""

from bisect import bisect_left
from collections.abc import Sequence
from math import ceil

SECONDS = (
    *range(1, 11),
    *(12, 15, 20, 25, 30, 35, 40, 45, 50, 60, 75, 90, 105, 120, 150, 180, 210, 240, 300, 360, 420, 480, 600),
    *(900, 1_200, 1_800, 3_600),
)
"""Upper edges in seconds, inclusive; what is longer falls into the last bucket."""
PRESSES = (*range(11), 12, 14, 16, 18, 20, 22, 25, 30, 35, 40, 45, 50, 60, 80, 100, 150, 250)
"""Upper edges in key presses, inclusive."""


def add_to(counts: Sequence[int], value: int, edges: Sequence[int]) -> list[int]:
    """Return the counts with one more value in its bucket."""
    grown = [*counts, *[0] * (len(edges) - len(counts))]
    grown[min(bisect_left(edges, value), len(edges) - 1)] += 1
    return grown


def together(parts: Sequence[Sequence[int]]) -> list[int]:
    """Return the sum of counts, bucket by bucket."""
    longest = max((len(part) for part in parts), default=0)
    return [sum(part[place] for part in parts if place < len(part)) for place in range(longest)]


def median_of(counts: Sequence[int], edges: Sequence[int]) -> int | None:
    """Return the median (trung vị), within its bucket by its share of it; None without a value.

    Buckets are narrow where people are quick: the error is at most the width of the bucket, under a fifth of
    the value above ten seconds.
    """
    total = sum(counts)
    if not total:
        return None
    before = 0
    for place, count in enumerate(counts):
        if before + count >= total / 2 and count:
            low = edges[place - 1] if place else 0
            return low + ceil((edges[place] - low) * (total / 2 - before) / count)
        before += count
    raise AssertionError("the counts do not add up")
