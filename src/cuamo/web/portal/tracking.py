"""P5: where a dossier stands, by code and four digits, or by the receipt's QR."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.tracking import find_by_code, find_by_token, track
from cuamo.dossiers.services.rate import RATEABLE
from cuamo.dossiers.states import State
from cuamo.kernel.errors import NotFound
from cuamo.organisation.services.sign_in_limit import take_try
from cuamo.web.audiences import ActedRequest, everyone
from cuamo.web.ladder import ladder_steps
from cuamo.web.language import vi_en

PER_CODE, PER_ADDRESS = 10, 60


@everyone
@require_http_methods(["GET", "POST"])
def by_code(request: ActedRequest) -> HttpResponse:
    """Ask for code and four digits; wrong ones are counted and then refused for a while."""
    code, error, status = request.POST.get("ma", "").strip(), "", 200
    if request.method == "POST":
        now = timezone.now()
        tries = (
            take_try(what=f"track:{code.upper()}", most=PER_CODE, at=now),
            take_try(what=f"track-from:{request.META.get('REMOTE_ADDR')}", most=PER_ADDRESS, at=now),
        )
        if not all(one.allowed for one in tries):
            error = vi_en(
                "Đã thử nhiều lần. Chờ 10 phút rồi thử lại, hoặc quét mã QR trên phiếu.",
                "Tried many times. Wait ten minutes, or scan the QR of the receipt.",
            )
            status = 429
        else:
            found = find_by_code(code, request.POST.get("bon_so", ""))
            if found is not None:
                return redirect("portal:receipt", found.tracking_token)
            error = vi_en(
                "Không thấy hồ sơ với mã và bốn số này. Xem lại mã trên phiếu.",
                "There is no dossier with this code and these digits. Check the receipt.",
            )
            status = 404
    context = {"code": code, "errors": {"ma": error} if error else {}}
    return render(request, "portal/track.html", context, status=status)


@everyone
def by_token(request: ActedRequest, token: str) -> HttpResponse:
    """Show the ladder without any personal data."""
    dossier = find_by_token(token)
    if dossier is None:
        raise unknown()
    seen = track(dossier, now=timezone.now())
    return render(
        request,
        "portal/receipt.html",
        {
            "track": seen,
            "steps": ladder_steps(seen),
            "token": token,
            "may_rate": may_rate(dossier),
            "home": dossier.delivery.get("way") == "HOME",
        },
    )


def may_rate(dossier: Dossier) -> bool:
    """True when there is an outcome that has not been rated."""
    return State(dossier.state) in RATEABLE and not hasattr(dossier, "rating")


def unknown() -> NotFound:
    """The answer to a token nobody has."""
    return NotFound(
        "track.unknown",
        "Không thấy hồ sơ này.",
        "There is no such dossier.",
        hint_vi="Quét lại mã QR trên phiếu, hoặc tra bằng mã hồ sơ.",
        hint_en="Scan the receipt's QR again, or look it up by code.",
    )
