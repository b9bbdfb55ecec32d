"""Which role fits which kind of unit, and which sign-in leads where."""

from collections.abc import Iterable

FITS: dict[str, frozenset[str]] = {
    "CLERK": frozenset({"AGENCY", "BRANCH"}),
    "SHIFT_LEAD": frozenset({"AGENCY", "BRANCH"}),
    "COORDINATOR": frozenset({"OPERATOR"}),
    "RECEIVER": frozenset({"POINT", "BRANCH", "CENTRE"}),
    "SPECIALIST": frozenset({"AUTHORITY", "WARD"}),
    "LEADER": frozenset({"AUTHORITY", "WARD"}),
    "RECORDS_CLERK": frozenset({"AUTHORITY", "WARD", "POINT", "BRANCH"}),
    "FINANCE": frozenset({"CENTRE", "BRANCH", "OPERATOR"}),
    "COURIER": frozenset({"OPERATOR", "AGENCY"}),
    "CALL_AGENT": frozenset({"OPERATOR", "CENTRE"}),
    "INSPECTOR": frozenset({"CENTRE", "BRANCH"}),
    "BUSINESS_ADMIN": frozenset({"CENTRE"}),
    "TECH_ADMIN": frozenset({"CENTRE"}),
    "CATALOGUE_EDITOR": frozenset({"CENTRE"}),
    "CATALOGUE_APPROVER": frozenset({"CENTRE"}),
}
"""Kinds of units at which a role can be held (facts §6.6)."""

NEVER_TOGETHER = (
    frozenset({"CLERK", "SPECIALIST"}),
    frozenset({"CLERK", "RECEIVER"}),
    frozenset({"CLERK", "LEADER"}),
    frozenset({"RECEIVER", "LEADER"}),
    frozenset({"SPECIALIST", "LEADER"}),
    frozenset({"TECH_ADMIN", "LEADER"}),
    frozenset({"INSPECTOR", "CLERK"}),
    frozenset({"INSPECTOR", "RECEIVER"}),
    frozenset({"INSPECTOR", "SPECIALIST"}),
    frozenset({"INSPECTOR", "LEADER"}),
)
"""Who helps does not decide, who examines does not approve, who inspects does neither."""


def fits(role: str, unit_kind: str) -> bool:
    """Return whether the role can be held at a unit of this kind.

    Law: Decree 118/2025/ND-CP: staff of agencies help and receive under contract, they never decide.
    """
    return unit_kind in FITS.get(role, frozenset())


def clashes(held: Iterable[str], role: str) -> str:
    """Return a role already held that may not be combined with `role`, empty when there is none.

    Law: separation of duties, facts §6.6.
    """
    for other in sorted(held):
        if frozenset({other, role}) in NEVER_TOGETHER:
            return other
    return ""
