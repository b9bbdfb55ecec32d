"""An operator objects to an item that is said not to be claimable; the centre answers."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound
from cuamo.kernel.ids import uuid7
from cuamo.organisation.types import Role
from cuamo.settlement import policies
from cuamo.settlement.models import Item, Objection
from cuamo.settlement.rules.custody import GONE
from cuamo.settlement.services.lock_books import lock_books
from cuamo.settlement.types import DisputeState

MOST_WORDS = 1000


@transaction.atomic
def object_to_item(*, item_id: UUID, words: str, evidence: str, actor: Actor, at: datetime) -> Objection:
    """Say for the operator why an act kept out of its statements is to be paid (ý kiến khác).

    Records `item.objected`.

    Raises:
        NotFound: there is no such item of the actor's operator. NotPermitted: another role.
        IllegalTransition: it can be claimed already. Invalid: no words.
        Conflict: an objection to it waits for its answer.
    """
    lock_books()
    item = _locked(item_id)
    policies.require_operator(actor, item.operator_code)
    if item.claimable:
        raise IllegalTransition("item.claimable", "Việc này đã tính được.", "This can be claimed already.")
    said = _words(words, "y_kien", "Viết ý kiến", "Write the objection")
    if Objection.objects.filter(item=item, state=DisputeState.OPEN).exists():
        raise Conflict(
            "objection.open", "Việc này đã có ý kiến chờ trả lời.", "This item has an open objection."
        )
    objection = Objection.objects.create(
        id=uuid7(at),
        item=item,
        operator_code=item.operator_code,
        reason=item.reason,
        words=said,
        evidence=evidence.strip()[:500],
        raised_by_id=actor.id,
        raised_by_name=actor.name,
        raised_at=at,
    )
    _tell("item.objected", objection, actor, at)
    return objection


@transaction.atomic
def answer_objection(
    *, objection_id: UUID, accept: bool, words: str, actor: Actor, at: datetime
) -> Objection:
    """Accept or refuse what an operator said, in words (trả lời ý kiến). Records `item.objection_answered`.

    Accepted, the item can be claimed and the next statement holds it, once. Whoever accepts it does not
    approve that statement (`approve_statement`).

    Raises:
        NotPermitted: the actor is no accountant of the centre. NotFound: there is no such objection.
        IllegalTransition: it was answered, or the item has become claimable, or changed hands, since.
        Invalid: no words. Conflict: the act is claimed elsewhere, or no hand-over stands for it any more.
    """
    policies.require_centre(actor, Role.FINANCE)
    lock_books()
    objection = Objection.objects.select_related("item").filter(id=objection_id).first()
    if objection is None:
        raise NotFound("objection.unknown", "Không thấy ý kiến này.", "There is no such objection.")
    item = _locked(objection.item_id)
    objection.refresh_from_db()
    if objection.state != DisputeState.OPEN:
        raise IllegalTransition("dispute.answered", "Ý kiến này đã trả lời.", "It is answered.")
    said = _words(words, "tra_loi", "Viết câu trả lời", "Write the answer")
    if accept:
        _grant(item, objection)
    objection.state = DisputeState.ACCEPTED if accept else DisputeState.REJECTED
    objection.answer, objection.answered_at = said, at
    objection.answered_by_id, objection.answered_by_name = actor.id, actor.name
    objection.save()
    _tell("item.objection_answered", objection, actor, at)
    return objection


def _grant(item: Item, objection: Objection) -> None:
    if item.claimable:
        raise IllegalTransition(
            "item.claimable",
            "Việc này nay đã tính được. Giữ nguyên và trả lời như vậy.",
            "This can be claimed by now. Refuse, and say so.",
        )
    if item.operator_code != objection.operator_code:
        raise IllegalTransition(
            "item.operator",
            "Việc này nay thuộc đơn vị khác. Giữ nguyên và trả lời như vậy.",
            "This is another operator's by now. Refuse, and say so.",
        )
    if item.reason == GONE:
        raise Conflict(
            "item.gone",
            "Không còn lần bàn giao nào cho việc này. Sửa chuỗi bàn giao thì việc tự vào bảng.",
            "No hand-over stands for this any more. Mend the chain of custody.",
            where="y",
        )
    if Item.objects.filter(claim_key=item.claim_key, claimable=True).exists():
        raise Conflict(
            "item.twice",
            "Việc này đã tính ở một phong bì hoặc đơn vị khác. Mỗi việc chỉ trả một lần.",
            "This act is claimed elsewhere. Each is paid once.",
            where="y",
        )
    item.claimable, item.reason = True, ""
    item.save(update_fields=["claimable", "reason"])


def _locked(item_id: UUID) -> Item:
    item = Item.objects.select_for_update().filter(id=item_id).first()
    if item is None:
        raise NotFound("item.unknown", "Không thấy việc này.", "There is no such item.")
    return item


def _words(words: str, where: str, vi: str, en: str) -> str:
    said = words.strip()
    if not said or len(said) > MOST_WORDS:
        raise Invalid(
            f"objection.{where}",
            f"{vi}, không quá {MOST_WORDS} chữ cái.",
            f"{en}, at most {MOST_WORDS} characters.",
            where=where,
        )
    return said


def _tell(name: str, objection: Objection, actor: Actor, at: datetime) -> None:
    events.record(
        name,
        objection.item_id,
        actor=actor,
        at=at,
        operator=objection.operator_code,
        objection=str(objection.id),
        outcome=objection.state,
    )
