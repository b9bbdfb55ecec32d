"""What the tests of a dossier's life between acceptance and result share."""

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from cuamo.dossiers.models import Dossier, Opinion
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.opinion import ask_opinion
from cuamo.kernel.clock import HANOI
from cuamo.kernel.selectors.calendar import current_calendar
from tests.support.city import MORNING, staff
from tests.web.officer.desk import snapshot

OTHER = "PX-00082"
OPINIONS, COMPLAINTS = "/xu-ly/y-kien/", "/xu-ly/khieu-nai/"
TAX = {
    "lines.name_vi": ["Lệ phí trước bạ", ""],
    "lines.amount_vnd": ["1.430.000", ""],
    "lines.law": ["Thông báo thuế số 12/TB", ""],
}
ITEM = {"about": "", "label": "Cả hồ sơ", "reason": "Ảnh mờ.", "todo": "Chụp lại."}
ASKED = {"of_unit": OTHER, "question": "Có đăng ký kết hôn tại phường không?", "hours": "8"}


def everything(dossier_id: UUID) -> tuple:
    """Return everything an act could change: the dossier and what can come between."""
    with connection.cursor() as cursor:
        found = []
        for table in ("obligation", "opinion", "complaint", "past_result", "clock_pause"):
            cursor.execute(
                f"SELECT t::text FROM dossiers_{table} t WHERE dossier_id = %s ORDER BY 1", [dossier_id]
            )
            found.append(tuple(row[0] for row in cursor.fetchall()))
    return (*snapshot(dossier_id), *found)


def ask(dossier: Dossier, *, unit: str = OTHER, minutes: int = 15, hours: int = 8) -> Opinion:
    """Ask another authority about an accepted dossier."""
    return ask_opinion(
        dossier_id=dossier.id,
        officer=staff("chuyenvien.hoankiem"),
        of_unit=unit,
        question="Có đăng ký kết hôn tại phường không?",
        hours=hours,
        at=MORNING + timedelta(minutes=minutes),
    )


def kinds(answer) -> list[str]:
    """What the decision bar offers, in the order of Alt+1…9."""
    return re.findall(r'quyet-dinh/([\w-]+)/[^"]*"\s+data-key="Alt', answer.content.decode())


def row(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(id=dossier.id)


def later(dossier: Dossier, days: int = 3) -> dict[str, str]:
    """A working day after the due day and after today, as the three fields of a date send it."""
    day = max(row(dossier).due_at, timezone.now()).astimezone(HANOI).date()
    for _ in range(days):
        day = current_calendar().next_working_day(day)
    return written(f"{day:%d/%m/%Y}")


def written(text: str) -> dict[str, str]:
    """A date as it is typed, part by part."""
    parts = [*text.split("/"), "", ""][:3]
    return {f"new_due_at.{part}": value for part, value in zip(("ngay", "thang", "nam"), parts, strict=True)}


def new_dossier(counter) -> Dossier:
    """A dossier accepted a moment ago, with its whole term ahead."""
    counter.at = timezone.now() - timedelta(minutes=30)
    return accepted_at(counter, timezone.now() - timedelta(minutes=20))


def accepted_at(counter, at: datetime) -> Dossier:
    return accept(dossier_id=counter.sent("1.004873").id, officer=staff("tiepnhan.hoankiem"), at=at)
