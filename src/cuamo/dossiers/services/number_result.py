"""The clerk of records gives a signed result its number, and the agency signs over it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.documents.rules.open_place import ISSUED, NUMBER, issued_line, number_line
from cuamo.documents.rules.pages import page_count
from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.sign_result import seal_pdf
from cuamo.documents.services.store import store_made
from cuamo.documents.types import Purpose
from cuamo.dossiers import policies
from cuamo.dossiers.models import Dossier, Result
from cuamo.dossiers.selectors.sheets import PLACE
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.dossiers.states import Move, Step, after
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import IllegalTransition
from cuamo.kernel.numbering import take_number
from cuamo.organisation.models import Unit


def at_issue(dossier_id: UUID, clerk: Actor) -> tuple[Dossier, Result]:
    """Return the locked dossier and its signed result that waits for the clerk of records.

    Raises:
        NotPermitted: `clerk` is no clerk of records of the deciding unit.
        IllegalTransition: the result is not signed yet, or issued already.
    """
    dossier = lock_dossier(dossier_id)
    policies.require_step(dossier, clerk, Step.ISSUE)
    result = Result.objects.select_for_update(of=("self",)).filter(dossier=dossier).first()
    if result is None or result.signed_at is None:
        raise IllegalTransition("result.unsigned", "Kết quả chưa ký xong.", "The result is not signed yet.")
    if not result.corrects:
        after(Move.FINISH, dossier.state)
    return dossier, result


@transaction.atomic
def number_result(*, dossier_id: UUID, clerk: Actor, at: datetime) -> Result:
    """Give the signed result the next number of its unit's year, once (cho số); gapless.

    Raises:
        NotPermitted: `clerk` is no clerk of records of the deciding unit.
        IllegalTransition: the result is not signed yet, or issued already.
    Law: Decree 30/2020/NĐ-CP, art. 15.
    """
    dossier, result = at_issue(dossier_id, clerk)
    if result.number:
        return result
    result.number = next_number(dossier.decided_by, at=at)
    result.numbered_at, result.numbered_by = at, clerk.id
    result.save(update_fields=["number", "numbered_at", "numbered_by"])
    if result.open_places:
        tell("dossier.numbered", dossier, actor=clerk, at=at, number=result.number)
    return result


def next_number(unit_code: str, *, at: datetime) -> str:
    """Take the next number of the unit's year (số, ký hiệu), in the running transaction.

    Law: Decree 30/2020/NĐ-CP, art. 15.
    """
    unit = Unit.objects.get(code=unit_code)
    year = at.astimezone(HANOI).year
    number = take_number(f"result:{unit.code}:{year}")
    return f"{number}/{year}/{unit.identifier or unit.code}"


def seal_result(*, dossier_id: UUID, at: datetime) -> Result:
    """Write number and day into the signed paper and have the agency sign it; a second run finds it done.

    Signing happens outside the transaction: it takes a while and calls another system.

    Raises:
        SigningUnavailable, SigningRefused
    Law: Decree 30/2020/NĐ-CP, Annex I (chữ ký số của cơ quan).
    """
    result = Result.objects.select_related("dossier", "file").get(dossier_id=dossier_id)
    if result.sealed_at is not None or result.file is None or result.numbered_at is None:
        return result
    unit = Unit.objects.get(code=result.dossier.decided_by)
    day = f"{result.numbered_at.astimezone(HANOI):%d/%m/%Y}"
    sealed = seal_pdf(
        pdf=content_of(result.file),
        values={NUMBER: number_line(result.number), ISSUED: issued_line(PLACE, day)},
        agency_code=unit.code,
        agency_name=unit.name_vi,
        at=at,
    )
    return _keep_sealed(dossier_id, sealed, number=result.number, at=at)


@transaction.atomic
def _keep_sealed(dossier_id: UUID, sealed: bytes, *, number: str, at: datetime) -> Result:
    dossier = lock_dossier(dossier_id)
    result = Result.objects.select_for_update(of=("self",)).get(dossier=dossier)
    if result.sealed_at is not None or result.number != number:
        return result
    result.file = store_made(
        data=sealed,
        filename=f"ket-qua-{dossier.code}.pdf",
        pages=page_count(sealed),
        purpose=Purpose.RESULT,
        actor=SYSTEM,
        at=at,
    )
    result.sealed_at = at
    result.save(update_fields=["file", "sealed_at"])
    tell("dossier.sealed", dossier, actor=SYSTEM, at=at, sha256=result.file.sha256)
    return result
