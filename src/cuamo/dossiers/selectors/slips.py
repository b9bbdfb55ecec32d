"""Slips of the counter that are signed on paper: the summary to confirm, and the consent."""

from datetime import datetime
from typing import Any

from django.conf import settings

from cuamo.dossiers.models import Confirmation, Dossier, Visit
from cuamo.dossiers.selectors.consents import consent_text
from cuamo.dossiers.selectors.mandates import mandate_of
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.selectors.sheets import RETURN_WAYS, said, unit_name
from cuamo.kernel.money import format_vnd

BOXES = ["Ký, ghi rõ họ tên", "Điểm chỉ", "Người làm chứng"]


def mark_of(confirmation: Confirmation) -> str:
    """Return the short mark a summary is told apart by, on the slip and beside the place it is scanned to."""
    return bytes(confirmation.summary_hash).hex()[:8].upper()


def summary_slip(dossier: Dossier, confirmation: Confirmation, *, at: datetime) -> dict[str, Any]:
    """Return the A5 summary with boxes for signature, thumbprint and witness (ux §10).

    It says what was frozen for this confirmation, not what the draft says by now.
    """
    shown, person = confirmation.summary, dossier.applicant
    sections: list[dict[str, Any]] = []
    for row in shown["rows"]:
        title = row.get("section_vi") or "Tờ khai"
        if not sections or sections[-1]["title"] != title:
            sections.append({"title": title, "rows": []})
        value = row["value_vi"] if row.get("stated", True) else ""
        sections[-1]["rows"].append({"label": row["label_vi"], "value": value})
    delivery = shown["delivery"]
    back = [RETURN_WAYS.get(delivery.get("way", ""), ""), delivery.get("address", "")]
    total = int(shown["fee"].get("citizen_total_vnd") or 0)
    last = [
        {"label": "Nhận kết quả", "value": ": ".join(part for part in back if part)},
        {"label": "Tiền phải trả", "value": format_vnd(total)},
    ]
    mandate = mandate_of(dossier.id)
    if mandate is not None:
        last.append({"label": "Người làm thay", "value": mandate.holder.full_name})
    return {
        "title": "TÓM TẮT ĐỂ XÁC NHẬN",
        "point_name": unit_name(dossier.helped_at),
        "printed_at": said(at),
        "code": f"{dossier.own_ref}-{mark_of(confirmation)}",
        "person": _person(person),
        "procedure": {"name": dossier.version.content["name_vi"], "code": dossier.procedure_code},
        "sections": [*sections, {"title": "Gửi và trả", "rows": last}],
        "papers": [
            {"name": slot.need.name_vi, "pages": sum(paper.file.pages for paper in slot.files)}
            for slot in paper_slots(dossier)
            if slot.files
        ],
        "consent": "Hồ sơ chưa được nộp. Dòng nào sai thì nói ngay, chưa ký. Ký là đồng ý nộp.",
        "hotline": settings.HOTLINE,
    }


def consent_slip(visit: Visit, *, at: datetime) -> dict[str, Any]:
    """Return the slip somebody without a screen signs to agree to the help."""
    return {
        "title": "PHIẾU ĐỒNG Ý",
        "point_name": unit_name(visit.agency_code),
        "printed_at": said(at),
        "code": visit.ref,
        "person": _person(visit.person),
        "sections": [{"title": "Điều được hỏi", "lines": list(consent_text(visit).lines_vi)}],
        "statement": "Tôi đã đọc, hoặc đã được nghe đọc, và đồng ý.",
        "boxes": BOXES,
        "hotline": settings.HOTLINE,
    }


def _person(person: Any) -> dict[str, str]:
    return {
        "name": person.full_name if person else "",
        "personal_id_masked": person.masked_id if person else "",
    }
