"""What the city's budget pays of a dossier's fees, from filing on."""

from datetime import datetime

from cuamo.dossiers.models import Dossier
from cuamo.kernel.actors import Actor
from cuamo.payments.services.support import book_support, drop_support, drop_supported_lines


def bear_budget_part(dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    """A dossier is filed: book what the budget pays in place of the citizen (ngân sách trả thay).

    Law: Resolution 77/2025/NQ-HĐND of Hà Nội (facts §1.6).
    """
    if dossier.fee.get("unknown"):
        return
    book_support(
        subject_id=dossier.id,
        subject_code=dossier.shown_code,
        lines=dossier.fee.get("lines", []),
        actor=actor,
        at=at,
    )


def give_up_budget_part(dossier: Dossier, *, reason: str, actor: Actor, at: datetime) -> None:
    """A dossier ends before anybody took it up: no fee is due for it, so the budget bears none.

    After acceptance the work is done whatever its end, and the budget's part stays as the citizen's fee does.
    """
    drop_support(subject_id=dossier.id, reason=reason, actor=actor, at=at)
    drop_supported_lines(subject_id=dossier.id, actor=actor, at=at)
