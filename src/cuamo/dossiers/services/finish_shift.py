"""The end of a shift, with what it leaves open; and the shift that takes it over."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from cuamo.dossiers.models import DeviceReport, Dossier, Visit
from cuamo.dossiers.selectors.brought import cash_in_no_book_of
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.dossiers.services.parts import new_screen_code
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Invalid, NotFound
from cuamo.kernel.money import format_vnd
from cuamo.organisation.models import Handover, Shift
from cuamo.organisation.services.shift import REASON_MOST, close_shift, give_over, take_over
from cuamo.payments.selectors.books import cash_in_of
from cuamo.payments.services.till import book_count, pass_till

LEFT = "LEFT"
"""Outcome of a visit that was ended with its shift."""


def open_in(shift: Shift) -> list[Visit]:
    """Return the unfinished visits of the shift's clerk, oldest first (lượt còn mở)."""
    mine = Visit.objects.filter(clerk_id=str(shift.clerk_id), ended_at=None)
    return list(mine.select_related("person").order_by("started_at", "id"))


@transaction.atomic
def finish_shift(
    *,
    shift_id: UUID,
    clerk: Actor,
    counted_vnd: int,
    reason: str = "",
    count_lines: Mapping[str, int] | None = None,
    unsent_reason: str = "",
    hand_over: bool = False,
    visit_words: Mapping[str, str] | None = None,
    papers_count: int = 0,
    papers_words: str = "",
    words: str = "",
    overnight_reason: str = "",
    absent_reason: str = "",
    at: datetime,
) -> Shift:
    """Close a shift and decide about everything it leaves (kết ca, bàn giao).

    Handed over, open visits wait for whoever opens the next shift at this counter. Not handed over, each is
    ended with words. A lead who closes for an absent clerk hands open visits over: nobody ends them unseen.

    Args:
        visit_words: what became of each open visit, by its id; needed when nobody takes over.
        papers_count: citizens' papers and envelopes that stay at the counter.
        papers_words: where these are kept; needed when there are any (facts 6: none stays without a slip).
    Raises:
        NotPermitted: the shift is somebody else's and `clerk` does not lead there.
        NotFound: there is no such shift.
        Invalid: something that must be explained is not; cash in no book is, also when the count fits.
    Law: none; ux Q15.
    """
    shift = Shift.objects.select_for_update().filter(id=shift_id).first()
    if shift is None:
        raise NotFound("shift.unknown", "Không có ca này.", "There is no such shift.")
    if not shift.is_open:
        return close_shift(shift_id=shift_id, clerk=clerk, counted_vnd=counted_vnd, reason=reason, at=at)
    for_another = str(shift.clerk_id) != clerk.id
    visits = open_in(shift)
    hand_over = hand_over or (for_another and bool(visits))
    said = {key: text.strip() for key, text in (visit_words or {}).items()}
    _require_words(
        overnight=at.astimezone(HANOI).date() > shift.opened_at.astimezone(HANOI).date(),
        overnight_reason=overnight_reason,
        for_another=for_another,
        absent_reason=absent_reason,
        papers_count=papers_count,
        papers_words=papers_words,
    )
    silent = [visit for visit in visits if not hand_over and not said.get(str(visit.id))]
    if silent:
        raise Invalid(
            "shift.visits_open",
            f"Còn {len(silent)} lượt chưa xong. Ghi việc đã làm với từng lượt, hoặc bàn giao cho ca sau.",
            f"{len(silent)} visits are open. Say what became of each, or hand over to the next shift.",
            where=f"luot.{silent[0].id}",
        )
    _require_words_on_cash(shift, reason)
    closed = close_shift(
        shift_id=shift.id,
        clerk=clerk,
        counted_vnd=counted_vnd,
        cash_in_vnd=cash_in_of(shift.id),
        reason=reason,
        unsent_count=unsent_in(shift, visits),
        unsent_reason=unsent_reason,
        count_lines=count_lines,
        absent_reason=absent_reason if for_another else "",
        at=at,
    )
    book_count(shift=closed, at=at)
    if not hand_over:
        for visit in visits:
            end_visit(visit_id=visit.id, clerk=clerk, outcome=LEFT, at=at)
        closed.left_visits = [
            {"ref": visit.ref, "words": said[str(visit.id)][:REASON_MOST]} for visit in visits
        ]
    closed.overnight_reason = overnight_reason.strip()[:REASON_MOST]
    closed.papers_count, closed.papers_words = papers_count, papers_words.strip()[:REASON_MOST]
    closed.save(update_fields=["left_visits", "overnight_reason", "papers_count", "papers_words"])
    if hand_over:
        Visit.objects.filter(id__in=[visit.id for visit in visits]).update(parked=True, shift_id=shift.id)
        told = "\n".join(text.strip() for text in (papers_words, words) if text.strip())
        give_over(
            shift=closed,
            clerk=clerk,
            visits_count=len(visits),
            papers_count=papers_count,
            words=told,
            at=at,
        )
    return closed


