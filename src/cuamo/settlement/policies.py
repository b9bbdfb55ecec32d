"""Who may do what with the money of operators."""

from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import NotFound, NotPermitted
from cuamo.organisation.models import Unit
from cuamo.organisation.types import Role, UnitKind

AT_CENTRE = (Role.FINANCE, Role.BUSINESS_ADMIN)
AT_OPERATOR = (Role.FINANCE, Role.COORDINATOR)


def require_centre(actor: Actor, *roles: Role) -> None:
    """Let pass the centre's people of these roles, and the system.

    Raises:
        NotPermitted: the actor works elsewhere or does something else.
    """
    if actor.kind is ActorKind.SYSTEM:
        return
    held = actor.roles & {role.value for role in roles}
    if not held or not Unit.objects.filter(code=actor.unit_code, kind=UnitKind.CENTRE).exists():
        names = ", ".join(role.label for role in roles)
        raise NotPermitted(
            "settlement.centre",
            f"Việc này dành cho {names} của trung tâm.",
            f"This is for {', '.join(role.value for role in roles)} of the centre.",
        )


def require_operator(actor: Actor, operator_code: str) -> None:
    """Let pass the coordinator and the accountant of exactly this operator.

    Raises:
        NotPermitted: the actor has another role. NotFound: it is another operator's.
    """
    if not actor.roles & {role.value for role in AT_OPERATOR}:
        raise NotPermitted(
            "settlement.operator",
            "Việc này dành cho điều phối viên hoặc kế toán của đơn vị vận hành.",
            "This is for the operator's coordinator or accountant.",
        )
    here = Unit.objects.filter(code=actor.unit_code, kind=UnitKind.OPERATOR)
    if actor.unit_code != operator_code or not here.exists():
        raise NotFound("statement.unknown", "Không thấy bảng quyết toán này.", "There is no such statement.")
