"""What a page offers when somebody chooses when an envelope comes or which point keeps it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.slots import agreed_with, choice_of, open_slots, points_near
from cuamo.delivery.states import ParcelState
from cuamo.organisation.models import Unit
from cuamo.web.language import vi_en

FIELDS = frozenset({"khung_gio", "diem"})


def slots_context(parcel: Parcel, posted: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """Return times and points one can choose from, and what is chosen already; nothing personal."""
    choice = choice_of(parcel)
    return {
        "slots": [(slot.key, slot.key) for slot in open_slots(parcel, now=now)],
        "points": [
            (unit.code, vi_en(f"{unit.name_vi}, {unit.address}", f"{unit.name_en}, {unit.address}"))
            for unit in points_near(parcel)
        ],
        "chosen": posted.get("khung_gio") or agreed_with(parcel),
        "point": posted.get("diem") or (choice.point_code if choice else ""),
        "again": parcel.attempts > 0,
        "failed": parcel.state == ParcelState.FAILED_ATTEMPT,
    }


def chosen_words(window: str, point: str) -> str:
    """Say what was chosen."""
    if point:
        unit = Unit.objects.filter(code=point).first()
        name_vi, name_en = (unit.name_vi, unit.name_en) if unit else (point, point)
        return vi_en(
            f"Đã chọn để ở {name_vi}. Có tin nhắn khi đến lấy được.",
            f"It will be kept at {name_en}. A text says when it can be collected.",
        )
    return vi_en(f"Đã hẹn {window}. Bưu tá thấy giờ này.", f"Set for {window}.")
