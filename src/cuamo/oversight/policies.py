"""Who may do what in oversight; each check raises `NotPermitted` with words for a person."""

from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import NotPermitted
from cuamo.organisation.policies import require_role
from cuamo.organisation.selectors.scope import unit_of
from cuamo.organisation.types import Role, UnitKind

ANSWERERS = (Role.INSPECTOR,)
"""They read what people tell the city, in the centre only: a message names people and carries no unit."""


def require_may_answer(actor: Actor) -> None:
    """Let pass the inspectors of the centre itself."""
    require_role(actor, *ANSWERERS)
    unit = unit_of(actor)
    if unit is None or unit.kind != UnitKind.CENTRE:
        raise NotPermitted(
            "feedback.elsewhere",
            "Phản ánh của người dân do giám sát viên của Trung tâm đọc và trả lời.",
            "What people report is read and answered by inspectors of the centre.",
            hint_vi="Chuyển việc này cho Trung tâm.",
            hint_en="Pass this on to the centre.",
        )
