"""Q14: envelopes and bags change hands: scan out and in, bags, seals, manifests, alarms."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cuamo.delivery.models import Bag, Parcel, Run
from cuamo.delivery.selectors.desk import desk_of_place
from cuamo.delivery.selectors.home_terms import home_terms
from cuamo.delivery.selectors.runs import label_data, manifest_data
from cuamo.delivery.selectors.stops import stops_in_order
from cuamo.delivery.states import Direction
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.types import UnitKind
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.forms import id_of
from cuamo.web.officer.couriers import couriers_for
from cuamo.web.officer.files import pdf
from cuamo.web.officer.packing import note_printed
from cuamo.web.post.acts import ACTS, FIELD
from cuamo.web.templatetags.words import hanoi_datetime

WAYS = {"giao": "Giao đi", "nhan": "Nhận về"}


def desk_page(request: ActedRequest, *, area: str, template: str, **more: Any) -> HttpResponse:
    """Show the desk, or do one act; after a refusal what was typed is still there.

    Args:
        area: prefix of the addresses: `counter` or `officer`.
    """
    errors: dict[str, str] = {}
    status = 200
    offer = ""
    posted = request.POST
    if request.method == "POST":
        act = posted.get("act", "")
        field = FIELD.get(act) or f"{act}_{_thing(request)}"
        try:
            if act not in ACTS:
                raise Invalid("desk.act", "Chọn lại việc cần làm.", "Choose again.", where="label")
            messages.success(request, ACTS[act](posted, request.actor, timezone.now()))
        except DomainError as refused:
            field = "seal_read" if act == "quet" and refused.where == "seal_read" else field
            errors, status = {field: phrases.say(refused)}, refused.status
            if refused.where == "found":
                offer = posted.get("label", "")
        else:
            return redirect(_back(request, area))
    now = timezone.now()
    sought = request.GET.get("buu-ta", "")
    way = posted.get("viec") or request.GET.get("viec", "")
    desk = desk_of_place(_here(request), at=now, after=request.GET.get("sau", ""))
    filling = next(
        (bag for bag in desk.bags if str(bag.id) == (posted.get("tui") or request.GET.get("tui", ""))), None
    )
    context = {
        "desk": desk,
        "way": way if way in WAYS else "giao",
        "filling": filling,
        "errors": errors,
        "offer": offer,
        "typed": posted,
        "ticked": posted.getlist("papers"),
        "couriers": couriers_for(request.actor.unit_code, at=now, sought=sought),
        "sought": sought,
        "places": _places(request.actor.unit_code),
        "stops": {leaving.run.id: stops_in_order(leaving.run) for leaving in desk.runs},
        "here": reverse(f"{area}:handover"),
        "area": area,
        "now": now,
    }
    return render(request, template, context | more, status=status)


def label_sheet(request: ActedRequest, parcel_id: UUID) -> HttpResponse:
    """Answer the A6 label of an envelope with papers that lies here."""
    here = units_under(request.actor.unit_code)
    lies_here = Q(holder_kind="UNIT", holder_id__in=here)
    at_home = Q(holder_kind="SENDER", destination_unit__in=here, ended_at=None)
    found = Parcel.objects.select_related("run").filter(
        lies_here | at_home, id=parcel_id, direction=Direction.ORIGINALS
    )
    parcel = found.first()
    if parcel is None:
        raise Http404
    if parcel.holder_kind == "SENDER":
        note_printed(request, [parcel])
        sender = {"name": parcel.recipient, "address": parcel.address, "phone": parcel.phone}
    else:
        sender = _party(parcel.origin_unit or request.actor.unit_code)
    data = label_data(parcel, sender=sender)
    return pdf(print_sheet("label_a6", data), f"nhan-{parcel.label}")


def bag_sheet(request: ActedRequest, bag_id: UUID) -> HttpResponse:
    """Answer the A6 label of a bag that leaves from here."""
    bag = Bag.objects.filter(id=bag_id, origin_unit__in=units_under(request.actor.unit_code)).first()
    if bag is None:
        raise Http404
    data = {
        "code": bag.number,
        "sender": _party(bag.origin_unit),
        "recipient": _party(bag.destination_unit),
        "seal": bag.seal_number,
    }
    return pdf(print_sheet("label_a6", data), f"nhan-{bag.number}")


def manifest_sheet(request: ActedRequest, run_id: UUID) -> HttpResponse:
    """Answer the A4 manifest of a run that calls here, for two signatures."""
    here = units_under(request.actor.unit_code)
    run = Run.objects.filter(id=run_id, origin_unit__in=here).first()
    if run is None:
        raise Http404
    results = list(run.parcels.filter(direction=Direction.RESULT, bag=None))
    note_printed(request, results)
    data = manifest_data(run, from_name=Unit.objects.get(code=run.origin_unit).name_vi)
    printed = {"printed_at": hanoi_datetime(timezone.now())}
    return pdf(print_sheet("manifest_a4", data | printed), f"bang-ke-{run.number}")


def _here(request: ActedRequest) -> list[str]:
    """Return the places whose post lies on this desk; the centre's is its own, not all of the city's."""
    own = request.actor.unit_code
    return [own] if own == home_terms().keeper_unit else units_under(own)


def _party(unit_code: str) -> dict[str, str]:
    unit = Unit.objects.get(code=unit_code)
    return {"name": unit.name_vi, "address": unit.address, "phone": unit.phone}


def _thing(request: ActedRequest) -> str:
    posted = request.POST
    return posted.get("bag", "") or posted.get("parcel", "") or posted.get("alarm", "")


def _back(request: ActedRequest, area: str) -> str:
    """Return the page as it was: the same way of scanning, the same bag being filled."""
    bag_id, way = id_of(request.POST.get("tui", "")), request.POST.get("viec", "")
    asked = f"?tui={bag_id}" if bag_id else (f"?viec={way}" if way in WAYS else "")
    return reverse(f"{area}:handover") + asked


def _places(unit_code: str) -> list[tuple[str, str]]:
    """Return where a bag can go to: authorities, points and the operators, by name."""
    kinds = [UnitKind.AUTHORITY, UnitKind.POINT, UnitKind.BRANCH, UnitKind.OPERATOR]
    rows = Unit.objects.filter(kind__in=kinds).exclude(code=unit_code).order_by("name_vi", "code")
    return list(rows.values_list("code", "name_vi"))
