"""Work on a request about data: acknowledge, extend once, answer; deleting needs a second person."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import DataRequest
from cuamo.dossiers.rules.data_request import STOPPING, DataState, Kind, KindTerms, Outcome
from cuamo.dossiers.selectors.data_requests import require_handler
from cuamo.dossiers.services.ask_about_data import lock_request, require_open, text_about
from cuamo.dossiers.services.delete_own_data import delete_own_data
from cuamo.dossiers.services.make_package import start_package
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotPermitted
from cuamo.kernel.text import nfc
from cuamo.organisation.selectors.calendar_of import calendar_of
from cuamo.people.services.correct_person import correct_person
from cuamo.people.services.read_log import log_reading
from cuamo.people.services.stop_use import allow_uses, stop_uses

MOST = 5000
READ_FOR = "Giải quyết yêu cầu về dữ liệu cá nhân"


@transaction.atomic
def open_data_request(*, found: DataRequest, officer: Actor, at: datetime) -> None:
    """Log that an officer reads a request; the person sees it in T6."""
    fields = ["full_name", found.field] if found.field else ["full_name"]
    log_reading(
        person_id=found.person_id, actor=officer, purpose=READ_FOR, dossier_id=None, fields=fields, at=at
    )


@transaction.atomic
def acknowledge_data_request(
    *, request_id: UUID, officer: Actor, with_others: bool, at: datetime
) -> DataRequest:
    """Tell the person it is being worked on and until when (thông báo đã nhận).

    Records `data_request.acknowledged`.

    Args:
        with_others: a processor or third party is concerned; where the law gives more time for that, the
            longer term counts, from the day it came in.
    Raises:
        NotPermitted: the officer answers none. NotFound: there is none.
        IllegalTransition: it is acknowledged already, or over.
    Law: Decree 356/2025/NĐ-CP (2 working days).
    """
    require_handler(officer)
    found = lock_request(request_id)
    require_open(found)
    if found.acknowledged_at is not None:
        raise IllegalTransition(
            "data_request.acknowledged",
            "Đã báo cho người dân về yêu cầu này.",
            "The person has been told already.",
        )
    _acknowledge(found, officer, with_others=with_others, at=at)
    text_about(found, "N17", at, until=_day(found.answer_by))
    return found


@transaction.atomic
def extend_data_request(*, request_id: UUID, officer: Actor, reason: str, at: datetime) -> DataRequest:
    """Take more time, once, with a reason the person reads (gia hạn). Records `data_request.extended`.

    Raises:
        NotPermitted: the officer answers none. NotFound: there is none.
        IllegalTransition: it is over, not acknowledged, extended before, or its term has ended.
        Invalid: no reason is given.
    Law: Decree 356/2025/NĐ-CP (one extension).
    """
    require_handler(officer)
    found = lock_request(request_id)
    require_open(found)
    if found.acknowledged_at is None or found.extended_at is not None or at > found.answer_by:
        raise IllegalTransition(
            "data_request.no_extension",
            "Chỉ gia hạn một lần, sau khi đã báo nhận và trước khi hết hạn.",
            "The term can be extended once, after acknowledging and before it ends.",
        )
    said = nfc(reason).strip()[:MOST]
    if len(said) < 10:
        raise Invalid(
            "data_request.reason",
            "Cần ghi lý do cần thêm thời gian, ít nhất một câu.",
            "Write why more time is needed, one sentence at least.",
            where="ly_do",
        )
    terms = KindTerms(**found.terms)
    former = found.answer_by
    found.answer_by = terms.extended(former, calendar=calendar_of(found.unit_code))
    found.extended_at, found.extension_reason, found.due_at = at, said, found.answer_by
    found.save(update_fields=["answer_by", "extended_at", "extension_reason", "due_at"])
    events.record(
        "data_request.extended",
        found.id,
        actor=officer,
        at=at,
        former=former.isoformat(),
        answer_by=found.answer_by.isoformat(),
    )
    text_about(found, "N17X", at, until=_day(found.answer_by))
    return found


@transaction.atomic
def answer_data_request(
    *, request_id: UUID, officer: Actor, outcome: str, answer: str, at: datetime
) -> DataRequest:
    """Answer a request and do what is granted (trả lời yêu cầu).

    To delete, this only proposes: a second person decides (`approve_deletion`). Everything else is done at
    once: the copy is made, the record put right, the uses stopped, or allowed again when it is refused.

    Raises:
        NotPermitted: the officer answers none, or helped to make it at a counter.
        NotFound: there is none. IllegalTransition: it is over. Conflict: somebody has proposed already.
        Invalid: no outcome or no words.
    """
    require_handler(officer)
    found = lock_request(request_id)
    require_open(found)
    _require_not_who_asked(found, officer)
    if found.state == DataState.PROPOSED:
        raise Conflict(
            "data_request.proposed",
            "Đã có đề xuất, đang chờ người thứ hai xem.",
            "There is a proposal that waits for a second person.",
        )
    said = nfc(answer).strip()[:MOST]
    if outcome not in set(Outcome):
        raise Invalid("data_request.outcome", "Chưa chọn kết quả.", "Choose the outcome.", where="ket_qua")
    if len(said) < 10:
        raise Invalid(
            "data_request.answer",
            "Cần ghi câu trả lời, ít nhất một câu.",
            "Write the answer, one sentence at least.",
            where="tra_loi",
            hint_vi="Người dân đọc nguyên văn.",
            hint_en="The person reads it as it is.",
        )
    if found.acknowledged_at is None:
        _acknowledge(found, officer, with_others=False, at=at)
    found.outcome, found.answer = outcome, said
    if found.kind == Kind.DELETE and outcome != Outcome.REFUSED:
        found.state, found.proposed_at, found.proposed_by = DataState.PROPOSED, at, officer.as_json()
        found.save(update_fields=["state", "outcome", "answer", "proposed_at", "proposed_by"])
        events.record("data_request.proposed", found.id, actor=officer, at=at, outcome=outcome)
        return found
    return _finish(found, officer, at=at)


@transaction.atomic
def approve_deletion(*, request_id: UUID, officer: Actor, at: datetime) -> DataRequest:
    """A second person agrees to delete, and it is done (duyệt xóa). Records `data_request.answered`.

    Raises:
        NotPermitted: the officer answers none, proposed it, or helped to make it at a counter.
        NotFound: there is none.
        IllegalTransition: nothing is proposed.
    """
    found = _proposed(request_id, officer)
    return _finish(found, officer, at=at)


@transaction.atomic
def send_deletion_back(*, request_id: UUID, officer: Actor, at: datetime) -> DataRequest:
    """A second person does not agree; the proposal is undone and nothing deleted.

    Records `data_request.sent_back`.

    Raises:
        NotPermitted: the officer answers none, proposed it, or helped to make it at a counter.
        NotFound: there is none.
        IllegalTransition: nothing is proposed.
    """
    found = _proposed(request_id, officer)
    found.state, found.outcome, found.answer = DataState.ACKNOWLEDGED, "", ""
    found.proposed_at, found.proposed_by = None, {}
    found.save(update_fields=["state", "outcome", "answer", "proposed_at", "proposed_by"])
    events.record("data_request.sent_back", found.id, actor=officer, at=at)
    return found


def _proposed(request_id: UUID, officer: Actor) -> DataRequest:
    require_handler(officer)
    found = lock_request(request_id)
    if found.state != DataState.PROPOSED:
        raise IllegalTransition(
            "data_request.not_proposed", "Chưa có đề xuất để duyệt.", "Nothing is proposed."
        )
    _require_not_who_asked(found, officer)
    if found.proposed_by.get("id") == officer.id:
        raise NotPermitted(
            "data_request.four_eyes",
            "Người đề xuất không tự duyệt.",
            "Who proposed does not approve.",
            hint_vi="Nhờ người khác của Trung tâm duyệt.",
            hint_en="Ask somebody else of the centre.",
        )
    return found


def _require_not_who_asked(found: DataRequest, officer: Actor) -> None:
    if found.asked_by["id"] == officer.id:
        raise NotPermitted(
            "data_request.own",
            "Người đã ghi yêu cầu tại quầy không tự trả lời, cũng không tự duyệt.",
            "Who took the request down neither answers nor approves it.",
            hint_vi="Nhờ người khác của Trung tâm.",
            hint_en="Ask somebody else of the centre.",
        )


def _acknowledge(found: DataRequest, officer: Actor, *, with_others: bool, at: datetime) -> None:
    terms = KindTerms(**found.terms)
    found.with_others = with_others
    found.answer_by = terms.answer_by(
        found.asked_at, with_others=with_others, calendar=calendar_of(found.unit_code)
    )
    found.first_answer_by = found.due_at = found.answer_by
    found.state, found.acknowledged_at, found.handled_by = DataState.ACKNOWLEDGED, at, officer.as_json()
    found.save(
        update_fields=[
            "with_others",
            "answer_by",
            "first_answer_by",
            "due_at",
            "state",
            "acknowledged_at",
            "handled_by",
        ]
    )
    events.record(
        "data_request.acknowledged",
        found.id,
        actor=officer,
        at=at,
        with_others=with_others,
        answer_by=found.answer_by.isoformat(),
        late=at > found.acknowledge_by,
    )


def _finish(found: DataRequest, officer: Actor, *, at: datetime) -> DataRequest:
    text_about(found, "N17A", at)
    found.effects = _do(found, officer, at=at)
    found.state, found.answered_at, found.answered_by = DataState.ANSWERED, at, officer.as_json()
    found.save(update_fields=["state", "outcome", "answer", "effects", "answered_at", "answered_by"])
    if found.kind == Kind.ACCESS and found.outcome != Outcome.REFUSED:
        start_package(found, at=at)
    events.record(
        "data_request.answered",
        found.id,
        actor=officer,
        at=at,
        kind=found.kind,
        outcome=found.outcome,
        effects=found.effects,
        late=at > found.answer_by,
    )
    return found


def _do(found: DataRequest, officer: Actor, *, at: datetime) -> dict[str, int]:
    refused = found.outcome == Outcome.REFUSED
    if found.kind in STOPPING:
        if refused:
            lifted = allow_uses(person_id=found.person_id, actor=officer, at=at, request_id=found.id)
            return {"allowed": lifted}
        stop_uses(person_id=found.person_id, uses=found.uses, request_id=found.id, actor=officer, at=at)
        return {"stopped": len(found.uses)}
    if refused:
        return {}
    if found.kind == Kind.CORRECT:
        correct_person(
            person_id=found.person_id, field=found.field, value=str(found.wanted), actor=officer, at=at
        )
        return {"corrected": 1}
    if found.kind == Kind.DELETE:
        return delete_own_data(person_id=found.person_id, actor=officer, at=at)
    return {}


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(HANOI):%d/%m/%Y}"
