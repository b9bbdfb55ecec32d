"""The catalogue of messages, read from the reference data."""

import json
from functools import cache
from typing import Any

from django.conf import settings

from cuamo.notices.types import Template, Words


@cache
def templates() -> dict[str, Template]:
    """Return every template by its id, in the order of ux §12."""
    path = settings.REFERENCE / "messages" / "sms.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    return {entry["id"]: _template(entry) for entry in document["templates"]}


def template(template_id: str) -> Template:
    """Return one template.

    Raises:
        LookupError: there is none of this id.
    """
    try:
        return templates()[template_id]
    except KeyError:
        raise LookupError(f"no message template {template_id!r}") from None


def _template(entry: dict[str, Any]) -> Template:
    return Template(
        id=entry["id"],
        when=Words(entry["when_vi"], entry["when_en"]),
        sms=entry["sms"],
        long=Words(entry["long_vi"], entry["long_en"]),
        parameters={name: Words(says["vi"], says["en"]) for name, says in entry["parameters"].items()},
        example=entry["example"],
        quiet=entry["quiet"],
        elastic=tuple(entry["elastic"]),
        secret=tuple(entry["secret"]),
        spare=entry["spare"],
        variant_of=entry.get("variant_of", ""),
    )
