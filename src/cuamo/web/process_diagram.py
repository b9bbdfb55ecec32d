"""A process as a drawing made by the server, and the same in words for whoever does not see it."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, GAP, LANE_GAP, LINE, PAD = 176, 40, 16, 20, 12
CHARACTERS = 22
"""That fit one line of a box."""
MOST_LINES = 2
STATES = {"done": "Đã xong", "here": "Đang ở đây", "wait": "Đang chờ", "": ""}


@dataclass(frozen=True)
class Box:
    """One step as it is drawn."""

    stage: int
    """0 to 3: intake, examination, approval, issue."""
    name: str
    who: str
    hours: float | None
    note: str = ""
    """When the step is taken, or what is asked."""
    beside: bool = False
    """Runs at the same time as the examination."""
    state: str = ""
    """`done`, `here`, `wait`, or empty for one that comes later or where nobody is anywhere."""
    fault: bool = False

    @property
    def time(self) -> str:
        """The hours in words."""
        return "? giờ" if self.hours is None else f"{self.hours:g} giờ".replace(".", ",")

    @property
    def lines(self) -> list[str]:
        """What stands under the name, broken to the width of the box."""
        return [*_broken(self.who), *_broken(self.note), self.time, *self.said]

    @property
    def said(self) -> list[str]:
        """Its state in words, if it has one."""
        return [STATES[self.state]] if self.state else []


def draw(boxes: Sequence[Box], *, title: str, upright: bool = False) -> SafeString:
    """Return the drawing, with title and description, and after it the same as an ordered list.

    Args:
        upright: stages below each other, for a narrow column; beside each other otherwise.
    """
    if not boxes:
        return SafeString("")
    stages = sorted({box.stage for box in boxes})
    lanes = {box: place for stage in stages for place, box in enumerate(b for b in boxes if b.stage == stage)}
    height = PAD * 2 + LINE * (1 + max(len(box.lines) for box in boxes))
    places = {box: _place(stages.index(box.stage), lanes[box], height, upright=upright) for box in boxes}
    arrows = [
        _arrow(places[start], places[end], height, upright=upright, broken=end.fault)
        for stage, after in pairwise(stages)
        for start in boxes
        if start.stage == stage
        for end in boxes
        if end.stage == after
    ]
    right = max(x for x, _ in places.values()) + WIDTH + 4
    low = max(y for _, y in places.values()) + height + 4
    return format_html(
        '<div class="process-drawing"><svg class="process" viewBox="0 0 {0} {1}" width="{0}" height="{1}"'
        ' role="img" aria-labelledby="quy-trinh-ten quy-trinh-ta"><title id="quy-trinh-ten">{2}</title>'
        '<desc id="quy-trinh-ta">{3}</desc>{4}{5}</svg></div>{6}',
        right,
        low,
        title,
        "; ".join(_in_words(box) for box in boxes) + ".",
        format_html_join("", "{}", ((arrow,) for arrow in arrows)),
        format_html_join("", "{}", ((_drawn(box, *places[box], height),) for box in boxes)),
        as_list(boxes),
    )


def as_list(boxes: Sequence[Box]) -> SafeString:
    """Return the stages as an ordered list, what runs at the same time inside its stage."""
    items = []
    for stage in sorted({box.stage for box in boxes}):
        rows = [box for box in boxes if box.stage == stage]
        main = [box for box in rows if not box.beside]
        beside = [box for box in rows if box.beside]
        inner = format_html_join("", "<li>Cùng lúc: {}</li>", ((_in_words(box),) for box in beside))
        current = any(box.state == "here" for box in rows)
        items.append(
            format_html(
                "<li{}>{}{}</li>",
                SafeString(' aria-current="step"') if current else "",
                "; hoặc ".join(_in_words(box) for box in main),
                format_html("<ul>{}</ul>", inner) if beside else "",
            )
        )
    return format_html('<ol class="process-list">{}</ol>', format_html_join("", "{}", ((i,) for i in items)))


def _in_words(box: Box) -> str:
    who = f"{box.name}: {box.who}, {box.time}" if box.who else f"{box.name}, {box.time}"
    note = f" ({box.note})" if box.note else ""
    return f"{who}{note}" + "".join(f". {said}" for said in box.said)


def _place(stage: int, lane: int, height: int, *, upright: bool) -> tuple[int, int]:
    if upright:
        return 4 + lane * (WIDTH + LANE_GAP), 4 + stage * (height + GAP)
    return 4 + stage * (WIDTH + GAP), 4 + lane * (height + LANE_GAP)


def _arrow(
    start: tuple[int, int], end: tuple[int, int], height: int, *, upright: bool, broken: bool
) -> SafeString:
    """A line out of one box, along the middle of the gap, and into the next."""
    (x1, y1), (x2, y2) = start, end
    if upright:
        across, leave = x1 + WIDTH // 2, y1 + height + 2
        way = f"M{across} {leave}V{leave + GAP // 2}H{x2 + WIDTH // 2}V{y2 - 3}m-5 -6 5 6 5-6"
    else:
        across, leave = y1 + height // 2, x1 + WIDTH + 2
        way = f"M{leave} {across}H{leave + GAP // 2}V{y2 + height // 2}H{x2 - 3}m-6 -5 6 5-6 5"
    return format_html(
        '<path class="step-arrow{}" d="{}"/>', SafeString(" step-broken") if broken else "", way
    )


def _drawn(box: Box, x: int, y: int, height: int) -> SafeString:
    tone = "step-fault" if box.fault else f"step-{box.state or 'plain'}"
    lines = format_html_join(
        "",
        '<tspan x="{}" dy="{}"{}>{}</tspan>',
        (
            (
                x + PAD,
                LINE,
                SafeString(' class="step-hours"')
                if line == box.time
                else SafeString(' class="step-said"')
                if line in box.said
                else "",
                line,
            )
            for line in box.lines
        ),
    )
    return format_html(
        '<rect class="{}{}" x="{}" y="{}" width="{}" height="{}" rx="8"/>'
        '<text x="{}" y="{}"><tspan class="step-name">{}</tspan>{}</text>',
        tone,
        SafeString(" step-beside") if box.beside else "",
        x, y, WIDTH, height, x + PAD, y + PAD + 14, box.name, lines,
    )  # fmt: skip


def _broken(text: str) -> list[str]:
    return textwrap.wrap(text, CHARACTERS, max_lines=MOST_LINES, placeholder=" …") if text else []
