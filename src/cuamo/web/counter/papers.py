"""Q6: papers, and how the result comes back."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.services.add_paper import add_paper
from cuamo.dossiers.services.choose_delivery import choose_delivery
from cuamo.kernel.errors import DomainError
from cuamo.organisation.models import Ward
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.codes import qr_svg
from cuamo.web.counter.bench import go, keys_of, step_page
from cuamo.web.counter.delivery import DELIVERY, WAYS, delivery_of
from cuamo.web.counter.held import offer
from cuamo.web.counter.read import read_of


def papers(request: ActedRequest, visit: Visit, dossier: Dossier) -> HttpResponse:
    """Take files for each paper; POST with `act=next` keeps the way of return and goes on."""
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            _take(request, dossier)
            if request.POST.get("act") != "add":
                _keep_delivery(request, dossier)
                return go(visit, 7)
            return go(visit, 6)
        except DomainError as refused:
            errors, status = {refused.where or "giay-to": phrases.say(refused)}, refused.status
    found = paper_slots(dossier)
    first_open = next((slot for slot in found if not slot.complete), None)
    slots = [
        {
            "need": slot.need,
            "by_data": bool(slot.need.replaced_by_data),
            "complete": slot.complete,
            "caret": slot is first_open,
            "files": [
                {
                    "name": f"{slot.need.name_vi} {number}",
                    "image_url": reverse("counter:thumb", args=[visit.id, paper.id]),
                    "pages": paper.file.pages,
                    "size": paper.file.size,
                    "remove_url": reverse("counter:remove", args=[visit.id, paper.id]),
                }
                for number, paper in enumerate(slot.files, start=1)
            ],
        }
        for slot in found
    ]
    capture = request.build_absolute_uri(reverse("screen:capture", args=[visit.screen_code]))
    return step_page(
        request,
        visit,
        dossier,
        6,
        "counter/papers.html",
        status=status,
        slots=slots,
        by_data=[slot for slot in slots if slot["by_data"]],
        keys=_keys(visit, dossier, scan=first_open is not None),
        delivery={key: request.POST.get(key, said) for key, said in delivery_of(dossier).items()},
        ways=WAYS,
        wards=[(ward.code, ward.full_name) for ward in Ward.objects.order_by("name")],
        capture_qr=qr_svg(capture, scale=3),
        errors=errors,
        all_here=all(slot["complete"] for slot in slots),
        save_url=reverse("counter:keep", args=[visit.id, 6]),
        read=read_of(visit, dossier, 6),
        held=offer(request, visit, dossier, 6),
    )


def _keys(visit: Visit, dossier: Dossier, *, scan: bool) -> list[dict[str, Any]]:
    """Return the keys of the step; F8 chooses the file of the next paper that is missing."""
    keys = keys_of(visit, dossier, 6)
    return [*keys[:-1], {"key": "F8", "name": "Quét, chụp giấy"}, keys[-1]] if scan else keys


def _take(request: ActedRequest, dossier: Dossier) -> None:
    for key in request.FILES:
        for upload in request.FILES.getlist(key):
            add_paper(
                dossier_id=dossier.id,
                actor=request.actor,
                component_key=str(key).removeprefix("giay."),
                data=upload.read(),
                filename=upload.name or "giay-to",
                at=timezone.now(),
            )


def _keep_delivery(request: ActedRequest, dossier: Dossier) -> None:
    choice = {key: request.POST.get(key, "") for key in DELIVERY}
    choose_delivery(dossier_id=dossier.id, actor=request.actor, choice=choice, at=timezone.now())
