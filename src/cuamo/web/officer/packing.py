"""Results leave: envelope, seal, label, manifest, scan out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuamo.delivery.models import Parcel, Run
from cuamo.delivery.selectors.parcels import parcels_at, stops_of
from cuamo.delivery.services.add_to_manifest import add_to_manifest, open_run
from cuamo.delivery.services.hand_over import hand_over
from cuamo.delivery.services.parts import require_at_origin
from cuamo.delivery.services.seal import seal
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.dossiers.models import WorkItem
from cuamo.dossiers.services.issue_result import pack_result
from cuamo.dossiers.states import Step
from cuamo.kernel.errors import DomainError
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.selectors.staff import actor_of
from cuamo.organisation.types import Role
from cuamo.people.models import Account
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.couriers import couriers_for
from cuamo.web.officer.files import pdf

PACKERS = (Role.RECEIVER, Role.RECORDS_CLERK)
MOST = 200


@staff_required(*PACKERS)
@require_GET
def packing(request: ActedRequest) -> HttpResponse:
    """Show what is to be packed, sealed, put on a run and handed over here."""
    units = units_under(request.actor.unit_code)
    to_pack = WorkItem.objects.filter(unit_code__in=units, step=Step.PACK).select_related("person")
    parcels = list(parcels_at(units).select_related("run")[:MOST])
    runs = {parcel.run_id: parcel.run for parcel in parcels if parcel.run is not None}
    return render(
        request,
        "officer/packing.html",
        {
            "to_pack": to_pack.order_by("due_at", "dossier_id")[:MOST],
            "created": [parcel for parcel in parcels if parcel.state == "CREATED"],
            "sealed": [parcel for parcel in parcels if parcel.state in {"SEALED", "RETURNED"}],
            "runs": [
                {"run": run, "parcels": [parcel for parcel in parcels if parcel.run_id == run.id]}
                for run in runs.values()
            ],
            "couriers": couriers_for(request.actor.unit_code, at=timezone.now()),
        },
    )


@staff_required(*PACKERS)
@require_POST
def pack(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Make the envelope of one result."""
    return _do(request, lambda: pack_result(dossier_id=dossier_id, clerk=request.actor, at=timezone.now()))


@staff_required(*PACKERS)
@require_POST
def seal_parcel(request: ActedRequest, parcel_id: UUID) -> HttpResponse:
    """Seal one envelope."""
    number = request.POST.get("seal_number", "")
    return _do(
        request,
        lambda: seal(parcel_id=parcel_id, seal_number=number, clerk=request.actor, at=timezone.now()),
    )


@staff_required(*PACKERS)
@require_POST
def make_run(request: ActedRequest) -> HttpResponse:
    """Put the ticked envelopes on the courier's run of today."""
    chosen = [key for value in request.POST.getlist("parcels") if (key := _uuid(value))]
    now = timezone.now()
    courier_id = _uuid(request.POST.get("courier", ""))
    courier = Account.objects.filter(id=courier_id, is_active=True).first() if courier_id else None
    who = actor_of(courier, at=now) if courier else None
    if not chosen or who is None or Role.COURIER not in who.roles:
        messages.error(request, "Chọn ít nhất một phong bì và một bưu tá.")
        return redirect("officer:packing")

    def put() -> Any:
        first = Parcel.objects.get(id=chosen[0])
        run = open_run(
            origin_unit=first.origin_unit,
            courier_id=who.id,
            courier_name=who.name,
            operator_code=who.unit_code,
            clerk=request.actor,
            at=now,
        )
        return add_to_manifest(run_id=run.id, parcel_ids=chosen, clerk=request.actor, at=now)

    return _do(request, put)


@staff_required(*PACKERS)
@require_POST
def scan_out(request: ActedRequest) -> HttpResponse:
    """Our side of the hand-over: scan an envelope out."""
    label = request.POST.get("label", "")
    return _do(request, lambda: hand_over(label=label, clerk=request.actor, at=timezone.now()))


@staff_required(*PACKERS)
@require_http_methods(["GET"])
def label(request: ActedRequest, parcel_id: UUID) -> HttpResponse:
    """Answer the A6 label of an envelope."""
    parcel = Parcel.objects.filter(id=parcel_id).first()
    if parcel is None:
        raise Http404
    require_at_origin(parcel.origin_unit, request.actor)
    sender = Unit.objects.get(code=parcel.origin_unit)
    data = {
        "code": parcel.label,
        "sender": {"name": sender.name_vi, "address": sender.address, "phone": sender.phone},
        "recipient": {"name": parcel.recipient, "address": parcel.address, "phone": parcel.phone},
        "seal_number": parcel.seal_number,
    }
    return pdf(print_sheet("label_a6", data), f"nhan-{parcel.label}")


@staff_required(*PACKERS)
@require_http_methods(["GET"])
def manifest(request: ActedRequest, run_id: UUID) -> HttpResponse:
    """Answer the A4 manifest of a run, for two signatures."""
    run = Run.objects.filter(id=run_id).first()
    if run is None:
        raise Http404
    require_at_origin(run.origin_unit, request.actor)
    data = {
        "run": run.number,
        "printed_at": timezone.now(),
        "from_name": Unit.objects.get(code=run.origin_unit).name_vi,
        "to_name": run.courier_name,
        "envelopes": [
            {"code": parcel.label, "seal": parcel.seal_number, "destination": parcel.address}
            for parcel in stops_of(run)
        ],
    }
    return pdf(print_sheet("manifest_a4", data), f"bang-ke-{run.number}")


def _do(request: ActedRequest, act: Any) -> HttpResponse:
    try:
        act()
    except DomainError as error:
        messages.error(request, phrases.say(error))
    return redirect("officer:packing")


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None
