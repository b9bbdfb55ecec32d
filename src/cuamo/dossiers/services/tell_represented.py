"""Tell somebody that another person acted for them."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cuamo.dossiers.models import Dossier, Mandate
from cuamo.dossiers.selectors.linked import part_row
from cuamo.dossiers.selectors.mandates import mandate_of
from cuamo.dossiers.services.parts import tell
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import Invalid
from cuamo.notices.selectors.notices import about
from cuamo.notices.services.send import send_notice

TEMPLATE = "N11"
NOT_TOLD = "dossier.represented_not_told"


@transaction.atomic
def tell_represented(*, dossier_id: UUID, at: datetime) -> str | None:
    """Queue N11 to the represented person's own number, once; never to the number of who acted.

    A number the person gave themselves stands before one the representative named. A number that is by now
    the representative's, or takes the messages of the dossier, is nobody else's: then nobody is told, and
    `dossier.represented_not_told` says so.

    Of a linked filing it is told once, by the filing's code.

    Returns the template, None where nobody was represented or no number of theirs is known.
    """
    mandate = mandate_of(dossier_id)
    if mandate is None or about(dossier_id).filter(template=TEMPLATE).exists():
        return None
    if part_row(dossier_id) is not None:
        return None
    dossier = Dossier.objects.select_related("version").get(id=dossier_id)
    for number in _numbers(mandate, dossier):
        try:
            send_notice(
                template=TEMPLATE,
                phone=number,
                params={
                    "name": mandate.holder.full_name,
                    "task": dossier.version.content["name_vi"],
                    "code": dossier.shown_code,
                    "phone": settings.HOTLINE,
                },
                subject_id=dossier_id,
                at=at,
            )
        except Invalid:
            continue
        return TEMPLATE
    if NOT_TOLD not in events.names_of(dossier_id):
        tell(NOT_TOLD, dossier, actor=SYSTEM, at=at, mandate=str(mandate.id))
    return None


def _numbers(mandate: Mandate, dossier: Dossier) -> list[str]:
    """Return the numbers only the represented person is behind, the surest first."""
    known = (mandate.represented.phone if mandate.represented else "", str(mandate.notice_phone))
    of_who_acted = {mandate.holder.phone, str(dossier.contact_phone)}
    return [number for number in dict.fromkeys(known) if number and number not in of_who_acted]
