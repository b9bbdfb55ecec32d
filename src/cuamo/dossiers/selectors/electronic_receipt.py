"""What an electronic receipt says, to its payer and to anybody who checks it."""

from typing import Any

from django.conf import settings

from cuamo.documents.rules.amount_words import amount_in_words
from cuamo.dossiers.selectors.sheets import said, unit_name
from cuamo.payments.models import ElectronicReceipt
from cuamo.payments.rules.legs import owner_of
from cuamo.payments.types import Account, Method

SETTERS = {
    Account.CITY: "Thu cho ngân sách thành phố",
    Account.MINISTRY: "Thu cho ngân sách nhà nước",
}


def check_url(receipt: ElectronicReceipt) -> str:
    """Return the address of the page that says whether the receipt is valid."""
    return f"{settings.PUBLIC_URL}/bien-lai/{receipt.token}/"


def receipt_sheet(receipt: ElectronicReceipt, *, masked: bool = False, reprint: int = 0) -> dict[str, Any]:
    """Return the data of the printed receipt.

    Args:
        masked: for somebody who is not known to be the payer: the name is covered.
    """
    request = receipt.request
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in request.lines.all():
        row = {"name": line.name_vi, "amount_vnd": line.amount_vnd}
        groups.setdefault(SETTERS[owner_of(line.setter)], []).append(row)
    return {
        "agency_name": unit_name(receipt.unit_code),
        "number": receipt.shown_number,
        "issued_at": said(receipt.issued_at),
        "code": request.subject_code,
        "payer_name": masked_name(request.payer_name) if masked else request.payer_name,
        "lines": [{"setter": setter, "items": items} for setter, items in groups.items()],
        "amount_vnd": receipt.amount_vnd,
        "amount_words": amount_in_words(receipt.amount_vnd),
        "how": Method(receipt.method).label,
        "check_url": check_url(receipt),
        "cancelled": said(receipt.cancelled_at),
        "hotline": settings.HOTLINE,
        "reprint": reprint,
    }


def masked_name(name: str) -> str:
    """Return a name of which only the first letters can be read: `N. V. A.`."""
    return " ".join(f"{word[0]}." for word in name.split())
