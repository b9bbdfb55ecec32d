"""How it went, from the person's own phone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.selectors.tracking import find_by_token
from cuamo.dossiers.services.rate import rate
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, everyone
from cuamo.web.forms import read_number
from cuamo.web.language import vi_en
from cuamo.web.portal.tracking import unknown


@everyone
@require_http_methods(["GET", "POST"])
def give(request: ActedRequest, token: str) -> HttpResponse:
    """Take one rating; «ai đó đòi thêm tiền» goes to integrity and not to the counter."""
    dossier = find_by_token(token)
    if dossier is None:
        raise unknown()
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            rate(
                dossier_id=dossier.id,
                score=read_number(request.POST.get("diem", "")),
                extra_money=request.POST.get("doi_tien") == "1",
                comment=request.POST.get("loi", ""),
                citizen=request.actor,
                at=timezone.now(),
            )
        except DomainError as refused:
            errors, status = {"diem": phrases.say(refused)}, refused.status
        else:
            messages.success(request, vi_en("Cảm ơn đã cho biết.", "Thank you for telling us."))
            return redirect("portal:receipt", token)
    scores = [
        ("1", vi_en("Tốt", "Good")),
        ("2", vi_en("Tạm được", "Fair")),
        ("3", vi_en("Chưa tốt", "Poor")),
    ]
    context = {"token": token, "scores": scores, "errors": errors, "posted": request.POST}
    return render(request, "portal/rate.html", context, status=status)
