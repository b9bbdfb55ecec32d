"""Q14: results leave: envelope, seal, label, manifest, scan out."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuamo.delivery.models import Parcel, Run
from cuamo.delivery.selectors.desk import page_of
from cuamo.delivery.selectors.parcels import parcels_at
from cuamo.delivery.selectors.runs import label_data, manifest_data
from cuamo.delivery.services.add_to_manifest import MAY_LEAVE
from cuamo.delivery.services.hand_over import hand_over
from cuamo.delivery.services.load_run import load_run
from cuamo.delivery.states import Direction
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.dossiers.models import Dossier, WorkItem
from cuamo.dossiers.policies import unknown_dossier
from cuamo.dossiers.services.issue_result import pack_result
from cuamo.dossiers.services.seal_result import seal_result
from cuamo.dossiers.states import Step
from cuamo.kernel.errors import DomainError
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.selectors.staff import actor_of
from cuamo.organisation.types import Role
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.carriage import sealed_words
from cuamo.web.forms import id_of
from cuamo.web.officer.couriers import courier_at, couriers_for
from cuamo.web.officer.desk import desk_of
from cuamo.web.officer.files import pdf
from cuamo.web.officer.readings import CARRYING, note_reading
from cuamo.web.officer.words import PACKING_KEYS
from cuamo.web.templatetags.words import hanoi_datetime

PACKERS = (Role.RECEIVER, Role.RECORDS_CLERK)
MOST = 200


@staff_required(*PACKERS)
@require_GET
def packing(request: ActedRequest) -> HttpResponse:
    """Show what is to be packed, sealed, put on a run and handed over here."""
    return _page(request)


@staff_required(*PACKERS)
@require_POST
def pack(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Make the envelope of one result."""
    here = units_under(request.actor.unit_code)
    dossier = Dossier.objects.filter(id=dossier_id).only("received_by", "decided_by").first()
    if dossier is None or not {dossier.received_by, dossier.decided_by} & set(here):
        raise unknown_dossier()

    def act() -> str:
        parcel = pack_result(dossier_id=dossier_id, clerk=request.actor, at=timezone.now())
        return f"Đã đóng phong bì {parcel.label}. In nhãn, dán, rồi niêm phong."

    return _do(request, act, field=f"pack_{dossier_id}")


@staff_required(*PACKERS)
@require_POST
def seal_parcel(request: ActedRequest, parcel_id: UUID) -> HttpResponse:
    """Seal one envelope."""
    parcel = _parcel(request, parcel_id)

    def act() -> str:
        sealed = seal_result(
            parcel_id=parcel.id,
            seal_number=request.POST.get("seal_number", ""),
            inside=request.POST.getlist("papers"),
            clerk=request.actor,
            at=timezone.now(),
        )
        return sealed_words(sealed)

    return _do(request, act, field=f"seal_{parcel.label}")


@staff_required(*PACKERS)
@require_POST
def make_run(request: ActedRequest) -> HttpResponse:
    """Put the ticked envelopes on the courier's run of today."""
    now = timezone.now()
    chosen = [key for value in request.POST.getlist("parcels") if (key := id_of(value))]
    courier = courier_at(request.actor.unit_code, id_of(request.POST.get("courier", "")), at=now)
    who = actor_of(courier, at=now) if courier else None
    if not chosen or who is None or Role.COURIER not in who.roles:
        said = "Chọn ít nhất một phong bì và một bưu tá."
        return _page(request, errors={"courier": said}, status=422)
    for parcel_id in chosen:
        _parcel(request, parcel_id)

    def act() -> str:
        run = load_run(parcel_ids=chosen, courier=who, clerk=request.actor, at=now)
        return f"Đã đưa {len(chosen)} phong bì vào chuyến {run.number}. In bảng kê để hai bên ký."

    return _do(request, act, field="courier")


@staff_required(*PACKERS)
@require_POST
def scan_out(request: ActedRequest) -> HttpResponse:
    """Our side of the hand-over: scan an envelope out."""
    label = request.POST.get("label", "")

    def act() -> str:
        given = hand_over(label=label, clerk=request.actor, at=timezone.now())
        other = "" if given.complete else " Chờ bưu tá quét nhận."
        return f"Đã ghi giao {given.parcel.label}.{other}"

    return _do(request, act, field="label")


