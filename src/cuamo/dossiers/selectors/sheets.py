"""What the printed sheets of a dossier say; the layouts are in `documents/sheets/`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from cuamo.dossiers.models import Decision, Dossier, Result, SupplementRequest
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.states import Money
from cuamo.kernel.clock import HANOI
from cuamo.organisation.models import Unit

SERVICE_NAME = "Đại lý dịch vụ công trực tuyến Hà Nội"
WAYS = {
    "HOME": "Bưu tá giao tận nhà, miễn phí",
    "POINT": "Nhận tại điểm phục vụ",
    "ELECTRONIC": "Bản điện tử trong tài khoản",
}


def said(moment: datetime | None) -> str:
    """Return a moment as people read it: `09:12 ngày 20/03/2026`."""
    return f"{moment.astimezone(HANOI):%H:%M ngày %d/%m/%Y}" if moment else ""


def track_url(dossier: Dossier) -> str:
    """Return the address the receipt's QR holds."""
    return f"{settings.PUBLIC_URL}/t/{dossier.tracking_token}"


def receipt_sheet(
    dossier: Dossier, *, point: Unit | None, counter: str, clerk: str, at: datetime, reprint: int = 0
) -> dict[str, Any]:
    """Return the A5 receipt of the counter (Phiếu nhận hồ sơ, ux §10)."""
    applicant = dossier.applicant
    owed = int(dossier.fee.get("citizen_total_vnd", 0))
    paid = dossier.money == Money.PAID
    return {
        "service_name": SERVICE_NAME,
        "point_name": point.name_vi if point else "Nộp trực tuyến",
        "counter": counter,
        "clerk_number": clerk,
        "printed_at": said(at),
        "code": dossier.shown_code,
        "track_url": track_url(dossier),
        "person": {
            "name": applicant.full_name if applicant else "",
            "personal_id_masked": applicant.masked_id if applicant else "",
        },
        "procedure": _procedure(dossier),
        "papers": [
            {
                "name": slot.need.name_vi,
                "kind": "bản điện tử",
                "pages": sum(paper.file.pages for paper in slot.files),
            }
            for slot in paper_slots(dossier)
            if slot.files
        ],
        "answer_when": said(dossier.answer_due_at) and f"trước {said(dossier.answer_due_at)}",
        "due_at": said(dossier.due_at),
        "return_how": WAYS.get(dossier.delivery.get("way", ""), "Bản điện tử"),
        "money": money_lines(dossier.fee),
        "total_vnd": owed,
        "paid_by": "đã nhận đủ" if paid else ("không phải trả" if owed == 0 else "chưa trả"),
        "balance_vnd": 0 if paid else owed,
        "hotline": settings.HOTLINE,
        "consent": "Đã đồng ý cho nhân viên xem tên, ngày sinh, nơi ở để điền tờ khai này."
        if dossier.visit_id
        else "",
        "label": {"code": dossier.shown_code, "destination": _unit_name(dossier.received_by)},
        "reprint": reprint,
    }


def form_01_sheet(dossier: Dossier, *, at: datetime, reprint: int = 0) -> dict[str, Any]:
    """Return form 01 (Giấy tiếp nhận hồ sơ và hẹn trả kết quả)."""
    decision = Decision.objects.filter(dossier=dossier, kind="ACCEPT").order_by("decided_at").last()
    return _slip(dossier, at, reprint) | {
        "receiving_unit": _unit_name(dossier.received_by),
        "components": [
            {"name": slot.need.name_vi, "plain": len(slot.files)}
            for slot in paper_slots(dossier)
            if slot.files
        ],
        "received_at": said(dossier.accepted_at),
        "due_at": said(dossier.due_at),
        "return_how": WAYS.get(dossier.delivery.get("way", ""), "Bản điện tử"),
        "receiver_name": decision.by_name if decision else "",
        "fee_lines": [
            {"name": line["name"], "amount_vnd": line["amount_vnd"], "note": line["note"]}
            for line in money_lines(dossier.fee)
        ],
    }


def form_02_sheet(dossier: Dossier, request: SupplementRequest, *, at: datetime) -> dict[str, Any]:
    """Return form 02 (Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ), every defect on it."""
    return _slip(dossier, at, 0) | {
        "items": [
            {"what": item["label"], "reason": item["reason"], "how": item["todo"]} for item in request.items
        ],
        "contact_name": request.asked_by.get("name", ""),
        "contact_phone": settings.HOTLINE,
        "answer_by": said(request.answer_by),
    }


def form_03_sheet(dossier: Dossier, *, at: datetime) -> dict[str, Any]:
    """Return form 03 (Phiếu từ chối tiếp nhận giải quyết hồ sơ)."""
    refusals = Decision.objects.filter(dossier=dossier, kind__in=["REFUSE_INTAKE", "REFUSE"])
    decision = refusals.order_by("decided_at").last()
    reasons: Sequence[str] = dossier.ending.get("reasons", [])
    return _slip(dossier, at, 0) | {
        "reasons": [{"text": reason} for reason in reasons],
        "right_body": dossier.ending.get("turn_to", ""),
        "receiver_name": decision.by_name if decision else "",
        "complaint": f"Không đồng ý thì gọi {settings.HOTLINE} hoặc gửi khiếu nại qua trang theo dõi hồ sơ.",
    }


def result_sheet(result: Result, unit: Unit) -> dict[str, Any]:
    """Return the result document: the authority, what was drafted, who signs, the QR to check it by."""
    moment = result.numbered_at or result.drafted_at
    rows = [{"label": label, "value": str(value)} for label, value in result.content.items() if value]
    return {
        "agency_name": unit.name_vi,
        "number": result.number,
        "place": "Hà Nội",
        "issued_on": moment.astimezone(HANOI).date(),
        "title": result.title,
        "rows": rows or [{"label": "Nội dung", "value": result.title}],
        "signer_title": "Người có thẩm quyền",
        "signer_name": result.approved_by_name,
        "check_url": f"{settings.PUBLIC_URL}/kiem-tra/{result.check_token}",
    }


def money_lines(fee: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what must be paid, item by item with its reason; 0 ₫ items are shown too."""
    return [
        {
            "name": line["name_vi"],
            "amount_vnd": line["citizen_vnd"] if line["citizen_vnd"] is not None else "chưa rõ",
            "note": line["reason_vi"],
        }
        for line in fee.get("lines", [])
    ]


def _procedure(dossier: Dossier) -> dict[str, str]:
    return {"name": dossier.version.content["name_vi"], "code": dossier.procedure_code}


def _unit_name(code: str) -> str:
    unit = Unit.objects.filter(code=code).first()
    return unit.name_vi if unit else ""


def _slip(dossier: Dossier, at: datetime, reprint: int) -> dict[str, Any]:
    applicant = dossier.applicant
    return {
        "agency_name": _unit_name(dossier.received_by),
        "code": dossier.shown_code,
        "place": "Hà Nội",
        "issued_on": at.astimezone(HANOI).date(),
        "applicant": {
            "name": applicant.full_name if applicant else "",
            "address": applicant.address if applicant else "",
            "phone": dossier.contact_phone,
            "personal_id_masked": applicant.masked_id if applicant else "",
        },
        "procedure": _procedure(dossier),
        "track_url": track_url(dossier),
        "hotline": settings.HOTLINE,
        "reprint": reprint,
    }
