"""Who may do what; each check raises `NotPermitted` with words for a person."""

from collections.abc import Collection

from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import NotPermitted
from cuamo.organisation.types import Role

GRANTED_BY_COORDINATOR = frozenset({Role.CLERK, Role.SHIFT_LEAD, Role.COURIER})


def require_role(actor: Actor, *roles: Role) -> None:
    """Let pass whoever holds one of `roles`."""
    if actor.kind is not ActorKind.STAFF or not actor.roles & {role.value for role in roles}:
        names = ", ".join(role.label for role in roles)
        raise NotPermitted(
            "role.missing",
            f"Việc này dành cho: {names}.",
            f"This needs the role: {', '.join(role.value for role in roles)}.",
            hint_vi="Nhờ quản lý điểm hoặc quản trị mạng lưới cấp vai trò.",
            hint_en="Ask the point's manager or the network administrator for the role.",
        )


def require_unit(actor: Actor, unit_code: str) -> None:
    """Let pass whoever works at exactly this unit."""
    if not unit_code or actor.unit_code != unit_code:
        raise _elsewhere()


def require_within(unit_code: str, scope: Collection[str]) -> None:
    """Let pass when the unit lies in the actor's scope (`selectors.scope.units_under`)."""
    if unit_code not in scope:
        raise _elsewhere()


def require_role_at(actor: Actor, unit_code: str, *roles: Role) -> None:
    """Let pass whoever holds one of `roles` at exactly this unit."""
    require_role(actor, *roles)
    require_unit(actor, unit_code)


def require_leads(actor: Actor, unit_code: str, *, scope: Collection[str]) -> None:
    """Let pass who orders the work of a unit: its leader, or the centre's business administrator."""
    if actor.kind is ActorKind.SYSTEM:
        return
    require_role(actor, Role.LEADER, Role.BUSINESS_ADMIN)
    require_within(unit_code, scope)


def require_may_grant(actor: Actor, *, role: Role, unit_code: str, scope: Collection[str]) -> None:
    """Let pass the system, the centre's business administrator, and a coordinator for the own agencies."""
    if actor.kind is ActorKind.SYSTEM:
        return
    if Role.BUSINESS_ADMIN in actor.roles:
        return
    require_role(actor, Role.BUSINESS_ADMIN, Role.COORDINATOR)
    if role not in GRANTED_BY_COORDINATOR:
        require_role(actor, Role.BUSINESS_ADMIN)
    require_within(unit_code, scope)


def _elsewhere() -> NotPermitted:
    return NotPermitted(
        "unit.elsewhere",
        "Việc này thuộc đơn vị khác.",
        "This belongs to another unit.",
        hint_vi="Chỉ người của đơn vị đó làm được.",
        hint_en="Only people of that unit can do it.",
    )
