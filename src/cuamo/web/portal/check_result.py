"""Check a printed result by its QR; nothing is shown that is not printed on it."""

from django.http import HttpResponse
from django.shortcuts import render

from cuamo.dossiers.models import PastResult, Result
from cuamo.organisation.models import Unit
from cuamo.web.audiences import ActedRequest, everyone


@everyone
def check(request: ActedRequest, token: str) -> HttpResponse:
    """Say whether the city issued a result with this QR: number, who, when, and whether it was replaced."""
    wanted = token.upper()
    found = Result.objects.filter(check_token=wanted, issued_at__isnull=False)
    result = found.select_related("dossier").first()
    past = None if result else _replaced(wanted)
    printed = result or past
    unit = Unit.objects.filter(code=printed.dossier.decided_by).first() if printed else None
    context = {
        "printed": printed,
        "title": result.title if result else past.dossier.result.title if past else "",
        "past": past,
        "under_way": past is not None and past.dossier.result.issued_at is None,
        "unit": unit,
    }
    return render(request, "portal/check_result.html", context, status=200 if printed else 404)


def _replaced(token: str) -> PastResult | None:
    return PastResult.objects.filter(check_token=token).select_related("dossier__result").first()
