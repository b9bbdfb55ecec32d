"""Check a printed result by its QR; nothing is shown that is not printed on it."""

from django.http import HttpResponse
from django.shortcuts import render

from cuamo.dossiers.models import Result
from cuamo.organisation.models import Unit
from cuamo.web.audiences import ActedRequest, everyone


@everyone
def check(request: ActedRequest, token: str) -> HttpResponse:
    """Say whether the city issued a result with this QR, its number, who and when."""
    found = Result.objects.filter(check_token=token.upper(), issued_at__isnull=False)
    result = found.select_related("dossier").first()
    unit = Unit.objects.filter(code=result.dossier.decided_by).first() if result else None
    context = {"result": result, "unit": unit}
    return render(request, "portal/check_result.html", context, status=200 if result else 404)
