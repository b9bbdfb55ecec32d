"""Print an electronic result for the person it belongs to."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier, Result
from cuamo.dossiers.policies import unknown_dossier
from cuamo.dossiers.services.parts import tell
from cuamo.dossiers.services.supplement_anywhere import belongs
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, NotPermitted
from cuamo.kernel.identifiers.card import CardFacts
from cuamo.organisation.policies import require_role
from cuamo.organisation.types import Role
from cuamo.people.services.read_log import log_reading

PRINTED_FOR = "In kết quả điện tử tại quầy"


@transaction.atomic
def print_for_person(*, dossier_id: UUID, card: CardFacts, clerk: Actor, at: datetime) -> UUID:
    """Return the file of the electronic result, to print for whose card is read (in theo yêu cầu).

    The account keeps the result; the paper is a copy. Records `result.printed_at_point`, and the person sees
    that the counter opened it.

    Raises:
        NotFound: the dossier is unknown.
        NotPermitted: the clerk serves no counter, or the card is nobody's who may have the result.
        IllegalTransition: there is no electronic result, or it was taken back.
    """
    require_role(clerk, Role.CLERK, Role.SHIFT_LEAD)
    dossier = Dossier.objects.select_related("version", "applicant").filter(id=dossier_id).first()
    if dossier is None:
        raise unknown_dossier()
    if not belongs(dossier, card, at):
        raise NotPermitted(
            "result.other_card",
            "Căn cước này không phải của người có kết quả, hay người đang được ủy quyền.",
            "This card is neither the person's nor that of who acts for them.",
            where="card",
            hint_vi="Mời đúng người. Kết quả điện tử vẫn ở tài khoản của người đó.",
            hint_en="Ask the right person. The electronic result is in their account.",
        )
    result = Result.objects.filter(dossier=dossier, issued_at__isnull=False, revoked_at=None).first()
    if result is None or result.file_id is None or dossier.delivery.get("way") != "ELECTRONIC":
        raise IllegalTransition(
            "result.not_electronic",
            "Hồ sơ này không có kết quả điện tử để in, hoặc kết quả đã bị thu hồi.",
            "There is no electronic result to print, or it was taken back.",
        )
    if dossier.applicant_id is not None:
        log_reading(
            person_id=dossier.applicant_id,
            actor=clerk,
            purpose=PRINTED_FOR,
            dossier_id=dossier.id,
            fields=["result"],
            at=at,
        )
    tell("result.printed_at_point", dossier, actor=clerk, at=at, place=clerk.unit_code, number=result.number)
    file_id: UUID = result.file_id
    return file_id
