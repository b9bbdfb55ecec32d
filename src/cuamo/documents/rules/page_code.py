"""What the bar code of a form's page says, and what a scanner makes of it."""

import re
from typing import NamedTuple

_READ = re.compile(r"(?P<code>[!-.0-~ ]+)/(?P<form>\d{2})/(?P<page>\d{1,4})/(?P<total>\d{1,4})")


class PageCode(NamedTuple):
    """One page of one form of one dossier (or of one register)."""

    code: str
    form: str
    """Two digits, as in Circular 03/2025/TT-VPCP."""
    page: int
    total: int

    def __str__(self) -> str:
        return f"{self.code}/{self.form}/{self.page}/{self.total}"

    @property
    def said(self) -> str:
        """The same for people."""
        return f"{self.code} · {self.form} · {self.page}/{self.total}"


def read_page_code(text: str) -> PageCode | None:
    """Return which page a scanned bar code belongs to; None when it is no page of a form."""
    found = _READ.fullmatch(text)
    if found is None:
        return None
    page, total = int(found["page"]), int(found["total"])
    return PageCode(found["code"], found["form"], page, total) if 1 <= page <= total else None
