"""What the tests of a dossier's life between acceptance and result share."""

from datetime import timedelta
from uuid import UUID

from django.db import connection

from cuamo.dossiers.models import Dossier, Opinion
from cuamo.dossiers.services.opinion import ask_opinion
from tests.support.city import MORNING, staff
from tests.web.officer.desk import snapshot

OTHER = "PX-00082"
OPINIONS, COMPLAINTS = "/xu-ly/y-kien/", "/xu-ly/khieu-nai/"
TAX = {
    "lines.name_vi": ["Lệ phí trước bạ", ""],
    "lines.amount_vnd": ["1.430.000", ""],
    "lines.law": ["Thông báo thuế số 12/TB", ""],
}
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
