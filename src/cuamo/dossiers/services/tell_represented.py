"""Tell somebody that another person acted for them."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.mandates import mandate_of
from cuamo.kernel.errors import Invalid
from cuamo.notices.selectors.notices import about
from cuamo.notices.services.send import send_notice

TEMPLATE = "N11"


@transaction.atomic
def tell_represented(*, dossier_id: UUID, at: datetime) -> str | None:
    """Queue N11 to the represented person's own number, once; never to the number of who acted.

    A number the person gave themselves stands before one the representative named.

    Returns the template, None where nobody was represented or no number of theirs is known.
    """
    mandate = mandate_of(dossier_id)
    if mandate is None or about(dossier_id).filter(template=TEMPLATE).exists():
        return None
    own = mandate.represented.phone if mandate.represented else ""
    number = own or str(mandate.notice_phone)
    if not number:
        return None
    dossier = Dossier.objects.select_related("version").get(id=dossier_id)
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
        return None
    return TEMPLATE
