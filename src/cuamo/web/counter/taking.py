"""What pages share on which a counter takes cash for a dossier of no visit: the form and the receipt."""

from typing import Any

from django.http import HttpRequest

from cuamo.dossiers.models import Dossier
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.payments.models import CashReceipt
from cuamo.payments.rules.cash import likely_tenders
from cuamo.web.audiences import ActedRequest
from cuamo.web.counter.amounts import read_amount


def tendered_vnd(request: HttpRequest) -> int:
    """Read what the payer puts down, in đồng: another amount if one is typed, else the one chosen."""
    typed = request.POST.get("other", "").strip() or request.POST.get("tendered", "")
    return read_amount(typed, where="tendered_vnd")


def taking(
    request: ActedRequest,
    dossier: Dossier,
    *,
    remaining: int,
    receipt: CashReceipt | None,
    errors: dict[str, str],
) -> dict[str, Any]:
    """Return what the form for cash, and the receipt once it was taken, show.

    Args:
        remaining: what is still owed, in đồng.
    """
    point = Unit.objects.filter(code=request.actor.unit_code).first()
    return {
        "dossier": dossier,
        "content": dossier.version.content,
        "remaining": remaining,
        "working": open_shift_of(request.actor.id) is not None,
        "receipt": receipt,
        "own_receipt": receipt is not None and receipt.unit_code in units_under(request.actor.unit_code),
        "tenders": [(amount, amount - remaining) for amount in likely_tenders(remaining)],
        "tendered": request.POST.get("tendered", ""),
        "other": request.POST.get("other", ""),
        "errors": errors,
        "cash_error": errors.get("tendered_vnd", ""),
        "place": "find",
        "unit_name": point.name_vi if point else "",
    }
