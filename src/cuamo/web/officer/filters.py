"""What of the queue is looked at; kept in the address through the dossier, so Esc finds the row again."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from cryptography.exceptions import InvalidTag
from django.http import HttpRequest

from cuamo.dossiers.selectors.worklist import Wanted
from cuamo.kernel.crypto import decrypt, encrypt

SEALED = "~"
"""Begins words of a search that stand in the address only encrypted: they may name a person."""
EVERYTHING = "?nhom="
"""Everything, asked for on purpose: not the view the queue opens with."""


@dataclass(frozen=True)
class Filters:
    """Group, step, words, page and the other filters of the queue, as the address has them."""

    nhom: str = ""
    buoc: str = ""
    q: str = ""
    ai: str = ""
    """Whose work: `toi`, `to`, `chua`, or an officer's id."""
    tt: str = ""
    """Code of a procedure."""
    noi: str = ""
    """Unit where it was helped; `tu-nop`."""
    co: str = ""
    """Flag."""
    sau: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Filters":
        """Read them from the address."""
        return cls(**{field.name: request.GET.get(field.name, "") for field in fields(cls)})

    @property
    def words(self) -> str:
        """The words of the search in clear; empty when they were sealed by another installation."""
        if not self.q.startswith(SEALED):
            return self.q
        try:
            return decrypt(urlsafe_b64decode(self.q.removeprefix(SEALED).encode()))
        except (ValueError, InvalidTag):
            return ""

    @property
    def wanted(self) -> Wanted:
        """The same, as the queue is asked."""
        return Wanted(
            group=self.nhom,
            step=self.buoc,
            words=self.words,
            whose=self.ai,
            procedure=self.tt,
            place=self.noi,
            flag=self.co,
        )

    @property
    def query(self) -> str:
        """`?nhom=new&q=2.0`, empty when nothing is narrowed."""
        given = {name: value for name, value in vars(self).items() if value}
        return f"?{urlencode(given)}" if given else ""

    @property
    def kept(self) -> dict[str, str]:
        """What forms of the page hand on beside their own fields: all but words and page."""
        return {name: value for name, value in vars(self).items() if value and name not in {"q", "sau"}}

    def but(self, **changes: str) -> str:
        """Return the query with these changed, from the first page."""
        return replace(self, **{"sau": "", **changes}).query or EVERYTHING


def sealed(words: str) -> str:
    """Return words of a search as an address may show them: a code as it is, anything else encrypted."""
    said = " ".join(words.split())[:120]
    if not said or (any(letter.isdigit() for letter in said) and " " not in said):
        return said
    return SEALED + urlsafe_b64encode(encrypt(said)).decode()
