"""What is still owed, on a paper the person takes along, with a VietQR that lives as long as its term."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.obligations import is_closed, is_paid, obligation_to_collect, owes_fee_again
from cuamo.dossiers.selectors.sheets import said, track_url, unit_name
from cuamo.dossiers.services.ask_payment import DAYS_TO_PAY
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, IllegalTransition
from cuamo.kernel.money import format_vnd
from cuamo.payments.selectors.status import status_of
from cuamo.payments.services.start_attempt import start_attempt

TITLE = "PHIẾU BÁO KHOẢN PHẢI TRẢ"
NOT_YET = "Ngân hàng chưa báo kết quả lần trả trước. Chưa cần trả lần nữa; hỏi tổng đài rồi mới trả."
OVER = "Đã quá hạn trả, phiếu không có mã VietQR. Hỏi tổng đài, hoặc trả tiền mặt tại quầy."


@transaction.atomic
def owed_slip(*, obligation_id: UUID, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return the A5 slip of money found while deciding: amount, what for, until when, VietQR (phiếu báo nộp).

    The code takes money until the term ends; a code on a screen meanwhile is the same one. While the bank has
    not said what became of an earlier try, and after the term, the slip says so and carries no code. Records
    `dossier.owed_printed`; printed again it says so.

    Raises:
        NotFound: there is no such obligation. IllegalTransition: nothing is owed any more.
    """
    dossier = lock_dossier(obligation_to_collect(obligation_id).dossier_id)
    obligation = obligation_to_collect(obligation_id)
    asked = status_of(obligation.id, at=at)
    if asked is None or is_paid(obligation, asked) or is_closed(obligation, asked):
        raise IllegalTransition(
            "payment.closed", "Khoản này không cần trả nữa.", "Nothing is owed on this any more."
        )
    before = events.names_of(dossier.id).count("dossier.owed_printed")
    what = "; ".join(line["name_vi"] for line in obligation.lines)
    pay = _code(asked.request_id, what=what, until=obligation.pay_by, at=at)
    lines = [f"{line['name_vi']}: {format_vnd(line['citizen_vnd'])}" for line in obligation.lines]
    laws = list(dict.fromkeys(line["reason_vi"] for line in obligation.lines if line.get("reason_vi")))
    events.record(
        "dossier.owed_printed",
        dossier.id,
        actor=actor,
        at=at,
        obligation_id=str(obligation.id),
        until=obligation.pay_by.isoformat(),
        again=before,
    )
    applicant = dossier.applicant
    return {
        "title": TITLE,
        "point_name": unit_name(dossier.decided_by or dossier.received_by),
        "printed_at": said(at),
        "code": dossier.shown_code,
        "person": {
            "name": applicant.full_name if applicant else "",
            "personal_id_masked": applicant.masked_id if applicant else "",
        },
        "page_url": track_url(dossier),
        "pay": pay,
        "sections": [
            {"title": "Khoản phải trả", "lines": lines},
            *([{"title": "Căn cứ", "lines": laws}] if laws else []),
            {
                "title": "Trả xong thì sao",
                "lines": [
                    "Hồ sơ được giải quyết tiếp ngay. Ai cầm phiếu này cũng trả thay được.",
                    f"Hạn trả: {said(obligation.pay_by)}. Quá hạn, hồ sơ có thể dừng.",
                ],
            },
        ],
        "statement": "" if pay else (OVER if at >= obligation.pay_by else NOT_YET),
        "hotline": settings.HOTLINE,
        "reprint": before,
    }


def fee_on_receipt(dossier: Dossier, *, at: datetime) -> dict[str, Any]:
    """Return what a receipt says beside its lines when the fee of a dossier that was sent in is owed again.

    Empty when nothing is owed, or when the bank has not said what became of an earlier try.
    """
    asked = status_of(dossier.id, at=at) if owes_fee_again(dossier) else None
    if asked is None or asked.settled:
        return {}
    what = "; ".join(str(line["name_vi"]) for line in dossier.fee["lines"] if line["citizen_vnd"])
    pay = _code(asked.request_id, what=what, until=at + timedelta(days=DAYS_TO_PAY), at=at)
    return {"pay": pay, "balance_vnd": asked.remaining_vnd} if pay else {}


def _code(request_id: UUID, *, what: str, until: datetime, at: datetime) -> dict[str, Any] | None:
    if at >= until:
        return None
    try:
        with transaction.atomic():
            attempt = start_attempt(request_id=request_id, until=until, at=at)
    except (Conflict, IllegalTransition):
        return None
    return {
        "payload": attempt.qr_payload,
        "amount_vnd": attempt.amount_vnd,
        "what": what,
        "until": said(attempt.expires_at),
        "reference": attempt.reference,
    }
