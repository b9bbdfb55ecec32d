"""Q6: papers, and how the result comes back."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from cuamo.documents.rules.limits import MAX_BYTES
from cuamo.documents.services.store import require_bytes
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.selectors.tray import tray_pages
from cuamo.dossiers.services.bring_pages import bring_pages
from cuamo.dossiers.services.change_page import use_all_the_same
from cuamo.dossiers.services.choose_delivery import choose_delivery
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.organisation.models import Ward
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.codes import qr_svg
from cuamo.web.counter.bench import go, keys_of, step_page
from cuamo.web.counter.delivery import DELIVERY, WAYS, delivery_of
from cuamo.web.counter.held import offer
from cuamo.web.counter.own_papers import offered
from cuamo.web.counter.read import read_of
from cuamo.web.counter.tray_view import tray_of

KEEP_ALL = "Vẫn dùng, xem lại"
"""What F10 is called while pages are faulty and nobody has said what to do about them."""


def papers(request: ActedRequest, visit: Visit, dossier: Dossier) -> HttpResponse:
    """Take files for each paper; POST with `act=next` keeps the way of return and goes on."""
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            if request.POST.get("act") != "add":
                return _go_on(request, visit, dossier)
            _take(request, dossier)
            return go(visit, 6)
        except DomainError as refused:
            errors, status = {refused.where or "giay-to": phrases.say(refused)}, refused.status
    slots = paper_slots(dossier)
    tray = tray_of(visit, dossier, slots)
    capture = request.build_absolute_uri(reverse("screen:capture", args=[visit.screen_code]))
    return step_page(
        request,
        visit,
        dossier,
        6,
        "counter/papers.html",
        status=status,
        tray=tray,
        offered=offered(dossier, slots),
        by_data=[slot for slot in slots if slot.need.replaced_by_data],
        keys=_keys(visit, dossier, undecided=tray["undecided"]),
        delivery={key: request.POST.get(key, said) for key, said in delivery_of(dossier).items()},
        ways=WAYS,
        wards=[(ward.code, ward.full_name) for ward in Ward.objects.order_by("name")],
        capture_qr=qr_svg(capture, scale=3),
        most_bytes=MAX_BYTES,
        errors=errors,
        all_here=all(slot.complete for slot in slots) and not tray["loose"],
        save_url=reverse("counter:keep", args=[visit.id, 6]),
        read=read_of(visit, dossier, 6),
        held=offer(request, visit, dossier, 6),
    )


def _keys(visit: Visit, dossier: Dossier, *, undecided: int) -> list[dict[str, Any]]:
    """Return the keys of the step; F8 opens what pages are brought with."""
    keys = keys_of(visit, dossier, 6)
    main = {**keys[-1], "name": KEEP_ALL} if undecided else keys[-1]
    return [*keys[:-1], {"key": "F8", "name": "Quét, chụp giấy"}, main]


def _take(request: ActedRequest, dossier: Dossier) -> None:
    """Take the files of a form without scripts: each is put with the paper it was given for."""
    batch = uuid4()
    for key in request.FILES:
        for upload in request.FILES.getlist(key):
            require_bytes(upload.size or 0)
            came = bring_pages(
                dossier_id=dossier.id,
                actor=request.actor,
                component_key=str(key).removeprefix("giay."),
                data=upload.read(),
                filename=upload.name or "giay-to",
                source="FILE",
                batch=batch,
                at=timezone.now(),
            )
            for vi, _ in came.told:
                messages.warning(request, vi)


def _go_on(request: ActedRequest, visit: Visit, dossier: Dossier) -> HttpResponse:
    """Keep the way of return and go on: pages that are faulty are then used all the same, and say so.

    Raises:
        Invalid: pages lie in the tray that nobody has put with a paper.
    """
    pages = tray_pages(dossier)
    names = {slot.need.key for slot in paper_slots(dossier)}
    if loose := sum(page.component_key not in names for page in pages):
        raise Invalid(
            "tray.loose",
            f"Còn {loose} trang trong khay chưa xếp vào giấy nào.",
            f"{loose} pages in the tray belong to no paper yet.",
            where="giay-to",
            hint_vi="Xếp các trang đó, hoặc bỏ trang không cần.",
            hint_en="File them, or remove those that are not needed.",
        )
    undecided = [page.id for page in pages if page.undecided]
    if undecided:
        use_all_the_same(dossier_id=dossier.id, actor=request.actor, page_ids=undecided, at=timezone.now())
    _keep_delivery(request, dossier)
    return go(visit, 7)


def _keep_delivery(request: ActedRequest, dossier: Dossier) -> None:
    choice = {key: request.POST.get(key, "") for key in DELIVERY}
    choose_delivery(dossier_id=dossier.id, actor=request.actor, choice=choice, at=timezone.now())
