"""What the printed sheets of a dossier say; the layouts are in `documents/sheets/`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from cuamo.catalogue.rules.clock import limit_for
from cuamo.catalogue.rules.messages import slip_note
from cuamo.dossiers.models import Decision, Dossier, DossierPaper, Result, SupplementRequest
from cuamo.dossiers.selectors.linked_receipt import linked_receipt
from cuamo.dossiers.selectors.mandates import acted_by
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.selectors.texts import link_of
from cuamo.dossiers.states import Money, State
from cuamo.kernel.clock import HANOI
from cuamo.kernel.events import history_of
from cuamo.kernel.money import format_vnd
from cuamo.organisation.models import Unit
from cuamo.organisation.types import UnitKind

SERVICE_NAME = "Đại lý dịch vụ công trực tuyến Hà Nội"
WAYS = {
    "HOME": "Bưu tá giao tận nhà, miễn phí",
    "POINT": "Nhận tại điểm phục vụ",
    "ELECTRONIC": "Bản điện tử trong tài khoản",
}
RETURN_WAYS = {"HOME": "Giao tận nhà", "POINT": "Tại điểm", "ELECTRONIC": "Điện tử"}
UNITS = {"WORKING_DAY": "ngày làm việc", "DAY": "ngày", "HOUR": "giờ làm việc", "MONTH": "tháng"}
STAGES = {
    State.SUBMITTED: "tiếp nhận",
    State.ACCEPTED: "thẩm định",
    State.IN_PROGRESS: "thẩm định",
    State.SUPPLEMENT: "chờ bổ sung giấy tờ",
    State.PAYMENT: "chờ thực hiện nghĩa vụ tài chính",
    State.WITHDRAWAL: "xét đề nghị rút hồ sơ",
}
SIGNER = "Người có thẩm quyền"
PLACE = "Hà Nội"
COMPLAINT = f"gọi {settings.HOTLINE} hoặc gửi khiếu nại qua trang theo dõi hồ sơ"


def said(moment: datetime | None) -> str:
    """Return a moment as people read it: `09:12 ngày 20/03/2026`."""
    return f"{moment.astimezone(HANOI):%H:%M ngày %d/%m/%Y}" if moment else ""


def track_url(dossier: Dossier) -> str:
    """Return the address the receipt's QR holds; of a part of a linked filing it is the filing's."""
    return link_of(dossier)


def receipt_sheet(
    dossier: Dossier, *, point: Unit | None, counter: str, clerk: str, at: datetime, reprint: int = 0
) -> dict[str, Any]:
    """Return the A5 receipt of the counter (Phiếu nhận hồ sơ, ux §10)."""
    applicant = dossier.applicant
    owed = int(dossier.fee.get("citizen_total_vnd", 0))
    paid = dossier.money == Money.PAID
    linked = linked_receipt(dossier, at=at)
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
        "notes": " ".join(
            part
            for part in (
                _acted(dossier),
                slip_note(dossier.version.content, "RECEIPT"),
                linked.pop("note", ""),
            )
            if part
        ),
        "label": {"code": dossier.shown_code, "destination": unit_name(dossier.received_by)},
        "reprint": reprint,
    } | linked


def _acted(dossier: Dossier) -> str:
    who = acted_by(dossier)
    return f"{who}." if who else ""


def form_01_sheet(dossier: Dossier, *, at: datetime, reprint: int = 0) -> dict[str, Any]:
    """Return form 01 (Giấy tiếp nhận hồ sơ và hẹn trả kết quả)."""
    decision = Decision.objects.filter(dossier=dossier, kind="ACCEPT").order_by("decided_at").last()
    slots = [slot for slot in paper_slots(dossier) if slot.files]
    return slip(dossier, at, reprint) | {
        "notes": slip_note(dossier.version.content, "01"),
        "receiving_unit": unit_name(dossier.received_by),
        "components": [{"name": slot.need.name_vi, **_copies(slot.files)} for slot in slots],
        "sets": 1,
        "time_limit": time_limit_words(limit_for(dossier.version.content, dossier.answers, dossier.values)),
        "received_at": said(dossier.accepted_at),
        "due_at": said(dossier.due_at),
        "return_how": WAYS.get(dossier.delivery.get("way", ""), "Bản điện tử"),
        "receiver_name": decision.by_name if decision else "",
        "fee_lines": money_lines(dossier.fee),
        "fee_mode": _money_said(dossier) if dossier.fee.get("lines") else "",
    }


def form_02_sheet(
    dossier: Dossier, request: SupplementRequest, *, at: datetime, reprint: int = 0
) -> dict[str, Any]:
    """Return form 02 (Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ), every defect on it."""
    return slip(dossier, at, reprint, unit_code=dossier.decided_by or dossier.received_by) | {
        "notes": slip_note(dossier.version.content, "02"),
        "items": [
            {"what": item["label"], "reason": item["reason"], "law": item.get("law", ""), "how": item["todo"]}
            for item in request.items
        ],
        "contact_name": request.asked_by.get("name", ""),
        "contact_phone": settings.HOTLINE,
        "answer_by": said(request.answer_by),
        "pause_note": "Trong lúc chờ bổ sung, thời hạn giải quyết tạm dừng.",
    }


def form_03_sheet(dossier: Dossier, *, at: datetime, reprint: int = 0) -> dict[str, Any]:
    """Return form 03 (Phiếu từ chối tiếp nhận giải quyết hồ sơ)."""
    refusals = Decision.objects.filter(dossier=dossier, kind__in=["REFUSE_INTAKE", "REFUSE"])
    decision = refusals.order_by("decided_at").last()
    reasons: Sequence[str] = dossier.ending.get("reasons", [])
    return slip(dossier, at, reprint) | {
        "notes": slip_note(dossier.version.content, "03"),
        "reasons": [{"text": reason} for reason in reasons],
        "right_body": dossier.ending.get("turn_to", ""),
        "receiver_name": decision.by_name if decision else "",
        "complaint": COMPLAINT,
    }


def form_04_sheet(dossier: Dossier, *, at: datetime, reprint: int = 0) -> dict[str, Any]:
    """Return form 04 (Văn bản xin lỗi và đề nghị gia hạn) of a dossier that was promised a new date.

    Raises:
        LookupError: no new date was promised.
    """
    decision = Decision.objects.filter(dossier=dossier, kind="EXTEND").order_by("decided_at").last()
    if decision is None:
        raise LookupError(f"{dossier} was promised no new date")
    content = decision.content
    return slip(dossier, at, reprint, unit_code=decision.unit_code) | {
        "notes": slip_note(dossier.version.content, "04"),
        "received_at": said(dossier.accepted_at),
        "due_at": said(datetime.fromisoformat(content["former"])),
        "cause": content["cause"],
        "new_due_at": said(datetime.fromisoformat(content["new"])),
        "signer_title": SIGNER,
        "signer_name": decision.by_name,
    }


def form_05_sheet(dossier: Dossier, *, at: datetime, reprint: int = 0) -> dict[str, Any]:
    """Return form 05 (Thông báo dừng giải quyết hồ sơ) of a dossier that was stopped or withdrawn.

    Raises:
        LookupError: it was not stopped.
    """
    withdrawn = dossier.ending.get("kind") == "WITHDRAWN"
    if dossier.finished_at is None or not (withdrawn or dossier.ending.get("kind") == "STOPPED"):
        raise LookupError(f"{dossier} was not stopped")
    stops = Decision.objects.filter(dossier=dossier, kind__in=["STOP", "GRANT_WITHDRAWAL"])
    decision = stops.order_by("decided_at").last()
    law = dossier.ending.get("law", "")
    reasons = dossier.ending.get("reasons") or ["Người nộp rút hồ sơ." if withdrawn else "Không nêu."]
    originals = DossierPaper.objects.filter(dossier=dossier, removed_at=None, copy_kind="ORIGINAL").count()
    return slip(dossier, at, reprint, unit_code=dossier.decided_by or dossier.received_by) | {
        "notes": slip_note(dossier.version.content, "05"),
        "received_at": said(dossier.accepted_at or dossier.submitted_at),
        "stage": _stage_before_the_end(dossier),
        "stopped_at": said(dossier.finished_at),
        "asked_by_applicant": withdrawn,
        "grounds": [{"text": reason, "law": law} for reason in reasons],
        "money_consequence": _money_after_a_stop(dossier),
        "papers_back": f"{originals} bản chính, nhận lại tại nơi đã nộp." if originals else "",
        "complaint": COMPLAINT,
        "signer_title": SIGNER,
        "signer_name": decision.by_name if decision else "",
    }


def result_sheet(result: Result, unit: Unit, *, place: str = PLACE) -> dict[str, Any]:
    """Return the result document: the authority, what was drafted, who signs, the QR to check it by.

    While it has no number, the places of number and day are left open.
    """
    moment = result.numbered_at or result.drafted_at
    rows = [{"label": label, "value": str(value)} for label, value in result.content.items() if value]
    layout = {key: value for key, value in result.layout.items() if value and key != "words"}
    return {
        "title": result.title,
        **layout,
        "agency_parent": parent_name(unit.code),
        "agency_name": unit.name_vi,
        "number": result.number,
        "open": not result.number,
        "place": place,
        "issued_on": moment.astimezone(HANOI).date(),
        "rows": rows or [{"label": "Nội dung", "value": result.title}],
        "signer_title": SIGNER,
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


def time_limit_words(limit: Mapping[str, Any]) -> str:
    """Return a time limit as the law writes it: `3 ngày làm việc`; empty when none is known."""
    if limit.get("same_day_cutoff"):
        return f"trong ngày làm việc; nhận từ {limit['same_day_cutoff']} thì ngày làm việc sau"
    if not limit.get("qty"):
        return ""
    return f"{limit['qty']:g} {UNITS.get(limit.get('unit', ''), 'ngày làm việc')}".replace(".", ",")


def unit_name(code: str) -> str:
    """Return the Vietnamese name of a unit; empty when there is none."""
    unit = Unit.objects.filter(code=code).first()
    return unit.name_vi if unit else ""


def parent_name(code: str) -> str:
    """Return the name above a unit's own on its papers: the body it belongs to; a ward's has none.

    Law: Decree 30/2020/NĐ-CP, Annex I (tên cơ quan chủ quản).
    """
    unit = Unit.objects.select_related("parent").filter(code=code).first()
    if unit is None or unit.kind == UnitKind.WARD or unit.parent is None:
        return ""
    return unit.parent.name_vi


def slip(dossier: Dossier, at: datetime, reprint: int, *, unit_code: str = "") -> dict[str, Any]:
    """Return what the forms of the Circular have in common.

    Args:
        unit_code: the unit whose paper it is; the receiving one by default.
    """
    applicant = dossier.applicant
    unit_code = unit_code or dossier.received_by
    return {
        "agency_parent": parent_name(unit_code),
        "agency_name": unit_name(unit_code),
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


def _procedure(dossier: Dossier) -> dict[str, str]:
    return {"name": dossier.version.content["name_vi"], "code": dossier.procedure_code}


def _copies(files: Sequence[DossierPaper]) -> dict[str, int]:
    originals = sum(paper.copy_kind == "ORIGINAL" for paper in files)
    return {"originals": originals, "plain": len(files) - originals}


def _money_said(dossier: Dossier) -> str:
    owed = int(dossier.fee.get("citizen_total_vnd", 0))
    if dossier.money == Money.PAID:
        return f"đã nộp đủ {format_vnd(owed)}"
    return f"chưa nộp {format_vnd(owed)}" if owed else "không phải nộp"


def _money_after_a_stop(dossier: Dossier) -> str:
    owed = int(dossier.fee.get("citizen_total_vnd", 0))
    if dossier.money == Money.PAID and owed:
        return f"đã nộp {format_vnd(owed)}; việc trả lại do cơ quan thu quyết định, hỏi {settings.HOTLINE}."
    return "chưa nộp, không phải nộp nữa." if owed else "không phải nộp."


def _stage_before_the_end(dossier: Dossier) -> str:
    states = [event.data.get("state") for event in history_of(dossier.id) if "state" in event.data]
    before = next((state for state in reversed(states) if state in STAGES), None)
    return STAGES[State(before)] if before is not None else ""
