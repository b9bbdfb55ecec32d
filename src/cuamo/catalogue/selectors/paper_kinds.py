"""The book of papers that are used again."""

import json
from functools import cache
from typing import Any

from django.conf import settings


@cache
def paper_book() -> dict[str, Any]:
    """Return `reference/catalogue/paper_kinds.json`: kinds, what they serve, identity papers."""
    found: dict[str, Any] = json.loads(
        (settings.REFERENCE / "catalogue" / "paper_kinds.json").read_text("utf-8")
    )
    return found
