"""Ask to be called back, take it back, and note each call that was made."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from cuamo.dossiers.models import CallAttempt, Callback, Dossier
from cuamo.dossiers.policies import is_citizen_of, unknown_dossier
from cuamo.dossiers.rules.callback import Outcome
from cuamo.dossiers.selectors.callbacks import (
    CALLERS,
    callback_terms,
    queue_unit,
    times_to_call,
    unknown_call,
)
from cuamo.dossiers.selectors.texts import link_of
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.dossiers.states import State
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotPermitted
from cuamo.kernel.identifiers import phone as phones
from cuamo.kernel.text import nfc
from cuamo.notices.services.send import send_notice
from cuamo.organisation.selectors.scope import units_under
from cuamo.people.services.read_log import log_reading

READ_FOR = "Gọi lại theo yêu cầu"
MOST_ASKED, MOST_SAID = 1000, 2000


@transaction.atomic
def ask_call(
    *, dossier_id: UUID, citizen: Actor, phone: str, window: str, question: str = "", at: datetime
) -> Callback:
    """Ask to be called about a dossier (Gọi lại cho tôi), at a time the person chooses; one at a time.

    The number is used for this call only: it does not become the person's.

    Args:
        window: key of one of `times_to_call`.
    Raises:
        NotFound: it is not the citizen's dossier.
        IllegalTransition: it has not been sent yet.
        Invalid: the number is none, or the time cannot be chosen any more.
        Conflict: a call is waited for already.
    """
    dossier = lock_dossier(dossier_id)
    if not is_citizen_of(dossier, citizen, at=at):
        raise unknown_dossier()
    if dossier.state == State.DRAFT:
        raise IllegalTransition(
            "callback.draft",
            "Hồ sơ này chưa nộp nên chưa có người giữ để gọi lại.",
            "This dossier is not sent yet; nobody has it to call about.",
            hint_vi=f"Cần hỏi cách làm, gọi {settings.HOTLINE}.",
            hint_en=f"For help filling it in call {settings.HOTLINE}.",
        )
    number = phones.normalise(phone)
    chosen = next((each for each in times_to_call(now=at) if each.key == window), None)
    if chosen is None:
        raise Invalid(
            "callback.window",
            "Chưa chọn khung giờ, hoặc khung giờ đã qua.",
            "No time is chosen, or it is over.",
            where="khung_gio",
            hint_vi="Chọn một khung giờ trong danh sách.",
            hint_en="Choose one of the times listed.",
        )
    try:
        with transaction.atomic():
            callback = Callback.objects.create(
                dossier=dossier,
                person_id=UUID(citizen.person_id),
                phone=number,
                question=nfc(question).strip()[:MOST_ASKED],
                window_from=chosen.starts_at,
                call_by=chosen.ends_at,
                unit_code=queue_unit(),
                asked_at=at,
                asked_by=citizen.as_json(),
            )
    except IntegrityError:
        raise Conflict(
            "callback.waiting",
            "Đã có một yêu cầu gọi lại đang chờ.",
            "A call is waited for already.",
            hint_vi="Muốn đổi giờ: bỏ yêu cầu cũ rồi hẹn lại.",
            hint_en="To change the time: drop it, then ask again.",
        ) from None
    tell(
        "dossier.call_asked",
        dossier,
        actor=citizen,
        at=at,
        callback_id=str(callback.id),
        call_by=callback.call_by.isoformat(),
        unit=callback.unit_code,
    )
    return callback


@transaction.atomic
def drop_call(*, dossier_id: UUID, citizen: Actor, at: datetime) -> Callback:
    """Take back the wish to be called (Không cần gọi nữa).

    Raises:
        NotFound: it is not the citizen's dossier, or no call is waited for.
    """
    dossier = lock_dossier(dossier_id)
    if not is_citizen_of(dossier, citizen, at=at):
        raise unknown_dossier()
    callback = Callback.objects.select_for_update().filter(dossier=dossier, state="WAITING").first()
    if callback is None:
        raise unknown_call()
    callback.state, callback.ended_at = "CANCELLED", at
    callback.save(update_fields=["state", "ended_at"])
    tell("dossier.call_dropped", dossier, actor=citizen, at=at, callback_id=str(callback.id))
    return callback


@transaction.atomic
def note_call(*, callback_id: UUID, caller: Actor, outcome: str, answer: str, at: datetime) -> CallAttempt:
    """Note one call (ghi lần gọi); reaching the person ends it, and so does the last call that did not.

    After the last of `attempts` calls without reaching anybody, or a wrong number, the person is texted to
    choose another time.

    Raises:
        NotFound: it lies in another queue.
        NotPermitted: the caller calls nobody back.
        IllegalTransition: it is over.
        Invalid: no outcome, or nothing is written of what was said.
    """
    require_caller(caller)
    found = Callback.objects.filter(id=callback_id).values_list("dossier_id", "unit_code").first()
    if found is None or found[1] not in units_under(caller.unit_code):
        raise unknown_call()
    dossier = lock_dossier(found[0])
    callback = Callback.objects.select_for_update(of=("self",)).get(id=callback_id)
    if callback.state != "WAITING":
        raise IllegalTransition(
            "callback.over",
            "Yêu cầu gọi lại này đã xong. Lần gọi này chưa ghi.",
            "This request is over. The call is not noted.",
        )
    if outcome not in set(Outcome):
        raise Invalid(
            "callback.outcome",
            "Chưa chọn kết quả của lần gọi.",
            "Choose what the call came to.",
            where="ket_qua",
        )
    said = nfc(answer).strip()[:MOST_SAID]
    if outcome == Outcome.ANSWERED and len(said) < 10:
        raise Invalid(
            "callback.answer",
            "Cần ghi đã nói gì với người dân, ít nhất một câu.",
            "Write what was said, one sentence at least.",
            where="tra_loi",
            hint_vi="Người dân đọc được câu này trong trang hồ sơ.",
            hint_en="The person reads it on the page of the dossier.",
        )
    callback.attempts += 1
    call = CallAttempt.objects.create(
        callback=callback,
        number=callback.attempts,
        called_at=at,
        called_by=caller.as_json(),
        outcome=outcome,
    )
    if outcome == Outcome.ANSWERED:
        callback.state, callback.answer, callback.ended_at = "DONE", said, at
    elif callback.attempts >= callback_terms().attempts or outcome == Outcome.WRONG_NUMBER:
        callback.state, callback.ended_at = "MISSED", at
    callback.save(update_fields=["attempts", "state", "answer", "ended_at"])
    tell(
        "dossier.called",
        dossier,
        actor=caller,
        at=at,
        callback_id=str(callback.id),
        outcome=outcome,
        call=callback.attempts,
        late=at > callback.call_by,
    )
    if callback.state == "MISSED":
        _tell_missed(callback, dossier, at)
    return call


def open_call(*, callback: Callback, caller: Actor, at: datetime) -> None:
    """Log that the caller looks at whom to call and what about; the person sees it in T6.

    Law: Law 91/2025/QH15 (processing must be traceable per person).
    """
    log_reading(
        person_id=callback.person_id,
        actor=caller,
        purpose=READ_FOR,
        dossier_id=callback.dossier_id,
        fields=["full_name", "phone"],
        at=at,
    )


def require_caller(caller: Actor) -> None:
    """Let pass who calls people back.

    Raises:
        NotPermitted: the role is another.
    """
    if not caller.roles & CALLERS:
        raise NotPermitted(
            "callback.role",
            "Tổng đài viên gọi lại cho người dân.",
            "The call centre calls people back.",
        )


def _tell_missed(callback: Callback, dossier: Dossier, at: datetime) -> None:
    number = str(dossier.contact_phone) or str(callback.phone)
    try:
        send_notice(
            template="N16",
            phone=number,
            params={
                "times": str(callback.attempts),
                "code": dossier.shown_code,
                "link": link_of(dossier),
                "phone": settings.HOTLINE,
            },
            subject_id=dossier.id,
            at=at,
        )
    except Invalid:
        return
