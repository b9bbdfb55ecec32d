"""Any counter takes what a receipt still owes, for the person whose card is read there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import ActedFor, Dossier
from cuamo.dossiers.policies import unknown_dossier
from cuamo.dossiers.selectors.asked_for import Asked, asked_for
from cuamo.dossiers.services.ask_supplement import answer_supplement
from cuamo.dossiers.services.lock_parts import lock_parts
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import IllegalTransition, Invalid, NotPermitted
from cuamo.kernel.identifiers.card import CardFacts
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.people.services.read_log import log_reading

READ_FOR = "Bổ sung giấy tờ tại quầy"
File = tuple[str, bytes]
"""Name and content."""


@transaction.atomic
def open_with_card(*, dossier_id: UUID, card: CardFacts, clerk: Actor, at: datetime) -> list[Asked]:
    """Return what is missing to a clerk in front of whom its person sits (bổ sung tại quầy bất kỳ).

    Only the missing items: no answers, no papers, nothing of what else is in the dossier. The person sees
    that the counter looked.

    Raises:
        NotFound: the dossier is unknown.
        NotPermitted: the clerk has no open shift, or the card is neither the applicant's nor that of who acts
            for them now.
        IllegalTransition: nothing is missing.
    """
    dossier = _dossier(dossier_id)
    _require_shift(clerk)
    if not belongs(dossier, card, at):
        raise NotPermitted(
            "supplement.other_card",
            "Căn cước này không phải của người nộp hồ sơ, hay người đang được ủy quyền.",
            "This card is neither the applicant's nor that of who acts for them.",
            where="card",
            hint_vi="Mời đúng người, hoặc bổ sung bằng điện thoại theo đường dẫn trong tin nhắn.",
            hint_en="Ask the right person, or send it by phone through the link in the text message.",
        )
    asked = _asked(dossier)
    if dossier.applicant_id is not None:
        for one in asked:
            log_reading(
                person_id=dossier.applicant_id,
                actor=clerk,
                purpose=READ_FOR,
                dossier_id=one.dossier.id,
                fields=["items"],
                at=at,
            )
    return asked


@transaction.atomic
def supplement_anywhere(
    *, dossier_id: UUID, clerk: Actor, files: Mapping[str, Sequence[File]], note: str = "", at: datetime
) -> list[Dossier]:
    """Send everything that was asked for, of every part that asked, in one press (gửi bổ sung một lần).

    Each goes back to the officer who had it; the event says at which point it was taken.

    Args:
        files: by the name of the box (`AskedItem.field`).
    Raises:
        Invalid: an item has neither a file nor a note.
        IllegalTransition: nothing is missing any more: it was sent already.
        NotPermitted: the clerk has no open shift.
    """
    dossier = _dossier(dossier_id)
    _require_shift(clerk)
    lock_parts(dossier.id)
    asked = _asked(dossier)
    empty = [item for one in asked for item in one.items if not files.get(item.field)]
    if empty and not note.strip():
        raise Invalid(
            "supplement.still_missing",
            f"Còn thiếu {len(empty)} mục: " + "; ".join(item.label for item in empty[:5]),
            f"{len(empty)} items are still missing.",
            where=empty[0].field,
            hint_vi="Chụp hoặc quét đủ rồi gửi một lần. Mục không có giấy thì ghi lời nhắn.",
            hint_en="Add them all and send once. Where there is no paper, leave a note.",
        )
    return [
        answer_supplement(
            dossier_id=one.dossier.id,
            actor=clerk,
            files=[
                (item.component, name, data) for item in one.items for name, data in files.get(item.field, ())
            ],
            note=note,
            at_point=clerk.unit_code,
            at=at,
        )
        for one in asked
    ]


def _dossier(dossier_id: UUID) -> Dossier:
    rows = Dossier.objects.select_related("version", "applicant")
    found = rows.filter(id=dossier_id, submitted_at__isnull=False).first()
    if found is None:
        raise unknown_dossier()
    return found


def _asked(dossier: Dossier) -> list[Asked]:
    asked = asked_for(dossier)
    if not asked:
        raise IllegalTransition(
            "supplement.nothing_asked",
            f"Hồ sơ {dossier.shown_code} không còn gì phải bổ sung.",
            f"Nothing is missing in dossier {dossier.shown_code} any more.",
            hint_vi="Xem trạng thái mới nhất trên trang theo dõi.",
            hint_en="See its latest state on the tracking page.",
        )
    return asked


def _require_shift(clerk: Actor) -> None:
    if "CLERK" not in clerk.roles or open_shift_of(clerk.id) is None:
        raise NotPermitted(
            "shift.none",
            "Chưa mở ca. Mở ca rồi làm tiếp.",
            "No shift is open. Open one, then go on.",
            where="ca",
        )


def belongs(dossier: Dossier, card: CardFacts, at: datetime) -> bool:
    """Say whether a card is the applicant's, or of who acts for them now."""
    if dossier.applicant is not None and dossier.applicant.personal_id == card.personal_id:
        return True
    acts = ActedFor.objects.select_related("mandate__holder").filter(
        dossier_id=dossier.id, mandate__revoked_at=None, mandate__ends_on__gte=to_hanoi(at).date()
    )
    return any(act.mandate.holder.personal_id == card.personal_id for act in acts)
