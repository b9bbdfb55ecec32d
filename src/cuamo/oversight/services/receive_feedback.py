"""Take what somebody tells the city."""

import secrets
from datetime import datetime

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Invalid
from cuamo.kernel.ids import uuid7
from cuamo.kernel.text import nfc
from cuamo.oversight.models import Feedback

MOST = 3000


@transaction.atomic
def receive_feedback(*, text: str, place: str, extra_money: bool, actor: Actor, at: datetime) -> Feedback:
    """Keep a message and give its code (tiếp nhận phản ánh).

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
    kept = Feedback.objects.create(
        id=uuid7(at),
        code=f"PA-{at.astimezone(HANOI):%y%m%d}-{secrets.token_hex(3).upper()}",
        extra_money=extra_money,
        place=nfc(place).strip()[:300],
        text=said,
        received_at=at,
    )
    events.record("feedback.received", kept.id, actor=actor, at=at, extra_money=extra_money)
    return kept
