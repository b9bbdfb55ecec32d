"""Visits that were made without the network."""

from uuid import UUID

from django.db.models import QuerySet

from cuamo.dossiers.models import Brought, DossierKey
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import NotFound
from cuamo.payments.selectors.status import paid_in_cash

WRONG_CLOCK_S = 120
"""From there on the clerk is told that the PC's clock is wrong."""


def brought_by(clerk: Actor, key: UUID) -> Brought:
    """Return what became of a visit this clerk's PC brought.

    Raises:
        NotFound: the key never came, or another clerk's PC brought it.
    """
    found = Brought.objects.select_related("visit").filter(key=key, clerk_id=clerk.id).first()
    if found is None:
        raise NotFound("bring.unknown", "Lượt này chưa tới máy chủ.", "This visit has not arrived.")
    return found


def local_number_of(dossier_id: UUID) -> str:
    """Return the number of the provisional slip the dossier was given without the network; else empty."""
    found = Brought.objects.filter(dossier_id=dossier_id).exclude(local_number="")
    number = found.order_by("received_at").values_list("local_number", flat=True).first() or ""
    alias = DossierKey.objects.filter(kind="LOCAL", value=number, dossier_id=dossier_id)
    return number if number and alias.exists() else ""


def cash_in_no_book_of(clerk_id: str) -> list[Brought]:
    """Return the visits whose cash a clerk took without the network and no receipt stands for, oldest first.

    Booked and given back are the only ways off this list: whatever became of the visit, it is asked for.
    """
    return _in_no_book(Brought.objects.filter(clerk_id=clerk_id))


def cash_in_no_book_for(dossier_id: UUID) -> list[Brought]:
    """Return the visits that say cash was taken for this dossier while no receipt stands for it."""
    return _in_no_book(Brought.objects.filter(dossier_id=dossier_id))


def _in_no_book(brought: QuerySet[Brought]) -> list[Brought]:
    claimed = list(
        brought.filter(cash_vnd__gt=0, cash_returned=False)
        .select_related("visit")
        .order_by("received_at", "key")
    )
    booked = paid_in_cash(row.dossier_id for row in claimed if row.dossier_id) if claimed else set()
    return [row for row in claimed if row.dossier_id not in booked]


def notes_on_clock(skew_s: float | None) -> list[dict[str, str]]:
    """Return what to tell about the PC's clock; nothing when it is right, or was never compared.

    Args:
        skew_s: server minus PC, in seconds.
    """
    if skew_s is None or abs(skew_s) < WRONG_CLOCK_S:
        return []
    much_vi, much_en = _spoken(abs(skew_s))
    slow = skew_s > 0
    return [
        {
            "code": "clock.wrong",
            "where": "clock",
            "vi": f"Đồng hồ máy này {'chậm' if slow else 'nhanh'} {much_vi}. Giờ nộp tính theo máy chủ.",
            "en": f"This PC's clock is {much_en} {'slow' if slow else 'fast'}; the server's time counts.",
            "hint_vi": "Chỉnh đồng hồ, bật tự đồng bộ giờ.",
            "hint_en": "Set the clock and let it keep time by itself.",
        }
    ]


def _spoken(seconds: float) -> tuple[str, str]:
    for size, vi, en in ((86_400, "ngày", "days"), (3_600, "giờ", "hours"), (60, "phút", "minutes")):
        if seconds >= size:
            count = round(seconds / size)
            return f"{count:,} {vi}".replace(",", "."), f"{count:,} {en}"
    return "1 phút", "1 minute"
