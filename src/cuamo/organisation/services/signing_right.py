"""Give and end the right to sign for a unit (giao, chấm dứt thẩm quyền ký)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import Invalid, NotFound, NotPermitted
from cuamo.organisation.models import SigningForm, SigningRight, Unit
from cuamo.organisation.models.signing_right import CertificateAt
from cuamo.organisation.rules.signing_form import signer_lines
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.selectors.signing_rights import in_force

HEADS = frozenset({SigningForm.HEAD, SigningForm.TM, SigningForm.Q})


@transaction.atomic
def give_signing_right(
    *,
    unit_code: str,
    holder_id: str,
    holder_name: str,
    form: str,
    position: str,
    source: str,
    valid_from: date,
    valid_to: date | None = None,
    behalf: str = "",
    collective: str = "",
    procedures: Sequence[str] = (),
    certificate_at: str = CertificateAt.SERVICE,
    token_serial: str = "",
    actor: Actor,
    at: datetime,
) -> SigningRight:
    """Let a person sign results of a unit, by a written decision.

    Raises:
        NotPermitted: `actor` neither heads the unit nor configures the city's work.
        Invalid: no decision is named, the term ends before it begins, or it is signed for nobody.
    Law: Decree 30/2020/NĐ-CP, art. 13 (ký ban hành văn bản).
    """
    unit = Unit.objects.select_for_update(of=("self",)).filter(code=unit_code).first()
    if unit is None:
        raise NotFound("unit.unknown", "Không thấy đơn vị này.", "There is no such unit.")
    _require_head(unit_code, actor, at)
    if not source.strip():
        raise Invalid(
            "sign.no_source",
            "Cần ghi số và ngày của quyết định giao quyền ký.",
            "Name the decision that gives the right, with number and day.",
            where="source",
        )
    if not position.strip():
        raise Invalid("sign.no_position", "Cần ghi chức vụ.", "Say the position.", where="position")
    if valid_to is not None and valid_to < valid_from:
        raise Invalid(
            "sign.term",
            "Ngày hết hạn đứng trước ngày bắt đầu.",
            "The last day is before the first.",
            where="valid_to",
        )
    if certificate_at == CertificateAt.TOKEN and not token_serial.strip():
        raise Invalid(
            "sign.no_token",
            "Cần ghi số hiệu của thiết bị ký.",
            "Say the serial number of the token.",
            where="token_serial",
        )
    if form not in SigningForm.values:
        raise Invalid("sign.form", "Chọn cách ký trong danh sách.", "Choose a form.", where="form")
    try:
        signer_lines(form, position=position, behalf=behalf, collective=collective)
    except ValueError:
        raise Invalid(
            "sign.no_behalf",
            "Cách ký này cần ghi ký thay, ký theo lệnh của ai.",
            "This form needs whose place is taken or who gave the order.",
            where="behalf",
        ) from None
    right = SigningRight.objects.create(
        unit=unit,
        holder_id=holder_id,
        holder_name=holder_name,
        form=form,
        position=position.strip(),
        behalf=behalf.strip(),
        collective=collective.strip(),
        procedures=list(procedures),
        source=source.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
        certificate_at=certificate_at,
        token_serial=token_serial.strip() if certificate_at == CertificateAt.TOKEN else "",
        given_at=at,
        given_by=actor.as_json(),
    )
    events.record(
        "signing_right.given",
        right.id,
        actor=actor,
        at=at,
        unit=unit_code,
        holder=holder_id,
        form=form,
        source=right.source,
    )
    return right


@transaction.atomic
def end_signing_right(*, right_id: UUID, actor: Actor, at: datetime) -> SigningRight:
    """End a right to sign now; what was signed under it stays signed.

    Raises:
        NotFound: there is no such right.
        NotPermitted: `actor` neither heads the unit nor configures the city's work.
    """
    right = SigningRight.objects.select_for_update().filter(id=right_id).first()
    if right is None:
        raise NotFound("sign.unknown", "Không thấy quyền ký này.", "There is no such right.")
    _require_head(right.unit_id, actor, at)
    if right.ended_at is None:
        right.ended_at, right.ended_by = at, actor.as_json()
        right.save(update_fields=["ended_at", "ended_by"])
        events.record("signing_right.ended", right.id, actor=actor, at=at, unit=right.unit_id)
    return right


def _require_head(unit_code: str, actor: Actor, at: datetime) -> None:
    """Refuse who neither heads the unit (HEAD, TM, Q) nor configures; where nobody heads, its leaders may."""
    if actor.kind is ActorKind.SYSTEM or "BUSINESS_ADMIN" in actor.roles:
        return
    running = list(in_force(unit_code, at=at))
    heads = {right.holder_id for right in running if right.form in HEADS}
    leads = "LEADER" in actor.roles and unit_code in units_under(actor.unit_code)
    if actor.id in heads or (leads and not heads):
        return
    raise NotPermitted(
        "sign.not_head",
        "Chỉ người đứng đầu đơn vị hoặc quản trị nghiệp vụ được giao quyền ký.",
        "Only the head of the unit or a business administrator gives the right to sign.",
    )
