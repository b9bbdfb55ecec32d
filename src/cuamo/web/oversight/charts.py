"""Charts drawn by the server: geometry here, SVG in the templates."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 400, 220
LEFT, RIGHT, TOP, BOTTOM = 56, 26, 16, 34


@dataclass(frozen=True)
class Mark:
    """A word at a place of the drawing."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Dot:
    """One value of a line."""

    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """A line over time with its scale and its target."""

    runs: list[str]
    """`points` of each unbroken stretch; weeks without a value break the line."""
    dots: list[Dot]
    scale: list[Mark]
    times: list[Mark]
    target_y: float | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    base: int = HEIGHT - BOTTOM


@dataclass(frozen=True)
class Bar:
    """One bar from zero with its count above it."""

    x: float
    y: float
    width: float
    height: float
    late: bool
    count: Mark
    name: Mark


def line(
    values: Sequence[float | None],
    names: Sequence[str],
    *,
    low: float,
    high: float,
    target: float | None = None,
    unit: str = "",
) -> Line:
    """Return the line of `values` on a scale from `low` to `high`; every third name is written below."""
    places = [_across(place, len(values)) for place in range(len(values))]
    points = [
        None if value is None else Dot(round(x, 1), round(_up(value, low, high), 1))
        for x, value in zip(places, values, strict=True)
    ]
    steps = [low, (low + high) / 2, high]
    return Line(
        runs=[" ".join(f"{dot.x},{dot.y}" for dot in run) for run in _runs(points)],
        dots=[point for point in points if point is not None],
        scale=[Mark(LEFT - 8, round(_up(step, low, high) + 5, 1), f"{step:g}{unit}") for step in steps],
        times=[
            Mark(round(x, 1), HEIGHT - 10, name)
            for place, (x, name) in enumerate(zip(places, names, strict=True))
            if place % 4 == 0
        ],
        target_y=None if target is None else round(_up(target, low, high), 1),
    )


def spark(values: Sequence[float | None], *, width: int = 120, height: int = 32) -> list[str]:
    """Return the `points` of a sparkline, one text for each unbroken stretch."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return []
    low, high = min(known), max(known)
    step = (width - 4) / (len(values) - 1)
    points = [
        None
        if value is None
        else Dot(round(2 + place * step, 1), round(_in_spark(value, low, high, height), 1))
        for place, value in enumerate(values)
    ]
    return [" ".join(f"{dot.x},{dot.y}" for dot in run) for run in _runs(points) if len(run) > 1]


def bars(counts: Sequence[int], names: Sequence[str], *, late: int) -> list[Bar]:
    """Return one bar for each count; the first `late` of them stand for what is late."""
    most = max([*counts, 1])
    room = (WIDTH - 16) / max(len(counts), 1)
    found = []
    for place, (count, name) in enumerate(zip(counts, names, strict=True)):
        height = round(count / most * (HEIGHT - BOTTOM - 34), 1)
        middle = round(8 + room * (place + 0.5), 1)
        top = HEIGHT - BOTTOM - height
        found.append(
            Bar(
                x=round(middle - room * 0.36, 1),
                y=round(top, 1),
                width=round(room * 0.72, 1),
                height=height,
                late=place < late,
                count=Mark(middle, round(top - 6, 1), str(count)),
                name=Mark(middle, HEIGHT - 12, name),
            )
        )
    return found


def _in_spark(value: float, low: float, high: float, height: int) -> float:
    if high == low:
        return height / 2
    return height - 3 - (value - low) / (high - low) * (height - 6)


def _across(place: int, count: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * place / max(count - 1, 1)


def _up(value: float, low: float, high: float) -> float:
    share = (min(max(value, low), high) - low) / ((high - low) or 1)
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)


def _runs(points: Sequence[Dot | None]) -> list[list[Dot]]:
    found: list[list[Dot]] = []
    broken = True
    for point in points:
        if point is None:
            broken = True
            continue
        if broken:
            found.append([])
        found[-1].append(point)
        broken = False
    return found
