"""How a template and its parameters become one text for any phone."""

import re
from collections.abc import Mapping

from cuamo.kernel.text import sms_safe
from cuamo.notices.types import ONE_PART, Template, Text

_SECOND_PART_ON = 153
_ID_NUMBER = re.compile(r"(?<![\d-])(?:\d{12}|\d{9})(?!\d)")
_SHORTEST = 8


def render(template: Template, params: Mapping[str, object], *, instead: str = "", more: str = "") -> Text:
    """Return the unaccented GSM text of `template`, in one part of 160 characters wherever it can be.

    A text that is too long first loses its spare closing words, then its elastic parameters are shortened,
    the longest first. A text that still does not fit goes out in more parts: it is never withheld.

    Args:
        instead: a procedure's own text with the same {parameters}, unaccented; empty for the template's.
        more: a procedure's own sentence at the end, unaccented.
    Raises:
        ValueError: a parameter is missing, unknown or carries an identity number.
    Law: Decree 91/2020/NĐ-CP (registered brand); no identity numbers in texts (ux §12).
    """
    values = _checked(template, params)
    pattern = instead or template.sms
    body = pattern.format(**values)
    if len(body) + len(more) > ONE_PART and template.spare and not instead:
        pattern = pattern.removesuffix(template.spare)
        body = pattern.format(**values)
    for name in sorted(template.elastic, key=lambda name: -len(values[name])):
        over = len(body) - ONE_PART
        if over <= 0:
            break
        values[name] = _shortened(values[name], len(values[name]) - over)
        body = pattern.format(**values)
    kept = pattern.format(**values | {name: "*" * len(values[name]) for name in template.secret})
    body, kept = (f"{said} {more}".rstrip() for said in (body, kept))
    parts = 1 if len(body) <= ONE_PART else -(-len(body) // _SECOND_PART_ON)
    return Text(body=body, kept=kept, parts=parts)


def _checked(template: Template, params: Mapping[str, object]) -> dict[str, str]:
    if params.keys() != template.parameters.keys():
        wanted = ", ".join(template.parameters)
        raise ValueError(f"{template.id} takes ({wanted}), got ({', '.join(params)})")
    values = {name: " ".join(sms_safe(str(value)).split()) for name, value in params.items()}
    for name, value in values.items():
        if _ID_NUMBER.search(value):
            raise ValueError(f"{template.id}: {name} carries an identity number")
    if "link" in values:
        values["link"] = values["link"].removeprefix("https://")
    return values


def _shortened(value: str, length: int) -> str:
    length = max(length, _SHORTEST)
    if len(value) <= length:
        return value
    return value[: length - 2].rstrip(" ,.;:") + ".."
