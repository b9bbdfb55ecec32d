"""How results are brought home: days, hours, who keeps what nobody collects."""

import json
from dataclasses import dataclass
from functools import cache

from django.conf import settings


@dataclass(frozen=True)
class Terms:
    """Configuration of bringing results home (`reference/delivery/home.json`); units end the names."""

    slot_days: int
    windows: tuple[str, ...]
    slot_capacity: int
    hold_days: int
    remind_before_days: int
    keeper_unit: str
    keeper_role: str
    redirect_wait_hours: int
    quiet_days_alarm: int
    quiet_days_lost: int
    replace_working_days: int
    originals_paid_by_vi: str
    originals_paid_by_en: str


@cache
def home_terms() -> Terms:
    """Return the terms; read once."""
    path = settings.REFERENCE / "delivery" / "home.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    return Terms(
        **{name: said[name] for name in Terms.__dataclass_fields__ if name != "windows"},
        windows=tuple(said["windows"]),
    )
