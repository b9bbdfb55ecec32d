"""Keyset pages over a moment and a key."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from cuamo.kernel.keyset import read_place

PAGE = 50
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class KeysetPage(Generic[Row]):
    """Rows of one page and where the next begins; empty after the last."""

    rows: list[Row]
    next_after: str


def page_by(rows: QuerySet[Row], moment: str, *, after: str, newest_first: bool = False) -> KeysetPage[Row]:
    """Return fifty rows ordered by a moment, then by key.

    Args:
        moment: name of the column they are ordered by.
        after: `moment|id` of the last row of the page before; what cannot be read begins at the first.
    """
    further, sign = ("lt", "-") if newest_first else ("gt", "")
    if (start := read_place(after)) is not None:
        at, key = start
        rows = rows.filter(Q(**{f"{moment}__{further}": at}) | Q(**{moment: at, f"id__{further}": key}))
    found = list(rows.order_by(f"{sign}{moment}", f"{sign}id")[: PAGE + 1])
    last: Any = found[PAGE - 1] if len(found) > PAGE else None
    return KeysetPage(found[:PAGE], f"{getattr(last, moment).isoformat()}|{last.pk}" if last else "")
