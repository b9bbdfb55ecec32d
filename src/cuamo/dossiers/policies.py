"""Who may do what with a dossier. Commands ask here; queries carry the same rule inside."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from cuamo.dossiers.models import ActedFor, Dossier, Visit
from cuamo.dossiers.rules.linked import is_filing, waits_for_part
from cuamo.dossiers.states import STEP_ROLE, Step
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import IllegalTransition, NotFound, NotPermitted
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.types import Role


def require_own_visit(visit: Visit, clerk: Actor) -> None:
    """Refuse anyone but the clerk of the open visit."""
    if visit.clerk_id != clerk.id:
        raise NotPermitted(
            "visit.other_clerk",
            f"Lượt này do {visit.clerk_name} đang hỗ trợ.",
            f"This visit is being helped by {visit.clerk_name}.",
        )
    if visit.ended_at is not None:
        raise NotPermitted("visit.ended", "Lượt hỗ trợ này đã kết thúc.", "This visit has ended.")


def require_editor(dossier: Dossier, actor: Actor, *, at: datetime) -> None:
    """Refuse all but the applicant, who acts for them, the clerk of the open visit, and a trusted system.

    Raises:
        NotFound: a citizen asks for somebody else's; that it exists is not told.
    """
    if actor.kind is ActorKind.CITIZEN:
        if not is_citizen_of(dossier, actor, at=at):
            raise unknown_dossier()
    elif actor.kind is ActorKind.STAFF:
        if dossier.visit is None:
            raise unknown_dossier()
        require_own_visit(dossier.visit, actor)
    elif actor.kind is ActorKind.EXTERNAL and dossier.api_client != actor.id:
        raise unknown_dossier()


def is_citizen_of(dossier: Dossier, citizen: Actor, *, at: datetime) -> bool:
    """Say whether the citizen is the applicant, or acts for them now.

    A mandate that was revoked is none, nor is one whose last day has passed.

    Law: Civil Code 91/2015/QH13, art. 140 (term and end of representation).
    """
    if not citizen.person_id:
        return False
    if str(dossier.applicant_id) == citizen.person_id:
        return True
    acts = ActedFor.objects.filter(dossier_id=dossier.id, mandate__holder_id=UUID(citizen.person_id))
    return acts.filter(mandate__revoked_at=None, mandate__ends_on__gte=to_hanoi(at).date()).exists()


def require_citizen(dossier: Dossier, citizen: Actor, *, at: datetime) -> None:
    """Refuse at a screen anyone who is neither the applicant nor acts for them now."""
    if not is_citizen_of(dossier, citizen, at=at):
        raise somebody_elses()


def somebody_elses() -> NotPermitted:
    """The answer to who would confirm or change what is another person's."""
    return NotPermitted("confirm.other", "Hồ sơ này của người khác.", "This dossier is somebody else's.")


def require_step(dossier: Dossier, officer: Actor, step: Step) -> None:
    """Refuse anyone who does not hold the step's role at the unit where the dossier waits."""
    unit = unit_of_step(dossier, step)
    role = STEP_ROLE[step]
    if officer.kind is ActorKind.SYSTEM:
        return
    if role not in officer.roles or unit not in units_under(officer.unit_code):
        raise NotPermitted(
            "dossier.step",
            "Bước này thuộc đơn vị hoặc vai trò khác.",
            "This step belongs to another unit or role.",
            where=_said(role, unit),
            hint_vi="Chuyển hồ sơ cho người có vai trò, hoặc quay lại hàng đợi.",
            hint_en="Pass the dossier to somebody who holds the role, or go back to the queue.",
        )


def _said(role: str, unit_code: str) -> str:
    unit = Unit.objects.filter(code=unit_code).first()
    names = (Role(role).label if role else "người nộp", unit.name_vi if unit else unit_code)
    return ", ".join(name for name in names if name)


def require_pack(dossier: Dossier, clerk: Actor) -> None:
    """Refuse anyone who neither receives nor keeps records where the result leaves."""
    if clerk.kind is ActorKind.SYSTEM:
        return
    places = set(units_under(clerk.unit_code))
    if not clerk.roles & {"RECORDS_CLERK", "RECEIVER"} or not places & {
        dossier.received_by,
        dossier.decided_by,
    }:
        raise NotPermitted(
            "dossier.pack",
            "Kết quả này do đơn vị khác đóng gói.",
            "Another unit packs this result.",
        )


def require_sharer(unit_code: str, actor: Actor, *, scope: Collection[str]) -> None:
    """Refuse anyone but who leads the unit, or runs the business of the centre it belongs to.

    Args:
        scope: the units under the actor's own (`organisation.selectors.scope.units_under`).
    """
    if actor.kind is ActorKind.SYSTEM:
        return
    if not actor.roles & {Role.LEADER, Role.BUSINESS_ADMIN} or unit_code not in scope:
        raise NotPermitted(
            "assign.not_yours",
            "Việc của đơn vị này do lãnh đạo đơn vị đó phân công.",
            "The work of this unit is shared out by its own leader.",
            hint_vi="Nhờ lãnh đạo đơn vị phân công, hoặc nhận giữ hồ sơ chưa ai giữ.",
            hint_en="Ask the leader of the unit, or take a dossier nobody holds.",
        )


def require_reader(dossier: Dossier, officer: Actor) -> None:
    """Refuse staff of units that neither received nor decide the dossier."""
    if officer.kind is ActorKind.SYSTEM:
        return
    under = set(units_under(officer.unit_code))
    content_roles = {"RECEIVER", "SPECIALIST", "LEADER", "RECORDS_CLERK"}
    if not (officer.roles & content_roles and under & {dossier.received_by, dossier.decided_by}):
        raise unknown_dossier()


def require_no_filing(dossier: Dossier) -> None:
    """Refuse an act on a linked filing that only its parts take.

    Raises:
        IllegalTransition: it is the filing itself.
    """
    if is_filing(dossier):
        raise IllegalTransition(
            "linked.by_part",
            "Hồ sơ liên thông gồm nhiều phần. Chọn phần cần làm.",
            "A linked filing has several parts. Choose the part.",
            hint_vi="Mở trang hồ sơ, chọn từng phần.",
            hint_en="Open the page of the filing and choose a part.",
        )


def require_begun(dossier: Dossier) -> None:
    """Refuse an officer's act on a part of a linked filing that waits for another.

    Raises:
        IllegalTransition: its turn has not come.
    """
    if waits_for_part(dossier):
        raise IllegalTransition(
            "linked.waits",
            f"Hồ sơ {dossier.shown_code} đang chờ kết quả của phần trước.",
            f"Dossier {dossier.shown_code} waits for the result of the part before.",
            hint_vi="Có kết quả đó thì hồ sơ tự vào hàng đợi.",
            hint_en="With that result it comes to the queue by itself.",
        )


def unit_of_step(dossier: Dossier, step: Step) -> str:
    """Return the unit at which the dossier waits in `step`: where received, or who decides."""
    if step in {Step.INTAKE, Step.PACK}:
        return dossier.received_by
    if step is Step.EXTERNAL:
        return dossier.helped_at
    return dossier.decided_by


def unknown_dossier() -> NotFound:
    """The answer to who asks for a dossier that is not theirs."""
    return NotFound(
        "dossier.unknown",
        "Không thấy hồ sơ này, hoặc hồ sơ thuộc nơi khác.",
        "There is no such dossier here.",
        hint_vi="Xem lại mã hồ sơ trên phiếu.",
        hint_en="Check the code on the slip.",
    )
