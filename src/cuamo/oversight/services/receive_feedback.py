"""Take what somebody tells the city."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Invalid
from cuamo.kernel.ids import uuid7
from cuamo.kernel.text import nfc
from cuamo.oversight.models import Feedback
from cuamo.oversight.selectors.concerned import concerned

MOST = 3000
MOST_VND = 10**12


@transaction.atomic
def receive_feedback(
    *,
    text: str,
    place: str,
    extra_money: bool,
    actor: Actor,
    at: datetime,
    about: str = "",
    asked_vnd: int | None = None,
    channel: str = "WEB",
    dossier_id: UUID | None = None,
) -> Feedback:
    """Keep a message and give its code (tiếp nhận phản ánh).

    It says nowhere who sent it. What it is about is looked up for the inspectors of the centre alone: nothing
    is recorded where the counter, its operator or the holder of the dossier could see it.

    Args:
        about: number of a receipt or code of a dossier, as the person wrote it; need not be right.
        asked_vnd: what was asked for on top, in đồng.
        channel: WEB, RATING or CALL.
        dossier_id: the dossier that was rated; a rating gives one message.
    Raises:
        Invalid: nothing is said.
    Law: Decision 766/QĐ-TTg, group 5 (complaints are answered in time).
    """
    said = nfc(text).strip()[:MOST]
    if not said and not extra_money:
        raise Invalid(
            "feedback.empty",
            "Chưa ghi điều muốn nói.",
            "Nothing is written yet.",
            where="noi_dung",
            hint_vi="Ghi vài chữ: ở đâu, lúc nào, việc gì.",
            hint_en="A few words: where, when, what.",
        )
    if asked_vnd is not None and not 0 < asked_vnd < MOST_VND:
        raise Invalid(
            "feedback.amount",
            "Số tiền bị đòi chưa đọc được. Viết như 50.000, hoặc để trống.",
            "The amount cannot be read. Write 50.000, or leave it empty.",
            where="so_tien",
        )
    named = nfc(about).strip()[:40]
    found = concerned(named, dossier_id=dossier_id)
    kept = Feedback.objects.create(
        id=uuid7(at),
        code=f"PA-{at.astimezone(HANOI):%y%m%d}-{secrets.token_hex(5).upper()}",
        extra_money=extra_money,
        place=nfc(place).strip()[:300],
        text=said,
        channel=channel,
        asked_vnd=asked_vnd,
        receipt_number=named,
        dossier_id=found.dossier_id,
        shift_id=found.shift_id,
        about_unit=found.unit_code,
        about_account_id=found.account_id,
        received_at=at,
    )
    events.record("feedback.received", kept.id, actor=actor, at=at, extra_money=extra_money)
    return kept
