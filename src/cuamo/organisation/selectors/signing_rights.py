"""Who may sign for a unit (thẩm quyền ký)."""

from datetime import datetime

from django.db.models import Q, QuerySet

from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import NotPermitted
from cuamo.organisation.models import SigningRight, Unit


def rights_of(unit_code: str) -> QuerySet[SigningRight]:
    """Return the rights given for a unit, ended ones too, newest first."""
    return SigningRight.objects.filter(unit_id=unit_code).order_by("-valid_from", "-given_at", "id")


def in_force(unit_code: str, *, at: datetime) -> QuerySet[SigningRight]:
    """Return the rights of a unit that run at `at`."""
    day = to_hanoi(at).date()
    running = rights_of(unit_code).filter(valid_from__lte=day).filter(Q(ended_at=None) | Q(ended_at__gt=at))
    return running.filter(Q(valid_to=None) | Q(valid_to__gte=day))


def right_to_sign(
    unit_code: str, holder_id: str, *, procedure_code: str, at: datetime
) -> SigningRight | None:
    """Return by which right the person signs this result; None where the unit has named nobody yet.

    A unit that has named no signer at all lets its leaders sign, as before the list was kept.

    Raises:
        NotPermitted: the unit has named its signers, and this person may not sign this now.
    """
    if not SigningRight.objects.filter(unit_id=unit_code).exists():
        return None
    held = [right for right in in_force(unit_code, at=at) if right.holder_id == holder_id]
    for right in held:
        if not right.procedures or procedure_code in right.procedures:
            return right
    raise _refused(unit_code, procedure_code, other_kind=bool(held), at=at)


def _refused(unit_code: str, procedure_code: str, *, other_kind: bool, at: datetime) -> NotPermitted:
    names = [
        right.holder_name
        for right in in_force(unit_code, at=at)
        if not right.procedures or procedure_code in right.procedures
    ]
    unit = Unit.objects.filter(code=unit_code).first()
    who = ", ".join(dict.fromkeys(names)) or "chưa có ai"
    why = "chỉ được ký loại kết quả khác" if other_kind else "không có quyền ký đang còn hiệu lực"
    return NotPermitted(
        "sign.no_right",
        f"Người này {why} tại {unit.name_vi if unit else unit_code}.",
        "This person holds no right to sign this result for the unit now.",
        hint_vi=f"Người được ký kết quả này: {who}.",
        hint_en=f"Who may sign this result: {', '.join(dict.fromkeys(names)) or 'nobody yet'}.",
    )
