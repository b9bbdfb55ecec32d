"""Use a paper of a person's own once more, after its checks; take the use back; take the paper out."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers import policies
from cuamo.dossiers.models import DigitalCopy, Dossier, DossierPaper, OwnPaper, PaperUse
from cuamo.dossiers.rules.digitising import CopyType, Digital
from cuamo.dossiers.selectors.own_papers import checked
from cuamo.dossiers.services.add_paper import require_needed
from cuamo.dossiers.services.fill_form import lock_draft, touch
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.dossiers.states import State, Step
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import IllegalTransition, Invalid, NotFound
from cuamo.people.rules.uses import Use
from cuamo.people.selectors.uses import stopped_uses
from cuamo.people.services.read_log import log_reading

PURPOSE = "Dùng lại giấy đã có"
OWN_ACT, AGREED, TASK = "OWN_ACT", "AGREED", "TASK"
AT_WORK = frozenset({State.ACCEPTED, State.IN_PROGRESS})


@transaction.atomic
def reuse_paper(
    *,
    dossier_id: UUID,
    actor: Actor,
    own_paper_id: UUID,
    component_key: str,
    agreed: bool = False,
    at: datetime,
) -> DossierPaper:
    """Put a paper of the store into the dossier for one component (dùng lại giấy tờ đã có); twice is once.

    Checked: whose it is, that its bytes and signature hold, that it is still good, that it serves here.
    The person themselves, or the clerk in front of them with their yes, before the dossier is sent; the
    specialist of who decides after it (their task: the person sees the look in their list).

    Raises:
        Invalid: a check fails; it is named, nothing is changed.
        NotFound: there is no such paper, or none this actor may see.
        IllegalTransition: the dossier is past changing.
    Law: Decree 45/2020/NĐ-CP; Circular 01/2023/TT-VPCP; Law 91/2025/QH15 (consent, or the state's task).
    """
    dossier, ground = _where_it_goes(dossier_id, actor, agreed=agreed, at=at)
    require_needed(dossier, component_key)
    own = paper_of_store(own_paper_id)
    paper = use_in(dossier, own, component_key, actor=actor, ground=ground, at=at)
    if dossier.state == State.DRAFT:
        touch(dossier, at)
    return paper


def use_in(
    dossier: Dossier,
    own: OwnPaper,
    component_key: str,
    *,
    actor: Actor,
    ground: str,
    supplement: int = 0,
    at: datetime,
) -> DossierPaper:
    """Check the paper and put it into the locked dossier; what is there already is answered.

    Raises:
        Invalid: a check fails.
    """
    if ground != TASK and Use.PAPERS in stopped_uses(own.person_id):
        raise Invalid(
            "reuse.stopped",
            "Người có giấy này đã yêu cầu ngừng dùng lại giấy tờ.",
            "The person this paper belongs to has stopped such use.",
            where=component_key,
            hint_vi="Cho dùng lại ở mục Dữ liệu của tôi, hoặc chụp giấy mới.",
            hint_en="Allow it again under My data, or take a new picture.",
        )
    failed = checked(own, dossier, component_key, now=at)
    if failed is not None:
        raise Invalid(
            f"reuse.{failed.check.lower()}",
            failed.vi,
            failed.en,
            where=component_key,
            hint_vi=failed.hint_vi,
            hint_en=failed.hint_en,
        )
    there = PaperUse.objects.filter(
        own_paper=own, dossier_id=dossier.id, undone_at=None, paper__component_key=component_key
    ).select_related("paper__file")
    for use in there.filter(paper__removed_at=None):
        return use.paper
    paper = DossierPaper.objects.create(
        dossier=dossier,
        component_key=component_key,
        file=own.file,
        copy_kind=CopyType.ELECTRONIC.name,
        added_at=at,
        added_by=actor.as_json(),
        supplement=supplement,
    )
    digital = Digital.FROM_EARLIER_RESULT if own.source == "RESULT" else Digital.REUSED
    DigitalCopy.objects.create(
        dossier=dossier,
        paper=paper,
        state=digital,
        component_key=component_key,
        component_code=own.code,
        copy_type=CopyType.ELECTRONIC,
        file=own.file,
        digitised_at=at,
        valid_until=own.valid_until,
    )
    PaperUse.objects.create(
        own_paper=own, dossier_id=dossier.id, paper=paper, ground=ground, used_at=at, used_by=actor.as_json()
    )
    log_reading(
        person_id=own.person_id,
        actor=actor,
        purpose=f"{PURPOSE}: {own.name_vi}",
        dossier_id=dossier.id,
        fields=["papers"],
        at=at,
    )
    tell(
        "dossier.paper_reused",
        dossier,
        actor=actor,
        at=at,
        component=component_key,
        digital=int(digital),
        own_paper=str(own.id),
        from_dossier=str(own.dossier_id),
        ground=ground,
        sha256=own.sha256,
    )
    return paper


@transaction.atomic
def remove_own_paper(*, own_paper_id: UUID, citizen: Actor, at: datetime) -> OwnPaper:
    """Take a paper out of one's store: it is not offered any more; dossiers that used it keep it.

    Raises:
        NotFound: it is not theirs.
    """
    own = _own(own_paper_id, citizen)
    if own.removed_at is None:
        own.removed_at = at
        own.save(update_fields=["removed_at"])
    return own


@transaction.atomic
def bring_back_own_paper(*, own_paper_id: UUID, citizen: Actor, at: datetime) -> OwnPaper:
    """Put a paper that was taken out back into one's store.

    Raises:
        NotFound: it is not theirs.
    """
    own = _own(own_paper_id, citizen)
    own.removed_at = None
    own.save(update_fields=["removed_at"])
    return own


def _own(own_paper_id: UUID, citizen: Actor) -> OwnPaper:
    own = OwnPaper.objects.select_for_update().filter(id=own_paper_id).first()
    if own is None or citizen.kind is not ActorKind.CITIZEN or str(own.person_id) != citizen.person_id:
        raise unknown_paper()
    if own.dropped:
        raise unknown_paper()
    return own


def _where_it_goes(dossier_id: UUID, actor: Actor, *, agreed: bool, at: datetime) -> tuple[Dossier, str]:
    """Return the locked dossier and on which ground this actor may use a paper of the person's in it."""
    dossier = lock_dossier(dossier_id)
    if dossier.state == State.DRAFT:
        dossier = lock_draft(dossier_id, actor, at=at)
        if actor.kind is ActorKind.CITIZEN:
            return dossier, OWN_ACT
        if not agreed:
            raise Invalid(
                "reuse.agreed",
                "Chưa hỏi người nộp có đồng ý dùng lại giấy này không.",
                "The applicant has not been asked whether this paper may be used again.",
                where="agreed",
                hint_vi="Hỏi, rồi đánh dấu «Người nộp đồng ý».",
                hint_en="Ask, then tick that they agree.",
            )
        return dossier, AGREED
    policies.require_step(dossier, actor, Step.EXAMINE)
    if State(dossier.state) not in AT_WORK:
        raise IllegalTransition(
            "reuse.state",
            "Lúc này không thêm giấy vào hồ sơ được.",
            "No paper can be added to the dossier now.",
            hint_vi="Tải lại trang để xem trạng thái mới nhất.",
            hint_en="Reload the page to see its latest state.",
        )
    return dossier, TASK


def paper_of_store(own_paper_id: UUID) -> OwnPaper:
    """Return the paper with its file; whose it may be is one of the checks before it is used.

    Raises:
        NotFound: there is none.
    """
    own = OwnPaper.objects.select_related("file").filter(id=own_paper_id).first()
    if own is None:
        raise unknown_paper()
    return own


def unknown_paper() -> NotFound:
    """The answer to who asks for a paper that is not theirs."""
    return NotFound(
        "own_paper.unknown",
        "Không thấy giấy này trong kho.",
        "There is no such paper here.",
        hint_vi="Tải lại trang để xem các giấy đang có.",
        hint_en="Reload the page to see what is there.",
    )
