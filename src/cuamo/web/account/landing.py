"""Where somebody lands after signing in."""

from cuamo.kernel.actors import Actor, ActorKind
from cuamo.organisation.types import Role

AREAS: tuple[tuple[str, frozenset[str]], ...] = (
    ("/quay/", frozenset({Role.CLERK, Role.SHIFT_LEAD})),
    ("/xu-ly/", frozenset({Role.RECEIVER, Role.SPECIALIST, Role.LEADER, Role.RECORDS_CLERK})),
    ("/giao/", frozenset({Role.COURIER})),
    ("/dieu-phoi/", frozenset({Role.COORDINATOR})),
    ("/giam-sat/", frozenset({Role.INSPECTOR, Role.BUSINESS_ADMIN})),
    ("/tai-chinh/", frozenset({Role.FINANCE})),
    ("/danh-muc/", frozenset({Role.CATALOGUE_EDITOR, Role.CATALOGUE_APPROVER})),
    ("/tinh-trang", frozenset({Role.TECH_ADMIN})),
    ("/tong-dai/", frozenset({Role.CALL_AGENT})),
)
"""The first area one of whose roles is held wins."""

NOWHERE = "/dang-nhap/bao-ve/"
"""Staff without a role in force: the page says so."""


def landing_of(actor: Actor) -> str:
    """Return the address of the area the actor works in; citizens see their dossiers."""
    if actor.kind is not ActorKind.STAFF:
        return "/toi/"
    for address, roles in AREAS:
        if actor.roles & roles:
            return address
    return NOWHERE
