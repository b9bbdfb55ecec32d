"""A closing is made anew from the whole journal: one accountant asks for it, another agrees."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, IllegalTransition, NotFound, NotPermitted
from cuamo.kernel.ids import uuid7
from cuamo.payments.jobs import close_the_books
from cuamo.payments.models import BooksClosing, ClosingRebuild
from cuamo.payments.policies import require_accountant
from cuamo.payments.rules.refunds import require_reason
from cuamo.payments.selectors.closing_work import known_fault
from cuamo.payments.selectors.rebuilds import open_rebuild
from cuamo.payments.services.by_two import decide, require_waits
from cuamo.payments.types import RebuildState


@transaction.atomic
def ask_rebuild(*, reason: str, accountant: Actor, at: datetime) -> ClosingRebuild:
    """Say that closings differ because the one they are built on is damaged (đề nghị lập lại số chốt).

    Nothing is made yet. Records `payment.closing_rebuild_asked`.

    Raises:
        NotPermitted: not an accountant of the centre.
        Invalid: no reason.
        IllegalTransition: no closing differs.
        Conflict: somebody has asked already.
    """
    require_accountant(accountant)
    said = require_reason(reason)
    closing = _differing()
    BooksClosing.objects.select_for_update().get(id=closing.id)
    waiting = open_rebuild()
    if waiting is not None:
        raise Conflict(
            "closing.asked",
            f"{waiting.asked_by_name} đã đề nghị lập lại số chốt: «{waiting.reason}». Câu vừa gõ chưa ghi.",
            "Somebody has asked for this already. What was typed is not kept.",
        )
    asked = ClosingRebuild.objects.create(
        id=uuid7(at),
        closing=closing,
        reason=said,
        asked_by_id=accountant.id,
        asked_by_name=accountant.name,
        asked_at=at,
    )
    _tell("payment.closing_rebuild_asked", asked, accountant, at, reason=said)
    return asked


@transaction.atomic
def approve_rebuild(*, rebuild_id: UUID, accountant: Actor, at: datetime) -> ClosingRebuild:
    """Agree as the second accountant; the job that closes the books makes it from every entry, and checks it.

    Records `payment.closing_rebuild_approved`. Agreeing again changes nothing.

    Raises:
        NotPermitted: not an accountant of the centre, or the one who asked.
        NotFound: nobody asked for this.
        Conflict: it was refused.
        IllegalTransition: a closing agrees by now.
    """
    require_accountant(accountant)
    asked = _asked(rebuild_id)
    if asked.state == RebuildState.DONE:
        return asked
    require_waits(asked, "closing.ended")
    if asked.asked_by_id == accountant.id:
        raise NotPermitted(
            "closing.four_eyes",
            "Người đề nghị lập lại số chốt không tự duyệt. Nhờ kế toán khác xem.",
            "Whoever asked does not agree. Another accountant must look.",
        )
    _differing()
    decide(asked, RebuildState.DONE, accountant, at)
    _tell("payment.closing_rebuild_approved", asked, accountant, at)
    close_the_books.enqueue()
    return asked


@transaction.atomic
def refuse_rebuild(*, rebuild_id: UUID, reason: str, accountant: Actor, at: datetime) -> ClosingRebuild:
    """Make none; whoever asked may withdraw the same way. Records `payment.closing_rebuild_refused`.

    Raises:
        NotPermitted: not an accountant of the centre.
        NotFound: nobody asked for this.
        Conflict: it has ended.
        Invalid: no reason.
    """
    require_accountant(accountant)
    said = require_reason(reason)
    asked = _asked(rebuild_id)
    require_waits(asked, "closing.ended")
    asked.refusal = said
    decide(asked, RebuildState.REFUSED, accountant, at)
    _tell("payment.closing_rebuild_refused", asked, accountant, at, reason=said)
    return asked


def _differing() -> BooksClosing:
    fault = known_fault()
    if fault is None:
        raise IllegalTransition(
            "closing.agrees",
            "Không có lần chốt nào đang lệch, không cần lập lại.",
            "No closing differs; there is nothing to make anew.",
        )
    return fault.closing


def _asked(rebuild_id: UUID) -> ClosingRebuild:
    asked = ClosingRebuild.objects.select_for_update().filter(id=rebuild_id).first()
    if asked is None:
        raise NotFound("closing.unknown", "Không có đề nghị lập lại này.", "Nobody asked for this.")
    return asked


def _tell(name: str, asked: ClosingRebuild, accountant: Actor, at: datetime, **more: str) -> None:
    events.record(name, asked.id, actor=accountant, at=at, upto=asked.closing.upto, **more)