@transaction.atomic
def begin_from(
    *, handover_id: UUID, clerk: Actor, counted_vnd: int, papers_found: int, note: str = "", at: datetime
) -> Handover:
    """Take over a shift: count, agree or note the difference, and go on with its visits (nhận ca).

    Each visit changes its clerk and gets a new screen code: the screen of before is shut out. Records
    `visit.handed_over` for each.

    Raises:
        NotPermitted, NotFound, Conflict, Invalid: as `take_over`.
    """
    taken = take_over(
        handover_id=handover_id,
        clerk=clerk,
        counted_vnd=counted_vnd,
        papers_found=papers_found,
        note=note,
        at=at,
    )
    pass_till(taken=taken, at=at)
    left = Visit.objects.select_for_update(of=("self",)).filter(shift_id=taken.from_shift_id, ended_at=None)
    for visit in left.order_by("id"):
        giver = visit.clerk_id
        visit.clerk_id, visit.clerk_name = clerk.id, clerk.name
        visit.shift_id, visit.counter_id, visit.parked = taken.to_shift_id, taken.counter_id, True
        visit.screen_code, visit.screen_device = new_screen_code(), None
        visit.save(
            update_fields=[
                "clerk_id",
                "clerk_name",
                "shift_id",
                "counter_id",
                "parked",
                "screen_code",
                "screen_device",
            ]
        )
        events.record("visit.handed_over", visit.id, actor=clerk, at=at, from_clerk=giver)
    return taken


def unsent_in(shift: Shift, visits: list[Visit]) -> int:
    """Return what is not sent yet: drafts of the open visits, and what PCs still hold of the clerk's work."""
    on_pcs = DeviceReport.objects.filter(clerk_id=str(shift.clerk_id), agency_code=shift.unit_code)
    waiting = on_pcs.filter(unsent__gt=0).aggregate(all=Sum("unsent"))["all"] or 0
    if not visits:
        return int(waiting)
    first = min(visit.id for visit in visits)
    drafts = Dossier.objects.filter(visit__in=visits, state=State.DRAFT, id__gte=first).count()
    return drafts + int(waiting)


def _require_words_on_cash(shift: Shift, reason: str) -> None:
    claimed = sum(row.cash_vnd for row in cash_in_no_book_of(str(shift.clerk_id)))
    if claimed and not reason.strip():
        raise Invalid(
            "shift.cash_not_booked",
            f"Còn {format_vnd(claimed)} tiền mặt thu khi mất mạng chưa ghi sổ. Ghi tiền đang ở đâu.",
            f"{format_vnd(claimed)} taken without the network is in no book. Say where it is.",
            where="reason",
        )


def _require_words(
    *,
    overnight: bool,
    overnight_reason: str,
    for_another: bool,
    absent_reason: str,
    papers_count: int,
    papers_words: str,
) -> None:
    if overnight and not overnight_reason.strip():
        raise Invalid(
            "shift.overnight",
            "Ca này mở từ hôm trước. Ghi lý do chưa kết ca đúng ngày.",
            "This shift was opened on an earlier day. Say why it was not closed then.",
            where="overnight_reason",
        )
    if for_another and not absent_reason.strip():
        raise Invalid(
            "shift.absent",
            "Kết ca thay người khác cần ghi lý do.",
            "Closing a shift for somebody else needs a reason.",
            where="absent_reason",
        )
    if papers_count and not papers_words.strip():
        raise Invalid(
            "shift.papers",
            "Ghi nơi cất và số phiếu giao nhận của giấy tờ giữ lại.",
            "Say where the papers are kept, and the number of their slip.",
            where="papers_words",
        )
