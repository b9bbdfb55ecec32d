"""What of the queue is looked at; kept in the address through the dossier, so Esc finds the row again."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest

from cuamo.dossiers.selectors.worklist import Wanted


@dataclass(frozen=True)
class Filters:
    """Group, step, words and page of the queue, as the address has them."""

    nhom: str = ""
    buoc: str = ""
    q: str = ""
    sau: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Filters":
        """Read them from the address."""
        return cls(**{name: request.GET.get(name, "") for name in ("nhom", "buoc", "q", "sau")})

    @property
    def wanted(self) -> Wanted:
        """The same, as the queue is asked."""
        return Wanted(group=self.nhom, step=self.buoc, words=self.q)

    @property
    def query(self) -> str:
        """`?nhom=new&q=2.0`, empty when nothing is narrowed."""
        given = {name: value for name, value in vars(self).items() if value}
        return f"?{urlencode(given)}" if given else ""

    def but(self, **changes: str) -> str:
        """Return the query with these changed, from the first page."""
        return replace(self, **{"sau": "", **changes}).query or "?"
