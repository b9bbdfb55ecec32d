"""A process as a drawing made by the server, and the same in words for whoever does not see it."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

GAP, LINE = 36, 20
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

    def lines(self, most: int) -> list[str]:
        """Return what stands under the name, at most so many characters to a line."""
        return [*_broken(self.who, most), *_broken(self.note, most), self.time, *self.said]

    @property
    def said(self) -> list[str]:
        """Its state in words, if it has one."""
        return [STATES[self.state]] if self.state else []


@dataclass(frozen=True)
class _Frame:
    """How large boxes are, and which way the stages go."""

    upright: bool
    width: int
    lane_gap: int
    pad: int
    characters: int

    def height(self, boxes: Sequence[Box]) -> int:
        """Return the height that holds the text of all these boxes."""
        return self.pad * 2 + LINE * (1 + max(len(box.lines(self.characters)) for box in boxes))


ACROSS = _Frame(upright=False, width=176, lane_gap=16, pad=12, characters=22)
DOWN = _Frame(upright=True, width=152, lane_gap=10, pad=10, characters=19)


@dataclass(frozen=True)
class _Placed:
    """A box and where it stands."""

    box: Box
    x: int
    y: int
    height: int


def draw(boxes: Sequence[Box], *, title: str, upright: bool = False) -> SafeString:
    """Return the drawing, with title and description, and after it the same as an ordered list.

    Args:
        upright: stages below each other, for a narrow column; beside each other otherwise.
    """
    if not boxes:
        return SafeString("")
    frame = DOWN if upright else ACROSS
    stages = _placed(boxes, frame)
    every = [each for stage in stages for each in stage]
    arrows = [
        _arrow(start, end, frame) for before, after in pairwise(stages) for start in before for end in after
    ]
    return format_html(
        '<div class="process-drawing" tabindex="0" role="region" aria-label="Sơ đồ quy trình">'
        '<svg class="process" viewBox="0 0 {0} {1}" width="{0}" height="{1}"'
        ' role="img" aria-labelledby="quy-trinh-ten quy-trinh-ta"><title id="quy-trinh-ten">{2}</title>'
        '<desc id="quy-trinh-ta">{3}</desc>{4}{5}</svg></div>{6}',
        max(each.x for each in every) + frame.width + 4,
        max(each.y + each.height for each in every) + 4,
        title,
        "; ".join(_in_words(box) for box in boxes) + ".",
        format_html_join("", "{}", ((arrow,) for arrow in arrows)),
        format_html_join("", "{}", ((_drawn(each, frame),) for each in every)),
        as_list(boxes),
    )


def _placed(boxes: Sequence[Box], frame: _Frame) -> list[list[_Placed]]:
    """Return the boxes stage by stage, each with its place."""
    stages = [[box for box in boxes if box.stage == stage] for stage in sorted({box.stage for box in boxes})]
    whole, along = frame.height(boxes), 4
    placed = []
    for stage in stages:
        height = frame.height(stage) if frame.upright else whole
        lane = (frame.width if frame.upright else height) + frame.lane_gap
        places = [4 + number * lane for number in range(len(stage))]
        placed.append(
            [
                _Placed(box, place, along, height) if frame.upright else _Placed(box, along, place, height)
                for box, place in zip(stage, places, strict=True)
            ]
        )
        along += (height if frame.upright else frame.width) + GAP
    return placed


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


def _arrow(start: _Placed, end: _Placed, frame: _Frame) -> SafeString:
    """A line out of one box, along the middle of the gap, and into the next."""
    half = frame.width // 2
    if frame.upright:
        leave = start.y + start.height + 2
        way = f"M{start.x + half} {leave}V{leave + GAP // 2}H{end.x + half}V{end.y - 3}m-5 -6 5 6 5-6"
    else:
        leave = start.x + frame.width + 2
        level, to = start.y + start.height // 2, end.y + end.height // 2
        way = f"M{leave} {level}H{leave + GAP // 2}V{to}H{end.x - 3}m-6 -5 6 5-6 5"
    broken = SafeString(" step-broken") if end.box.fault else ""
    return format_html('<path class="step-arrow{}" d="{}"/>', broken, way)


def _drawn(placed: _Placed, frame: _Frame) -> SafeString:
    box, left = placed.box, placed.x + frame.pad
    tone = "step-fault" if box.fault else f"step-{box.state or 'plain'}"
    styles = {box.time: "step-hours"} | dict.fromkeys(box.said, "step-said")
    lines = format_html_join(
        "",
        '<tspan x="{}" dy="{}" class="{}">{}</tspan>',
        ((left, LINE, styles.get(line, "step-line"), line) for line in box.lines(frame.characters)),
    )
    return format_html(
        '<rect class="{}{}" x="{}" y="{}" width="{}" height="{}" rx="8"/>'
        '<text x="{}" y="{}"><tspan class="step-name">{}</tspan>{}</text>',
        tone,
        SafeString(" step-beside") if box.beside else "",
        placed.x,
        placed.y,
        frame.width,
        placed.height,
        left,
        placed.y + frame.pad + 14,
        box.name,
        lines,
    )


def _broken(text: str, most: int) -> list[str]:
    return textwrap.wrap(text, most, max_lines=MOST_LINES, placeholder=" …") if text else []
