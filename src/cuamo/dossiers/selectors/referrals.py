"""Where people were sent, and what is still to be asked."""

from datetime import datetime
from typing import Any

from django.conf import settings

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.selectors.accepting import newest_list, places_to_choose
from cuamo.catalogue.selectors.helpers import nearest_for
from cuamo.dossiers.models import Referral, Visit
from cuamo.dossiers.rules.referral import REASONS
from cuamo.dossiers.selectors.sheets import said, unit_name
from cuamo.kernel.clock import to_hanoi
from cuamo.organisation.models import Unit

MOST_PLACES = 9
MOST_OPEN = 50


def places_for(version: ProcedureVersion, visit: Visit) -> list[Unit]:
    """Return where to send somebody, at most nine: the published list, the nearest that file, branches.

    Never the place they are at.
    """
    here = Unit.objects.filter(code=visit.agency_code).first()
    published = newest_list(version.content["code"])
    codes = [place["code"] for place in published.places] if published else []
    listed = {unit.code: unit for unit in Unit.objects.filter(code__in=codes, is_open=True)}
    found = [listed[code] for code in codes if code in listed]
    found += nearest_for(version.content, here) if here else []
    found += places_to_choose()
    once = {unit.code: unit for unit in found if unit.code != visit.agency_code}
    return list(once.values())[:MOST_PLACES]


def open_referrals(agency_code: str) -> list[Referral]:
    """Return what an agency still has to ask about, longest overdue first, at most fifty."""
    rows = Referral.objects.filter(agency_code=agency_code, outcome="").select_related("person", "version")
    return list(rows.order_by("ask_on", "id")[:MOST_OPEN])


def referrals_of(visit: Visit) -> list[Referral]:
    """Return the referrals made in a visit, oldest first."""
    return list(Referral.objects.filter(visit=visit).select_related("version", "person").order_by("made_at"))


def referral_slip(row: Referral, *, at: datetime) -> dict[str, Any]:
    """Return what the A5 slip of a referral says."""
    moment = to_hanoi(row.expected_at) if row.expected_at else None
    when = "trong giờ mở cửa"
    if moment is not None:
        when = f"{moment:%H:%M ngày %d/%m/%Y}, đã hẹn" if row.booking_id else f"ngày {moment:%d/%m/%Y}"
    sections: list[dict[str, Any]] = [
        {"title": "Đến đâu", "lines": [f"{row.to_name}. {row.to_address}".rstrip(". "), f"Lúc {when}"]},
        {
            "title": "Mang theo",
            "lines": [*row.checklist, "Căn cước và phiếu này"],
            "ticks": True,
        },
        {"title": "Vì sao không làm ở đây", "lines": [REASONS[row.reason][0]]},
    ]
    if row.prepared:
        sections.insert(2, {"title": "Đã chuẩn bị", "lines": row.prepared})
    return {
        "title": "PHIẾU GIỚI THIỆU",
        "point_name": unit_name(row.agency_code),
        "printed_at": said(at),
        "code": row.ref,
        "person": {"name": row.person.full_name, "personal_id_masked": row.person.masked_id},
        "sections": sections,
        "statement": f"Việc cần làm: {row.version.content['name_vi']}. Giấy tờ gốc ở trong tay người dân.",
        "page_url": f"{settings.PUBLIC_URL}/thu-tuc/{row.procedure_code}",
        "hotline": settings.HOTLINE,
    }
