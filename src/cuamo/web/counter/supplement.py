"""Q13B: what a receipt still owes, taken at any counter: the receipt, the card, the items, one send."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.policies import unknown_dossier
from cuamo.dossiers.selectors.asked_for import Asked, asked_for
from cuamo.dossiers.selectors.tracking import find_by_token, track
from cuamo.dossiers.services.supplement_anywhere import open_with_card, supplement_anywhere
from cuamo.kernel.errors import DomainError, NotPermitted
from cuamo.kernel.identifiers.card import read_card
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, page_keys
from cuamo.web.ladder import ladder_steps

CARD_COUNTS_FOR = timedelta(minutes=30)
SALT = "counter.supplement"


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def supplement(request: ActedRequest, token: str) -> HttpResponse:
    """Read the card, show only what is missing, send it all at once; afterwards show where it stands."""
    dossier = find_by_token(token)
    if dossier is None:
        raise unknown_dossier()
    if request.method == "GET":
        return _page(request, dossier)
    try:
        if "card" in request.POST:
            asked = open_with_card(
                dossier_id=dossier.id,
                card=read_card(request.POST.get("card", "")),
                clerk=request.actor,
                at=timezone.now(),
            )
            return _page(request, dossier, asked=asked, seen=_seal(request, dossier))
        _require_card(request, dossier)
        supplement_anywhere(
            dossier_id=dossier.id,
            clerk=request.actor,
            files=_files(request),
            note=request.POST.get("ghi_chu", ""),
            at=timezone.now(),
        )
    except DomainError as refused:
        reading = "card" in request.POST
        errors = {"card" if reading else refused.where or "files": phrases.say(refused)}
        seen = request.POST.get("the", "") if not reading and _is_sealed(request, dossier) else ""
        still = asked_for(dossier) if seen else []
        return _page(request, dossier, asked=still, seen=seen, errors=errors, status=refused.status)
    messages.success(request, "Đã gửi bổ sung. Hồ sơ về lại đúng cán bộ đang giải quyết.")
    return redirect("counter:supplement", token)


def _page(
    request: ActedRequest,
    dossier: Dossier,
    *,
    asked: Sequence[Asked] = (),
    seen: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    stands = track(dossier, now=timezone.now())
    keys: list[dict[str, Any]] = page_keys(back=True)
    context = {
        "place": "find",
        "keys": keys,
        "code": dossier.shown_code,
        "name": dossier.version.content["name_vi"],
        "track": stands,
        "rungs": ladder_steps(stands),
        "open": bool(asked_for(dossier)),
        "asked": asked,
        "count": sum(len(one.items) for one in asked),
        "seen": seen,
        "note": request.POST.get("ghi_chu", ""),
        "errors": errors or {},
    }
    return render(request, "counter/supplement.html", context, status=status)


def _files(request: ActedRequest) -> dict[str, list[tuple[str, bytes]]]:
    return {
        str(name): [(file.name or "giay-to", file.read()) for file in request.FILES.getlist(name)]
        for name in request.FILES
    }


def _seal(request: ActedRequest, dossier: Dossier) -> str:
    """Return the proof that this clerk has just read the right card for this dossier."""
    return signing.dumps([str(dossier.id), request.actor.id], salt=SALT)


def _is_sealed(request: ActedRequest, dossier: Dossier) -> bool:
    try:
        read = signing.loads(request.POST.get("the", ""), salt=SALT, max_age=CARD_COUNTS_FOR)
    except signing.BadSignature:
        return False
    return bool(read == [str(dossier.id), request.actor.id])


def _require_card(request: ActedRequest, dossier: Dossier) -> None:
    if not _is_sealed(request, dossier):
        raise NotPermitted(
            "supplement.no_card",
            "Chưa đọc căn cước, hoặc đã quá 30 phút. Mời đọc lại căn cước của người nộp.",
            "The card was not read, or more than 30 minutes ago. Read it again.",
            where="card",
        )
