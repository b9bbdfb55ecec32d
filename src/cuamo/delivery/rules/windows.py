"""Times of day a courier comes."""

import re

from cuamo.delivery.states import WINDOWS


def is_window(text: str) -> bool:
    """Say whether the text is one of the times of day a courier promises, or none at all."""
    return text == "" or text in WINDOWS


def is_slot(text: str) -> bool:
    """Say whether the text is a day and a time as they are offered, `28/11 08:00–10:00`, or none at all."""
    written = re.fullmatch(r"[0-3][0-9]/[01][0-9] (.{11})", text)
    return text == "" or (written is not None and written[1] in WINDOWS)
