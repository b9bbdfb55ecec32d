"""The citizen confirms by their own act."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Confirmation, Dossier
from cuamo.dossiers.policies import require_citizen, somebody_elses
from cuamo.dossiers.services.meet_new_version import must_be_told
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.dossiers.services.request_confirmation import money_state_of
from cuamo.dossiers.states import Money, State
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotPermitted
from cuamo.notices.services.code import check_code, issue_code
from cuamo.payments.services.open_request import open_request

PURPOSE = "confirm-dossier"


@transaction.atomic
def agree_to_summary(
    *, dossier_id: UUID, summary_id: UUID | None, citizen: Actor, place: str, at: datetime
) -> Confirmation:
    """The citizen presses «Đúng rồi, tôi đồng ý nộp»: a code goes to their own phone. Again sends a new one.

    Args:
        summary_id: the summary that stood on the page where the button was pressed.
        place: the counter named in the message; empty when the citizen files alone.
    Raises:
        Conflict: another summary counts by now, or a newer version of the procedure that was not told yet;
            nobody agrees to what they have not seen.
        NotPermitted: the citizen is neither the applicant nor acts for them now.
        Invalid: there is no phone number to send a code to.
    """
    dossier = lock_dossier(dossier_id)
    require_citizen(dossier, citizen, at=at)
    confirmation = live_summary(dossier)
    if confirmation.id != summary_id:
        raise summary_changed()
    if not dossier.contact_phone:
        raise Invalid(
            "confirm.no_phone",
            "Chưa có số điện thoại để nhận mã.",
            "There is no phone number to send the code to.",
            where="phone",
            hint_vi="Cho nhân viên biết số điện thoại đang cầm.",
            hint_en="Tell the clerk the number of the phone at hand.",
        )
    if confirmation.agreed_at is None:
        require_told(dossier, at=at)
        confirmation.agreed_at = at
        confirmation.save(update_fields=["agreed_at"])
        tell("dossier.summary_agreed", dossier, actor=citizen, at=at)
    issue_code(
        purpose=PURPOSE,
        subject_id=dossier.id,
        phone=dossier.contact_phone,
        params={"task": dossier.version.content["name_vi"]} | ({"counter": place} if place else {}),
        template="N8" if place else "N8O",
        at=at,
    )
    return confirmation


@transaction.atomic
def confirm(*, dossier_id: UUID, code: str, citizen: Actor, at: datetime) -> Dossier:
    """Take the code the citizen keyed in themselves (xác nhận bằng mã dùng một lần).

    Raises:
        NotPermitted: staff may never confirm for the citizen, nor may another citizen.
        Conflict: the code was sent for a summary that has changed since.
        Invalid: the code is wrong, used up or too old.
    """
    if citizen.roles:
        raise NotPermitted(
            "confirm.staff",
            "Nhân viên không được xác nhận thay.",
            "Staff may not confirm for the citizen.",
        )
    dossier = lock_dossier(dossier_id)
    require_citizen(dossier, citizen, at=at)
    confirmation = live_summary(dossier)
    if confirmation.confirmed_at is not None:
        return dossier
    if confirmation.agreed_at is None:
        raise summary_changed()
    check_code(purpose=PURPOSE, subject_id=dossier.id, code=code, at=at)
    return keep_confirmed(dossier, confirmation, method="OTP", citizen=citizen, at=at)


@transaction.atomic
def confirm_signed_in(*, dossier_id: UUID, summary_id: UUID | None, citizen: Actor, at: datetime) -> Dossier:
    """Confirm in the citizen's own signed-in session, where the identity has just been proven.

    Args:
        summary_id: the summary that stood on the page where the button was pressed.
    Raises:
        Conflict: another summary counts by now, for example after a change in a second tab.
        NotPermitted: the one signed in is not the applicant.
    """
    dossier = lock_dossier(dossier_id)
    if not citizen.person_id or str(dossier.applicant_id) != citizen.person_id:
        raise somebody_elses()
    confirmation = live_summary(dossier)
    if confirmation.confirmed_at is not None:
        return dossier
    if confirmation.id != summary_id:
        raise summary_changed()
    return keep_confirmed(dossier, confirmation, method="SIGNED_IN", citizen=citizen, at=at)


@transaction.atomic
def confirm_by_system(*, dossier: Dossier, client: Actor, at: datetime) -> Dossier:
    """Keep a trusted system's word that the applicant confirmed on its side."""
    return keep_confirmed(dossier, live_summary(dossier), method="API", citizen=client, at=at)


def live_summary(dossier: Dossier) -> Confirmation:
    """Return the summary of a draft that counts now, locked.

    Raises:
        IllegalTransition: the dossier has been sent.
        Conflict: none was shown, or what it showed has changed.
    """
    if dossier.state != State.DRAFT:
        raise IllegalTransition(
            "dossier.sent",
            f"Hồ sơ {dossier.shown_code} đã gửi rồi.",
            f"Dossier {dossier.shown_code} has been sent already.",
        )
    confirmation = (
        Confirmation.objects.select_for_update(of=("self",)).filter(dossier=dossier, outdated_at=None).first()
    )
    if confirmation is None or dossier.summary_hash is None:
        raise summary_changed()
    return confirmation


def summary_changed() -> Conflict:
    """The answer to who would confirm something else than what counts now."""
    return Conflict(
        "confirm.changed",
        "Hồ sơ vừa thay đổi. Xem lại từ đầu rồi xác nhận.",
        "The dossier has just changed. Check it again, then confirm.",
        where="Q7",
    )


def require_told(dossier: Dossier, *, at: datetime) -> None:
    """Refuse agreement to a summary that a newer version of the procedure has overtaken.

    Raises:
        Conflict: the newer version was not told yet.
    """
    if must_be_told(dossier, at=at):
        raise Conflict(
            "confirm.newer_version",
            "Thủ tục vừa thay đổi. Chờ nhân viên mở bản mới rồi xem lại.",
            "The procedure has just changed. Wait for the clerk to open it anew, then check again.",
            where="Q7",
        )


def keep_confirmed(
    dossier: Dossier,
    confirmation: Confirmation,
    *,
    method: str,
    citizen: Actor,
    at: datetime,
    **more: Any,
) -> Dossier:
    """Keep that the citizen confirmed; what is owed is asked for from now on. Records `dossier.confirmed`.

    Args:
        more: facts about the evidence for the event, without personal data.
    """
    confirmation.confirmed_at = at
    confirmation.method = method
    confirmation.agreed_at = confirmation.agreed_at or at
    confirmation.save(update_fields=["confirmed_at", "method", "agreed_at"])
    dossier.confirmed_at = at
    dossier.money = money_state_of(dossier.fee)
    dossier.save(update_fields=["confirmed_at", "money"])
    if dossier.money == Money.AWAITING:
        open_request(
            subject_id=dossier.id,
            subject_code=dossier.own_ref,
            lines=[line for line in dossier.fee["lines"] if line["citizen_vnd"]],
            payer_name=dossier.applicant.full_name if dossier.applicant else "",
            actor=citizen,
            at=at,
        )
    tell("dossier.confirmed", dossier, actor=citizen, at=at, method=method, **more)
    return dossier
