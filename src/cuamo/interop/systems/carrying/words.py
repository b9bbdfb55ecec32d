"""Small words of the carriers' messages."""

import base64
import json
from typing import Any


def json_line(said: Any) -> str:
    """Return what was said as one line of plain ASCII: any text of theirs can be kept."""
    return json.dumps(said, ensure_ascii=True, separators=(",", ":"))


def picture(data: str) -> bytes:
    """Return the bytes of a picture in base64.

    Raises:
        ValueError: it is not base64.
    """
    return base64.b64decode(data, validate=True)
