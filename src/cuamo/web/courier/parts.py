"""What the courier's device sends along, and what a page says about an envelope."""

import base64
import binascii
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils import timezone

from cuamo.delivery.models import Parcel
from cuamo.delivery.states import WINDOWS, Direction, ParcelState
from cuamo.documents.services.store import store_upload
from cuamo.documents.types import Purpose
from cuamo.kernel.clock import HANOI
from cuamo.web.audiences import ActedRequest
from cuamo.web.forms import read_moment

_KEY_LONGEST = 80
_PICTURE_START = "data:image/png;base64,"
WORDS: dict[str, tuple[str, str, str]] = {
    ParcelState.ON_MANIFEST: ("Chưa quét nhận", "Not scanned in", "clock"),
    ParcelState.PICKED_UP: ("Đã nhận, chưa đi giao", "Taken", "parcel"),
    ParcelState.OUT_FOR_DELIVERY: ("Đang đi giao", "On the way", "truck"),
    ParcelState.FAILED_ATTEMPT: ("Chưa giao được, sẽ giao lại", "Not delivered, again later", "refresh"),
    ParcelState.DELIVERED: ("Đã trao tận tay", "Handed over", "check-circle"),
    ParcelState.RETURNING: ("Mang về điểm, quét trả", "To be given back", "undo"),
    ParcelState.RETURNED: ("Đã trả lại điểm", "Given back", "undo"),
}
"""State of an envelope in words and its icon."""
TO_FETCH = ("Tới lấy giấy tờ gốc", "Papers to be fetched", "paper")
TO_BRING = ("Giấy tờ gốc: mang tới nơi nhận, quét trả", "Papers for the authority", "paper")
RECALLED = ("Gọi về: mang về điểm, không giao", "Called back", "undo")


def words_of(parcel: Parcel) -> tuple[str, str, str]:
    """Return what an envelope waits for in words, and its icon."""
    if parcel.holder_kind == "SENDER":
        return TO_FETCH
    if parcel.direction == Direction.ORIGINALS and parcel.state == ParcelState.PICKED_UP:
        return TO_BRING
    here = {ParcelState.DELIVERED, ParcelState.RETURNED}
    return RECALLED if parcel.recalled_at and parcel.state not in here else WORDS[parcel.state]


def device_facts(posted: QueryDict) -> dict[str, Any]:
    """Return what the device says: its time, its place, the key of this act; each may be missing."""
    return {
        "device_time": read_moment(posted.get("device_time", "")),
        "device_key": posted.get("device_key", "")[:_KEY_LONGEST] or None,
        "position": place_of(posted),
    }


def new_key() -> str:
    """Return a key for one act of one page; pressing twice sends it twice, and the second changes nothing."""
    return str(uuid4())


def evidence(request: ActedRequest, *, at: datetime) -> UUID | None:
    """Keep the signature or photo that came with a form, encrypted away from the courier; None without one.

    Raises:
        Refused: it is no picture.
    """
    photo = request.FILES.get("photo")
    drawn = request.POST.get("signature", "")
    if photo is not None:
        data, name = photo.read(), "anh.jpg"
    elif drawn.startswith(_PICTURE_START):
        try:
            data, name = base64.b64decode(drawn.removeprefix(_PICTURE_START), validate=True), "chu-ky.png"
        except binascii.Error:
            return None
    else:
        return None
    kept = store_upload(data=data, filename=name, actor=request.actor, at=at, purpose=Purpose.EVIDENCE)
    return kept.id


def windows_now() -> list[str]:
    """Return the times of day that are not over yet; the last one when the day is."""
    now = timezone.now().astimezone(HANOI)
    left = [window for window in WINDOWS if int(window[6:8]) > now.hour]
    return left or [WINDOWS[-1]]


def place_of(told: Any) -> dict[str, float] | None:
    """Return where the device says it is, rounded to a metre; None when it does not say or it is no place."""
    try:
        lat, lon = float(told["lat"]), float(told["lon"])
        accuracy = float(told.get("accuracy") or 0)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180 and 0 <= accuracy < 1e6):
        return None
    return {"lat": round(lat, 5), "lon": round(lon, 5), "accuracy_m": round(accuracy)}
