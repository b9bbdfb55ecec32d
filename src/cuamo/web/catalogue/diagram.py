"""The steps of a process as a drawing (SVG made here, with its text beside it)."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cuamo.catalogue.rules.process_check import ProcessShown

WIDTH, HEIGHT, GAP = 158, 84, 34


def draw(process: ProcessShown) -> SafeString:
    """Return the drawing: one box a step with who and how many hours, arrows between them."""
    steps = process.steps
    width = max(len(steps), 1) * (WIDTH + GAP) + 8
    parts = []
    for number, step in enumerate(steps):
        left = 4 + number * (WIDTH + GAP)
        tone = "step-fault" if step.fault else "step-good"
        hours = "? giờ" if step.hours is None else f"{step.hours:g} giờ".replace(".", ",")
        parts.append(
            format_html(
                '<rect class="{}" x="{}" y="4" width="{}" height="{}" rx="10"/>'
                '<text x="{}" y="30" class="step-name">{}</text>'
                '<text x="{}" y="52">{}</text><text x="{}" y="75" class="step-hours">{}</text>',
                tone,
                left,
                WIDTH,
                HEIGHT,
                left + 12,
                step.name,
                left + 12,
                step.role,
                left + 12,
                hours,
            )
        )
        if number < len(steps) - 1:
            start, end, middle = left + WIDTH, left + WIDTH + GAP, 4 + HEIGHT / 2
            dash = ' stroke-dasharray="4 4"' if steps[number + 1].fault else ""
            parts.append(
                format_html(
                    '<path class="step-arrow" d="M{} {}H{}m-8 -6 8 6-8 6"{}/>',
                    start + 3,
                    middle,
                    end - 4,
                    SafeString(dash),
                )
            )
    names = ", ".join(f"{step.name} {step.hours or 0:g} giờ" for step in steps)
    return format_html(
        '<svg class="process" viewBox="0 0 {} {}" width="{}" height="{}" role="img"'
        ' aria-label="Quy trình: {}">{}</svg>',
        width, HEIGHT + 8, width, HEIGHT + 8, names, format_html_join("", "{}", ((part,) for part in parts)),
    )  # fmt: skip
