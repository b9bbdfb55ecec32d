"""How long somebody will wait, as a range, from how long visits took."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wait:
    """Minutes, from and to."""

    least: int
    most: int


def wait_range(*, ahead: int, counters: int, quick_seconds: int, slow_seconds: int) -> Wait:
    """Return how many minutes the next one waits with `ahead` people before them.

    At least: all ahead are quick. At most: all ahead are slow, and whoever is being helped now has just sat
    down. Measured times go in, nothing else; the upper end is rounded up to 5 minutes from 15 on, to 10 from
    60 on, because a range that looks exact is not believed.

    Args:
        ahead: people who are called earlier.
        counters: counters at work, at least 1.
        quick_seconds, slow_seconds: quarter and three quarters of measured visits.
    Raises:
        ValueError: a number is negative, no counter works, or quick is more than slow.
    Law: none.
    """
    if ahead < 0 or counters < 1 or not 0 <= quick_seconds <= slow_seconds:
        raise ValueError(
            f"no such queue: ahead {ahead}, counters {counters}, seconds {quick_seconds}–{slow_seconds}"
        )
    least = ahead * quick_seconds // counters // 60
    most = -(-(ahead + 1) * slow_seconds // (counters * 60))
    return Wait(least=_rounded(least, up=False), most=max(_rounded(most, up=True), 1))


def quartiles(seconds: list[int]) -> tuple[int, int]:
    """Return the lower and upper quartile of measured times, by nearest rank.

    Raises:
        ValueError: there are none.
    Law: none.
    """
    if not seconds:
        raise ValueError("no measured times")
    ordered = sorted(seconds)
    last = len(ordered) - 1
    return ordered[last // 4], ordered[-(-last * 3 // 4)]


def _rounded(minutes: int, *, up: bool) -> int:
    step = 10 if minutes > 60 else 5 if minutes > 15 else 1
    return -(-minutes // step) * step if up else minutes // step * step
