"""Who may look after the city's money."""

from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import NotPermitted
from cuamo.organisation.policies import require_role
from cuamo.organisation.selectors.scope import unit_of
from cuamo.organisation.types import Role, UnitKind


def keeps_the_books(actor: Actor) -> bool:
    """True for an accountant of the centre (kế toán của Trung tâm)."""
    unit = unit_of(actor) if Role.FINANCE in actor.roles else None
    return unit is not None and unit.kind == UnitKind.CENTRE


def require_accountant(actor: Actor) -> None:
    """Let pass an accountant of the centre; nobody else reads the books or moves money.

    Raises:
        NotPermitted: another role, or finance staff of another unit.
    """
    require_role(actor, Role.FINANCE)
    if not keeps_the_books(actor):
        raise NotPermitted(
            "finance.centre",
            "Việc này của kế toán Trung tâm.",
            "This is for accountants of the centre.",
            hint_vi="Kế toán đơn vị vận hành xem bảng kê của đơn vị mình.",
            hint_en="Accountants of an operator see their own statements.",
        )
