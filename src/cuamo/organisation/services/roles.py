"""Give and end roles."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid, NotFound
from cuamo.organisation import policies
from cuamo.organisation.models import Membership, Unit
from cuamo.organisation.rules import roles as rules
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.types import Role
from cuamo.people.models import Account


@transaction.atomic
def grant_role(*, account_id: UUID, unit_code: str, role: Role, actor: Actor, at: datetime) -> Membership:
    """Give an account a role at a unit from now on (phân công). Records `role.granted` on the account.

    Granting what is already held changes nothing.

    Raises:
        NotPermitted: `actor` may not give this role there.
        NotFound: there is no such account or unit.
        Invalid: the role cannot be held at this kind of unit.
        Conflict: the account holds a role that may not be combined with this one.
    Law: Decree 118/2025/ND-CP; separation of duties, facts §6.6.
    """
    scope = units_under(actor.unit_code)
    policies.require_may_grant(actor, role=role, unit_code=unit_code, scope=scope)
    account = Account.objects.select_for_update().filter(id=account_id).first()
    unit = Unit.objects.filter(code=unit_code).first()
    if account is None or unit is None:
        raise NotFound(
            "role.nowhere", "Không có tài khoản hoặc đơn vị này.", "There is no such account or unit."
        )
    held = list(Membership.objects.filter(account=account, valid_to__isnull=True))
    for membership in held:
        if (membership.unit_id, membership.role) == (unit_code, role):
            return membership
    _require_fit(role, unit)
    _require_no_clash(role, [membership.role for membership in held])

    membership = Membership.objects.create(account=account, unit=unit, role=role, valid_from=at)

    events.record("role.granted", account.id, actor=actor, at=at, role=role.value, unit_code=unit_code)
    return membership


@transaction.atomic
def grant_roles_to_newcomers(*, wanted: Sequence[tuple[UUID, str, Role]], actor: Actor, at: datetime) -> int:
    """Give many accounts that hold no role yet their roles in a few statements; rules as in `grant_role`.

    Args:
        wanted: account, unit code and role; one account may come several times.
    Returns:
        How many roles were given.
    """
    scope = units_under(actor.unit_code)
    units = {unit.code: unit for unit in Unit.objects.filter(code__in={code for _, code, _ in wanted})}
    held: dict[UUID, list[str]] = defaultdict(list)
    for account_id, code, role in wanted:
        policies.require_may_grant(actor, role=role, unit_code=code, scope=scope)
        if code not in units:
            raise NotFound("role.nowhere", f"Không có đơn vị {code}.", f"There is no unit {code}.")
        _require_fit(role, units[code])
        _require_no_clash(role, held[account_id])
        held[account_id].append(role)
    Membership.objects.bulk_create(
        [Membership(account_id=who, unit_id=code, role=role, valid_from=at) for who, code, role in wanted],
        batch_size=500,
    )
    for account_id, code, role in wanted:
        events.record("role.granted", account_id, actor=actor, at=at, role=role.value, unit_code=code)
    return len(wanted)


@transaction.atomic
def revoke_role(*, membership_id: UUID, actor: Actor, at: datetime) -> Membership:
    """End a role (thu hồi phân công). Records `role.revoked`; ending an ended role changes nothing.

    Raises:
        NotPermitted: `actor` may not end this role there.
        NotFound: there is no such membership.
    Law: facts §6.6.
    """
    membership = Membership.objects.select_for_update().filter(id=membership_id).first()
    if membership is None:
        raise NotFound("role.unknown", "Không có phân công này.", "There is no such membership.")
    role = Role(membership.role)
    scope = units_under(actor.unit_code)
    policies.require_may_grant(actor, role=role, unit_code=membership.unit_id, scope=scope)
    if membership.valid_to is not None:
        return membership

    membership.valid_to = max(at, membership.valid_from)
    membership.save(update_fields=["valid_to"])

    events.record(
        "role.revoked",
        membership.account_id,
        actor=actor,
        at=at,
        role=role.value,
        unit_code=membership.unit_id,
    )
    return membership


def _require_fit(role: Role, unit: Unit) -> None:
    if not rules.fits(role, unit.kind):
        raise Invalid(
            "role.misplaced",
            f"Vai trò “{role.label}” không có ở {unit.name_vi}.",
            f"The role {role.value} cannot be held at {unit.name_en}.",
            where="role",
        )


def _require_no_clash(role: Role, held: Sequence[str]) -> None:
    if other := rules.clashes(held, role):
        raise Conflict(
            "role.clash",
            f"Người đang là “{Role(other).label}” không được kiêm “{role.label}”.",
            f"Whoever is {other} may not also be {role.value}.",
            where="role",
        )
