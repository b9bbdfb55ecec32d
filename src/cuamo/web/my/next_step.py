"""What comes next for a dossier, and until when, in words a person acts on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cuamo.dossiers.models import Dossier, Obligation, SupplementRequest
from cuamo.dossiers.rules.ladder import Rung
from cuamo.dossiers.selectors.tracking import Track
from cuamo.dossiers.states import Carriage, State
from cuamo.web.language import vi_en


@dataclass(frozen=True)
class NextStep:
    """The next thing to happen; `mine` when the person has to do it."""

    words: str
    at: datetime | None
    """The day it has to happen by, or happened on."""
    mine: bool = False


@dataclass(frozen=True)
class Terms:
    """By when people must act, for many dossiers at once."""

    supplements: dict[object, datetime]
    payments: dict[object, datetime]


def terms_of(dossiers: Sequence[Dossier]) -> Terms:
    """Return what the persons of these dossiers are asked to do by when; two questions for all."""
    asked = [each.id for each in dossiers if each.state == State.SUPPLEMENT]
    owed = [each.id for each in dossiers if each.state == State.PAYMENT]
    open_lists = SupplementRequest.objects.filter(dossier_id__in=asked, answered_at=None) if asked else ()
    open_sums = Obligation.objects.filter(dossier_id__in=owed, settled_at=None) if owed else ()
    return Terms(
        {row.dossier_id: row.answer_by for row in open_lists},
        {row.dossier_id: row.pay_by for row in open_sums},
    )


def next_step(dossier: Dossier, seen: Track, terms: Terms) -> NextStep:
    """Return what comes next of one dossier."""
    mine = _for_the_person(dossier, seen, terms)
    if mine is not None:
        return mine
    return _of_others(dossier, seen)


def _for_the_person(dossier: Dossier, seen: Track, terms: Terms) -> NextStep | None:
    if dossier.state == State.DRAFT:
        return NextStep(vi_en("Làm tiếp rồi nộp", "Go on, then send"), dossier.saved_at, mine=True)
    if dossier.state == State.SUPPLEMENT:
        words = vi_en("Bổ sung một lần trước", "Send what is missing, once, by")
        return NextStep(words, terms.supplements.get(dossier.id), mine=True)
    if dossier.state == State.PAYMENT:
        return NextStep(vi_en("Trả tiền trước", "Pay by"), terms.payments.get(dossier.id), mine=True)
    if dossier.carriage == Carriage.FAILED:
        words = vi_en("Chưa giao được. Chọn ngày khác", "Not delivered. Choose another day")
        return NextStep(words, None, mine=True)
    if dossier.carriage == Carriage.HELD and dossier.state == State.DONE:
        return NextStep(vi_en("Đến điểm lấy kết quả", "Collect the result at the point"), None, mine=True)
    if any(part.must_choose or part.rung is Rung.SUPPLEMENT for part in seen.parts):
        return NextStep(vi_en("Một phần cần làm", "A part needs you"), None, mine=True)
    return None


def _of_others(dossier: Dossier, seen: Track) -> NextStep:
    if seen.rung is Rung.RETURNED:
        return NextStep(vi_en("Đã trả", "Handed over"), dossier.returned_at)
    if seen.rung in {Rung.REFUSED, Rung.WITHDRAWN}:
        return NextStep(vi_en("Xem lý do", "See why"), dossier.finished_at)
    if dossier.carriage == Carriage.LOST and dossier.state == State.DONE:
        return NextStep(vi_en("Bị thất lạc, đang cấp lại", "Lost, being issued again"), None)
    if dossier.carriage == Carriage.RETURNED and dossier.state == State.DONE:
        return NextStep(vi_en("Đã về điểm phục vụ", "Back at a point"), None)
    if seen.rung is Rung.ON_THE_WAY:
        return NextStep(vi_en("Bưu tá đang mang tới", "The courier brings it"), None)
    if seen.rung is Rung.READY:
        if dossier.carriage == Carriage.NONE:
            return NextStep(vi_en("Tải kết quả", "Fetch the result"), dossier.finished_at)
        words = vi_en("Kết quả chờ giao, có từ", "The result waits to be brought, ready since")
        return NextStep(words, dossier.finished_at)
    if seen.due_at is not None:
        words = vi_en("Trễ hẹn từ", "Late since") if seen.late else vi_en("Hẹn trả", "Result due")
        return NextStep(words, seen.due_at)
    return NextStep(vi_en("Trung tâm trả lời trước", "The centre answers by"), seen.answer_due_at)
