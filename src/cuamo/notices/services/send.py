"""Write a text into the queue."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cuamo.kernel.crypto import keyed_hash
from cuamo.kernel.identifiers import phone as phones
from cuamo.notices.models import Notice
from cuamo.notices.rules import quiet, retry
from cuamo.notices.rules.text import render
from cuamo.notices.selectors.templates import template as template_of


@transaction.atomic
def send_notice(
    *,
    template: str,
    phone: str,
    params: Mapping[str, object],
    subject_id: UUID,
    at: datetime,
    instead: str = "",
    more: str = "",
) -> Notice:
    """Queue one text in the transaction of the change it tells (gửi tin nhắn); nothing is sent if that fails.

    Held back in the quiet hours (`settings.QUIET_HOURS`) unless the template carries a code. Not idempotent
    by itself: a subscriber that may run twice asks `about(subject_id)` first, or uses the template once per
    subject.

    Args:
        template: id of ux §12, `N1` to `N12` or a variant of `reference/messages/sms.json`.
        phone: any way of writing a Vietnamese number.
        params: exactly the parameters of the template; accents are taken off here.
        subject_id: what the text is about; for a dossier its id.
        instead: a procedure's own text, `more`: its own sentence at the end; unaccented.
    Raises:
        Invalid: `phone` is not a Vietnamese number.
        LookupError: no such template.
        ValueError: parameters are missing, unknown or carry an identity number.
    """
    chosen = template_of(template)
    number = phones.normalise(phone)
    text = render(chosen, params, instead=instead, more=more)
    due_at = quiet.may_go_at(at, quiet=chosen.quiet, hours=settings.QUIET_HOURS)
    patience = retry.GIVE_UP_AFTER if chosen.quiet else retry.GIVE_UP_CODE_AFTER
    notice = Notice.objects.create(
        subject_id=subject_id,
        template=chosen.id,
        phone=number,
        phone_hash=keyed_hash(number, purpose="phone"),
        text=text.body,
        text_kept=text.kept,
        parts=text.parts,
        created_at=at,
        due_at=due_at,
        give_up_at=due_at + patience,
    )
    if due_at <= at:
        from cuamo.notices.jobs import hand_over_notice

        hand_over_notice.enqueue(notice_id=str(notice.id))
    return notice
