"""A saved draft meets a newer version of its procedure: what changed, what stays, what is asked anew."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.policies import unknown_dossier
from cuamo.dossiers.selectors.of_person import own_dossier
from cuamo.dossiers.services.meet_new_version import meet_new_version, newer_version, what_would_change
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.language import vi_en


def must_meet(dossier: Dossier) -> HttpResponse | None:
    """Return the way to the page of what changed; None when the draft's own version still counts."""
    if newer_version(dossier, at=timezone.now()) is None:
        return None
    return redirect("portal:apply-new-version", dossier.id)


@citizen_required
@require_http_methods(["GET", "POST"])
def meet(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Show what changed since the draft was begun; POST goes on under the newer version."""
    dossier = own_dossier(request.actor.person_id, dossier_id, now=timezone.now())
    if dossier is None:
        raise unknown_dossier()
    now = timezone.now()
    if request.method == "POST":
        meet_new_version(dossier_id=dossier.id, actor=request.actor, at=now)
        messages.success(
            request,
            vi_en(
                "Đã chuyển sang bản mới. Câu trả lời còn khớp được giữ.",
                "Moved to the new version. Answers that still fit are kept.",
            ),
        )
        return redirect("portal:apply-questions", dossier.id)
    carried = what_would_change(dossier, at=now)
    if carried is None:
        return redirect("portal:apply-questions", dossier.id)
    return render(
        request,
        "portal/apply/new_version.html",
        {
            "dossier": dossier,
            "content": dossier.version.content,
            "carried": carried,
            "kept": len(carried.answers) + len(carried.values),
        },
    )
