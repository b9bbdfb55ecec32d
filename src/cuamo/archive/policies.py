"""Who may do what with finished dossiers."""

from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import NotFound, NotPermitted
from cuamo.organisation.selectors.scope import units_under

KEEPERS = frozenset({"RECORDS_CLERK"})
READERS = KEEPERS | {"LEADER", "INSPECTOR"}
HOLDERS = frozenset({"RECORDS_CLERK", "LEADER", "INSPECTOR"})
"""Who may say that something must not be touched: anyone who watches over it."""


def require_keeper(officer: Actor, unit_code: str) -> None:
    """Refuse all but the records clerk of the territory."""
    _require(
        officer, KEEPERS, unit_code, "Văn thư của đơn vị làm việc này.", "The unit's records clerk does this."
    )


def require_holder(officer: Actor, unit_code: str) -> None:
    """Refuse all but those who watch over the territory's dossiers."""
    _require(
        officer,
        HOLDERS,
        unit_code,
        "Văn thư, lãnh đạo hoặc giám sát viên làm việc này.",
        "A records clerk, leader or inspector does this.",
    )


def require_leader(officer: Actor, unit_code: str) -> None:
    """Refuse all but a leader of the territory."""
    _require(
        officer,
        frozenset({"LEADER"}),
        unit_code,
        "Lãnh đạo của đơn vị quyết định việc này.",
        "A leader of the unit decides this.",
    )


def _require(officer: Actor, roles: frozenset[str], unit_code: str, vi: str, en: str) -> None:
    if unit_code not in units_under(officer.unit_code):
        raise NotFound(
            "archive.unit", "Không thấy hồ sơ này ở đơn vị của bạn.", "There is no such dossier here."
        )
    if not officer.roles & roles:
        raise NotPermitted("archive.role", vi, en)
