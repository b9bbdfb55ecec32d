"""Make and sign the copies an officer asked for."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.documents.errors import Erased, Refused, SigningRefused, SigningUnavailable
from cuamo.documents.rules.pages import page_count
from cuamo.documents.rules.true_size import PaperSize
from cuamo.documents.services.digital_copy import copy_as_pdf
from cuamo.documents.services.sign_copy import sign_copy
from cuamo.documents.services.store import store_made
from cuamo.documents.types import Purpose
from cuamo.dossiers.models import DigitalCopy
from cuamo.dossiers.rules.digitising import CopyKind, Digital
from cuamo.dossiers.services.keep_own_paper import keep_copy
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.organisation.models import Unit

logger = logging.getLogger(__name__)


def sign_copies_of(*, dossier_id: UUID, at: datetime) -> int:
    """Sign every copy of the dossier that was asked for and is not signed; return how many were.

    Each is made and signed outside a transaction (it takes a second and the network) and kept in one of its
    own. A second run finds done what is done. Where the service refuses to sign for the officer, the copy
    says so and waits for another officer. One of which no copy can be made keeps none of the others.

    Raises:
        SigningUnavailable: the service does not answer; what was signed before is kept. Run it again.
    Law: Decree 30/2020/NĐ-CP, Annex I; Law 20/2023/QH15.
    """
    waiting = DigitalCopy.objects.filter(dossier_id=dossier_id, state=Digital.NOT_YET, refused="")
    asked = waiting.exclude(checked_at=None).exclude(paper=None).select_related("paper__file")
    signed, first = 0, None
    for copy in asked.order_by("id"):
        try:
            signed += _sign(copy, at)
        except SigningUnavailable:
            raise
        except Exception as error:  # the job comes back for this one, and says what is wrong
            logger.exception("no copy of paper %s is made", copy.paper_id)
            first = first or error
    if first is not None:
        raise first
    return signed


def _sign(copy: DigitalCopy, at: datetime) -> bool:
    assert copy.paper is not None
    officer = Actor(
        ActorKind.STAFF,
        copy.checked_by["id"],
        copy.checked_by["name"],
        copy.checked_by.get("unit", ""),
    )
    unit = Unit.objects.filter(code=officer.unit_code).first()
    size = PaperSize(copy.size) if copy.size else None
    try:
        signed = sign_copy(
            pdf=copy_as_pdf(copy.paper.file, size=size),
            signer_code=officer.id,
            signer_name=officer.name,
            agency_name=unit.name_vi if unit else officer.unit_code,
            at=at,
        )
    except SigningRefused as refused:
        return _refuse(copy.id, refused.vi)
    except (Refused, Erased) as broken:
        return _refuse(copy.id, broken.vi)
    return _keep(copy.id, signed, officer, at)


@transaction.atomic
def _keep(copy_id: UUID, signed: bytes, officer: Actor, at: datetime) -> bool:
    dossier = lock_dossier(DigitalCopy.objects.values_list("dossier_id", flat=True).get(id=copy_id))
    copy = DigitalCopy.objects.select_for_update(of=("self",)).select_related("paper__file").get(id=copy_id)
    if copy.state != Digital.NOT_YET or copy.checked_at is None or copy.paper is None:
        return False
    if copy.paper.removed_at is not None:
        return False
    copy.file = store_made(
        data=signed,
        filename=f"ban-so-hoa-{copy.component_key}.pdf",
        pages=page_count(signed),
        purpose=Purpose.PAPER,
        actor=officer,
        at=at,
    )
    copy.state = Digital.DIGITISED
    copy.digitised_at = at
    copy.save(update_fields=["file", "state", "digitised_at"])
    keep_copy(dossier, copy, at=at)
    tell(
        "dossier.paper_digitised",
        dossier,
        actor=officer,
        at=at,
        component=copy.component_key,
        kind=int(CopyKind.COMPONENT),
        digital=int(Digital.DIGITISED),
        scan_sha256=copy.paper.file.sha256,
        sha256=copy.file.sha256,
    )
    return True


@transaction.atomic
def _refuse(copy_id: UUID, why: str) -> bool:
    """Note why it cannot be signed; the officer may be another one next time."""
    copy = DigitalCopy.objects.select_for_update().get(id=copy_id)
    if copy.state == Digital.NOT_YET:
        copy.refused, copy.checked_at, copy.checked_by = why, None, {}
        copy.save(update_fields=["refused", "checked_at", "checked_by"])
    return False
