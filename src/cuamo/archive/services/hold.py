"""A legal hold: placed, lifted."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cuamo.archive import policies
from cuamo.archive.models import Hold, Keeping
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound

LONGEST = 2000


@transaction.atomic
def place_hold(
    *,
    dossier_id: UUID,
    officer: Actor,
    ground: str,
    document: str = "",
    until: date | None = None,
    at: datetime,
) -> Hold:
    """Keep a dossier from being destroyed, packed or emptied of images (đình chỉ tiêu huỷ).

    It takes the same lock as the destruction: a hold that is placed was placed before, one that comes after
    is refused with the day of the destruction. Records `archive.held`.

    Args:
        until: last day; None until somebody lifts it.
    Raises:
        NotFound, NotPermitted: `officer` does not watch over the dossier's unit.
        Invalid: no ground, or a last day that has passed.
        IllegalTransition: the dossier has been destroyed.
        Conflict: it is held already.
    """
    dossier = lock_dossier(dossier_id, destroyed_too=True)
    unit_code = dossier.decided_by or dossier.received_by or dossier.helped_at
    policies.require_holder(officer, unit_code)
    if len(ground.strip()) < 5:
        raise Invalid(
            "hold.ground",
            "Cần ghi lý do đình chỉ, ví dụ: phục vụ thanh tra theo Quyết định số 12/QĐ-TTr.",
            "Say why, for example an inspection and its decision.",
            where="ly_do",
        )
    if until is not None and until < to_hanoi(at).date():
        raise Invalid("hold.until", "Ngày cuối đã qua.", "The last day has passed.", where="den_ngay")
    keeping = Keeping.objects.select_for_update().filter(dossier_id=dossier_id).first()
    if keeping is not None and keeping.destroyed_at is not None:
        raise IllegalTransition(
            "hold.destroyed",
            f"Hồ sơ đã tiêu huỷ ngày {to_hanoi(keeping.destroyed_at):%d/%m/%Y}, không còn gì để giữ.",
            "The dossier has been destroyed; there is nothing left to hold.",
        )
    before = Hold.objects.select_for_update().filter(dossier_id=dossier_id, lifted_at=None).first()
    if before is not None and (before.until is None or before.until >= to_hanoi(at).date()):
        raise Conflict("hold.standing", "Hồ sơ này đang bị đình chỉ rồi.", "The dossier is held already.")
    if before is not None:
        before.lifted_at, before.lifted_by = at, officer.as_json()
        before.save(update_fields=["lifted_at", "lifted_by"])
    hold = Hold.objects.create(
        dossier_id=dossier_id,
        code=dossier.shown_code,
        unit_code=unit_code,
        ground=ground.strip()[:LONGEST],
        document=document.strip()[:200],
        placed_at=at,
        placed_by=officer.as_json(),
        until=until,
    )
    events.record(
        "archive.held",
        dossier_id,
        actor=officer,
        at=at,
        hold=str(hold.id),
        until=until.isoformat() if until else None,
    )
    return hold


@transaction.atomic
def lift_hold(*, hold_id: UUID, officer: Actor, because: str, at: datetime) -> Hold:
    """End a hold, with its reason. Records `archive.released`.

    Raises:
        NotFound, NotPermitted: `officer` does not watch over the dossier's unit.
        Invalid: no reason.
        IllegalTransition: it was lifted before.
    """
    found = Hold.objects.filter(id=hold_id).first()
    if found is None:
        raise NotFound("hold.unknown", "Không thấy lần đình chỉ này.", "There is no such hold.")
    policies.require_holder(officer, found.unit_code)
    lock_dossier(found.dossier_id, destroyed_too=True)
    hold = Hold.objects.select_for_update().get(id=hold_id)
    if hold.lifted_at is not None:
        raise IllegalTransition("hold.lifted", "Đình chỉ này đã được bỏ.", "This hold was lifted before.")
    if len(because.strip()) < 5:
        raise Invalid("hold.because", "Cần ghi vì sao bỏ đình chỉ.", "Say why it is lifted.", where="vi_sao")
    hold.lifted_at, hold.lifted_by = at, officer.as_json()
    hold.lifted_because = because.strip()[:LONGEST]
    hold.save()
    events.record("archive.released", hold.dossier_id, actor=officer, at=at, hold=str(hold.id))
    return hold
