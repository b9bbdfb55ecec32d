"""G2: scan envelopes into the run, or back out at a point; by camera photo, scanner or typing."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.delivery.models import Bag, Parcel
from cuamo.delivery.selectors.custody import where_it_belongs
from cuamo.delivery.selectors.parcels import stops_of
from cuamo.delivery.selectors.runs import progress_of
from cuamo.delivery.services.hand_over import scan_in
from cuamo.delivery.services.hand_over_bag import give_bag, take_bag
from cuamo.delivery.services.note_unknown import note_unknown_label
from cuamo.delivery.services.return_to_point import give_back
from cuamo.delivery.services.scan_at_place import BAG_PREFIX
from cuamo.delivery.states import ParcelState
from cuamo.documents.services.read_codes import read_codes
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.kernel.identifiers import s10
from cuamo.organisation.types import Role
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.courier.parts import device_facts, new_key


@staff_required(Role.COURIER)
@require_http_methods(["GET", "POST"])
def scan(request: ActedRequest) -> HttpResponse:
    """Show the scan page; a scan answers on the same page, ready for the next one."""
    asked = request.POST if request.method == "POST" else request.GET
    way = "tra" if asked.get("chieu") == "tra" else "nhan"
    answer: dict[str, Any] = {}
    if request.method == "POST":
        try:
            answer = _take(request, way)
        except DomainError as error:
            answer = {"kind": "error", "text": phrases.say(error)}
    context = {"way": way, "answer": answer, "device_key": new_key()}
    return render(request, "courier/scan.html", context, status=422 if answer.get("kind") == "error" else 200)


def _take(request: ActedRequest, way: str) -> dict[str, Any]:
    typed = request.POST.get("label", "").strip().upper()
    if typed.startswith(BAG_PREFIX) and "photo" not in request.FILES:
        if not Bag.objects.filter(number=typed).exists():
            note_unknown_label(label=typed, courier=request.actor, at=timezone.now())
        return _take_bag(request, way, typed)
    label = _label(request)
    parcel = where_it_belongs(label)
    if parcel is None:
        note_unknown_label(label=label, courier=request.actor, at=timezone.now())
        raise Invalid(
            "parcel.unknown",
            f"Không có phong bì {label}.",
            f"There is no envelope {label}.",
            hint_vi="Để riêng, đưa lại cho điểm giao. Điều phối viên đã được báo.",
            hint_en="Put it aside and give it back to the point. The coordinator is told.",
        )
    if parcel.run is None or parcel.run.courier_id != request.actor.id:
        return _belongs_elsewhere(parcel)
    now = timezone.now()
    if way == "tra":
        run = parcel.run
        give_back(label=label, courier=request.actor, at=now)
        return {"kind": "success", "text": f"Đã quét trả {label}. Chờ điểm quét nhận.", "run": run}
    taken_before = parcel.state != ParcelState.ON_MANIFEST
    facts = device_facts(request.POST)
    scan_in(
        label=label,
        courier=request.actor,
        device_key=_key_of(request, label),
        device_time=facts["device_time"],
        at=now,
    )
    return _counted(parcel, label, taken_before=taken_before)


def _take_bag(request: ActedRequest, way: str, number: str) -> dict[str, Any]:
    """A bag is scanned as a whole; what is in it changes hands with it."""
    now = timezone.now()
    if way == "tra":
        half = give_bag(number=number, courier=request.actor, at=now)
    else:
        half = take_bag(number=number, courier=request.actor, at=now, device_key=_key_of(request, number))
    bag, other = half.bag, "điểm quét nhận" if way == "tra" else "bên giao quét"
    said = f"Đã quét túi {number}, {len(bag.listed)} phong bì, niêm phong {bag.seal_number}."
    kind = "success" if half.complete else "warning"
    return {"kind": kind, "run": bag.run, "text": said if half.complete else f"{said} Chờ {other}."}


def _key_of(request: ActedRequest, scanned: str) -> str | None:
    """Return the key of one scan: a page draws one, a scanner may send two labels before an answer."""
    key = device_facts(request.POST)["device_key"]
    return f"{key}:{scanned}" if key else None


def _counted(parcel: Parcel, label: str, *, taken_before: bool) -> dict[str, Any]:
    assert parcel.run is not None
    stops = stops_of(parcel.run)
    progress = progress_of(stops)
    now = next(stop for stop in stops if stop.id == parcel.id)
    answer: dict[str, Any] = {"kind": "success", "run": parcel.run, "progress": progress}
    if taken_before:
        answer.update(kind="info", text=f"{label} đã quét nhận trước đó.")
    elif now.state == ParcelState.ON_MANIFEST:
        answer.update(kind="warning", text=f"Đã quét {label}. Chờ bên giao quét, rồi phong bì mới về chuyến.")
    else:
        answer["text"] = f"Đã nhận {label}, niêm phong {parcel.seal_number}."
    return answer


def _belongs_elsewhere(parcel: Parcel) -> dict[str, Any]:
    if parcel.run is None:
        where = f"Chưa có chuyến, để lại điểm {parcel.origin_unit}."
    else:
        where = f"Thuộc chuyến {parcel.run.number}, bưu tá {parcel.run.courier_name}."
    return {"kind": "error", "text": f"Phong bì {parcel.label} không thuộc chuyến này. {where}"}


def _label(request: ActedRequest) -> str:
    photo = request.FILES.get("photo")
    if photo is None:
        return s10.check(request.POST.get("label", ""))
    for code in read_codes(photo.read()):
        try:
            return s10.check(code)
        except Invalid:
            continue
    raise Invalid(
        "scan.nothing",
        "Ảnh không thấy mã vạch của nhãn.",
        "No label barcode was found in the photo.",
        where="photo",
        hint_vi="Chụp gần hơn, đủ sáng, hoặc gõ 13 ký tự trên nhãn.",
        hint_en="Go closer, in good light, or type the 13 signs.",
    )
