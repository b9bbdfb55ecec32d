"""Go on with a draft of the person in front that another matter of theirs has put aside."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Visit
from cuamo.dossiers.policies import require_own_visit
from cuamo.dossiers.selectors.mandates import covers, mandate_of
from cuamo.dossiers.selectors.visits import drafts_of_person
from cuamo.dossiers.services.parts import lock_visit
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import Invalid, NotFound


@transaction.atomic
def take_up_draft(*, visit_id: UUID, dossier_id: UUID, clerk: Actor, at: datetime) -> Visit:
    """Let the visit be about the matter of one of its drafts again: their own, or whom it was begun for.

    Raises:
        NotFound: the draft is another person's, of another visit, or under an authority that was stopped.
        Invalid: the authority it was begun under has ended.
        NotPermitted: it is another clerk's visit, or it has ended.
    """
    visit = lock_visit(visit_id)
    require_own_visit(visit, clerk)
    draft = drafts_of_person(visit).filter(id=dossier_id).first()
    if draft is None:
        raise NotFound(
            "draft.other_person",
            "Người đang ở quầy không làm tiếp được hồ sơ nháp này.",
            "The person in front cannot go on with this draft.",
            hint_vi="Đọc lại căn cước của người đã bắt đầu hồ sơ ở bước 1.",
            hint_en="Read the card of the person who began it again, in step 1.",
        )
    mandate = mandate_of(draft.id)
    if mandate is not None and not covers(mandate, draft.procedure_code, today=to_hanoi(at).date()):
        raise Invalid(
            "mandate.ended",
            f"Ủy quyền của hồ sơ này đã hết hạn ngày {mandate.ends_on:%d/%m/%Y}.",
            f"The authority of this draft ended on {mandate.ends_on:%d/%m/%Y}.",
            hint_vi="Ghi ủy quyền mới ở «Làm thay người khác», rồi bắt đầu hồ sơ mới.",
            hint_en="Write down a new authority, then begin a new dossier.",
        )
    if visit.mandate_id != (mandate.id if mandate else None):
        visit.mandate = mandate
        visit.save(update_fields=["mandate"])
        facts = {"mandate": str(mandate.id)} if mandate else {}
        events.record(
            "visit.acts_again" if mandate else "visit.acts_alone", visit.id, actor=clerk, at=at, **facts
        )
    return visit
