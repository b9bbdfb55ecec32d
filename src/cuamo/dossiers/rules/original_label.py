"""The label on an original in the envelope, and what a scanner makes of it."""

import re
from typing import NamedTuple

MARK = "GT"
_READ = re.compile(rf"(?P<code>[!-.0-~]+)/{MARK}/(?P<number>\d{{2}})")


class OriginalLabel(NamedTuple):
    """One original of one dossier: `H26.16-20261124-0000012/GT/01`."""

    code: str
    number: int

    def __str__(self) -> str:
        return f"{self.code}/{MARK}/{self.number:02d}"


def read_original_label(text: str) -> OriginalLabel | None:
    """Return which original a scanned label belongs to; None when it is no label of ours."""
    found = _READ.fullmatch(text.strip().upper())
    return OriginalLabel(found["code"], int(found["number"])) if found else None
