"""T5: acting for others: who may act for me, for whom I act, and stopping it at once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuamo.catalogue.selectors.versions import names_of
from cuamo.dossiers.models import Mandate
from cuamo.dossiers.rules.mandate import KINDS, PROOFS
from cuamo.dossiers.selectors.mandates import (
    covers,
    mandates_given,
    mandates_held,
    name_of_represented,
)
from cuamo.dossiers.services.take_mandate import stop_mandate
from cuamo.kernel.clock import to_hanoi
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.language import vi_en


@citizen_required
@require_GET
def acting(request: ActedRequest) -> HttpResponse:
    """List both directions, newest first: for what, until when, proven by what."""
    person = request.actor.person_id
    given = mandates_given(person) if person else []
    held = mandates_held(person) if person else []
    codes = sorted({code for mandate in [*given, *held] for code in mandate.procedures})
    names = names_of(codes) if codes else {}
    page = {
        "given": [_row(mandate, names) for mandate in given],
        "held": [_row(mandate, names) for mandate in held],
    }
    return render(request, "my/acting.html", page)


@citizen_required
@require_POST
def stop(request: ActedRequest, mandate_id: UUID) -> HttpResponse:
    """End one at once."""
    stop_mandate(mandate_id=mandate_id, citizen=request.actor, at=timezone.now())
    messages.success(
        request,
        vi_en(
            "Đã dừng. Từ lúc này không ai làm thay theo giấy này nữa.",
            "Stopped. From now on nobody acts under it.",
        ),
    )
    return redirect("my:acting")


def _row(mandate: Mandate, names: dict[str, str]) -> dict[str, object]:
    today = to_hanoi(timezone.now()).date()
    return {
        "mandate": mandate,
        "represented": name_of_represented(mandate),
        "kind": vi_en(*KINDS[mandate.kind]),
        "proof": vi_en(*PROOFS[mandate.proof]),
        "scope": ", ".join(names.get(code, code) for code in mandate.procedures),
        "in_force": covers(mandate, "", today=today),
    }