@staff_required(*PACKERS)
@require_GET
def label(request: ActedRequest, parcel_id: UUID) -> HttpResponse:
    """Answer the A6 label of an envelope."""
    parcel = _parcel(request, parcel_id)
    note_printed(request, [parcel])
    sender = Unit.objects.get(code=parcel.origin_unit)
    data = label_data(
        parcel, sender={"name": sender.name_vi, "address": sender.address, "phone": sender.phone}
    )
    return pdf(print_sheet("label_a6", data), f"nhan-{parcel.label}")


@staff_required(*PACKERS)
@require_GET
def manifest(request: ActedRequest, run_id: UUID) -> HttpResponse:
    """Answer the A4 manifest of a run, for two signatures."""
    here = units_under(request.actor.unit_code)
    run = Run.objects.filter(id=run_id, origin_unit__in=here).first()
    if run is None:
        raise Http404
    note_printed(request, list(run.parcels.all()))
    data = manifest_data(run, from_name=Unit.objects.get(code=run.origin_unit).name_vi)
    printed = {"printed_at": hanoi_datetime(timezone.now())}
    return pdf(print_sheet("manifest_a4", data | printed), f"bang-ke-{run.number}")


def _page(request: ActedRequest, *, errors: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    """Draw the page; after a refusal what was typed and ticked is still there."""
    units = units_under(request.actor.unit_code)
    sought = request.GET.get("buu-ta", "")
    to_pack = WorkItem.objects.filter(unit_code__in=units, step=Step.PACK).select_related("person")
    results = parcels_at(units).filter(direction=Direction.RESULT, bag=None)
    parcels, next_after = page_of(
        results.select_related("run").prefetch_related("papers"), after=request.GET.get("sau", "")
    )
    runs = {parcel.run_id: parcel.run for parcel in parcels if parcel.run is not None}
    going = [parcel for parcel in parcels if parcel.recalled_at is None]
    context = {
        "recalled": [parcel for parcel in parcels if parcel.recalled_at is not None],
        "to_pack": to_pack.order_by("due_at", "dossier_id")[:MOST],
        "created": [parcel for parcel in going if parcel.state == "CREATED"],
        "sealed": [parcel for parcel in going if parcel.state in MAY_LEAVE],
        "runs": [
            {"run": run, "parcels": [parcel for parcel in parcels if parcel.run_id == run.id]}
            for run in runs.values()
        ],
        "couriers": couriers_for(request.actor.unit_code, at=timezone.now(), sought=sought),
        "sought": sought,
        "next_after": next_after,
        "errors": errors or {},
        "typed": request.POST,
        "ticked": request.POST.getlist("parcels") if "courier" in (errors or {}) else None,
        "papers_ticked": request.POST.getlist("papers"),
        "unit_name": desk_of(request.actor),
        "keys_here": PACKING_KEYS,
    }
    return render(request, "officer/packing.html", context, status=status)


def _do(request: ActedRequest, act: Callable[[], str], *, field: str) -> HttpResponse:
    try:
        said = act()
    except DomainError as error:
        return _page(request, errors={field: phrases.say(error)}, status=error.status)
    messages.success(request, said)
    return redirect("officer:packing")


def _parcel(request: ActedRequest, parcel_id: UUID) -> Parcel:
    """Return an envelope that leaves from here; another place's does not exist for this officer."""
    here = units_under(request.actor.unit_code)
    lies_here = Q(origin_unit__in=here) | Q(holder_kind="UNIT", holder_id__in=here)
    parcel = Parcel.objects.select_related("run").filter(lies_here, id=parcel_id).first()
    if parcel is None:
        raise Http404
    return parcel


def note_printed(request: ActedRequest, parcels: list[Parcel]) -> None:
    """Whoever prints names and addresses has read them."""
    ids = [parcel.subject_id for parcel in parcels]
    people: dict[UUID, Any] = dict(Dossier.objects.filter(id__in=ids).values_list("id", "applicant_id"))
    for dossier_id, person_id in people.items():
        note_reading(
            request.actor,
            person_id=person_id,
            dossier_id=dossier_id,
            at=timezone.now(),
            purpose=CARRYING,
        )
