"""T2: messages, papers both ways and money of one dossier."""

from typing import Any
from uuid import UUID

from cuamo.dossiers.models import Decision, Dossier, Obligation, PastResult
from cuamo.notices.selectors.notices import about
from cuamo.notices.types import NoticeState
from cuamo.payments.selectors.paid import requests_about
from cuamo.web.language import vi_en

SLIPS: dict[str, tuple[str, str]] = {
    "ACCEPT": ("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Receipt and appointment"),
    "ASK_SUPPLEMENT": ("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "Request for more papers"),
    "REFUSE_INTAKE": ("Phiếu từ chối tiếp nhận", "Refusal at intake"),
    "REFUSE": ("Phiếu từ chối giải quyết", "Refusal"),
    "EXTEND": ("Văn bản xin lỗi và hẹn lại", "Apology with a new date"),
    "STOP": ("Thông báo dừng giải quyết", "Notice of stopping"),
}
STATES: dict[str, tuple[str, str]] = {
    NoticeState.QUEUED: ("chờ gửi", "waiting to be sent"),
    NoticeState.SENT: ("đã gửi", "sent"),
    NoticeState.FAILED: ("không gửi được", "could not be sent"),
    NoticeState.DELIVERED: ("đã tới máy", "arrived"),
}
METHODS: dict[str, tuple[str, str]] = {"CASH": ("tiền mặt tại quầy", "cash at a counter")}


def messages_of(dossier: Dossier) -> list[dict[str, Any]]:
    """Return every text sent about the dossier, as it was sent, newest first; codes are blanked."""
    return [
        {
            "text": each.text_kept,
            "at": each.sent_at or each.created_at,
            "state": vi_en(*STATES[each.state]),
            "phone": each.phone,
        }
        for each in about(dossier.id)[:50]
    ]


def received_of(dossier: Dossier) -> list[dict[str, Any]]:
    """Return the papers the person got: slips and results that were replaced, oldest first."""
    acts = Decision.objects.filter(dossier=dossier, file__isnull=False).select_related("file")
    rows = [
        {"name": vi_en(*SLIPS[act.kind]), "file": act.file, "at": act.decided_at, "note": ""}
        for act in acts.order_by("decided_at")
        if act.kind in SLIPS
    ]
    past = PastResult.objects.filter(dossier=dossier, file__isnull=False).select_related("file")
    rows += [
        {
            "name": vi_en("Kết quả không dùng nữa", "A result no longer valid"),
            "file": each.file,
            "at": each.issued_at or each.replaced_at,
            "note": each.number,
        }
        for each in past.order_by("replaced_at")
    ]
    return rows


def money_of(dossier: Dossier) -> list[dict[str, Any]]:
    """Return what was asked and paid, with lines and receipts, oldest first."""
    return [
        {
            "request": each,
            "more": list(each.lines.all()) if each.subject_id != dossier.id else [],
            "how": vi_en(*METHODS[each.method])
            if each.method in METHODS
            else vi_en("chuyển khoản", "bank transfer"),
            "receipts": sorted(each.cash_receipts.all(), key=lambda one: one.taken_at),
            "electronic": sorted(each.electronic_receipts.all(), key=lambda one: one.issued_at),
        }
        for each in requests_about(subjects_of(dossier))
    ]


def subjects_of(dossier: Dossier) -> list[UUID]:
    """Return what money of the dossier is asked for under: itself and what was found while deciding."""
    owed = Obligation.objects.filter(dossier=dossier).values_list("id", flat=True)
    return [dossier.id, *owed]
