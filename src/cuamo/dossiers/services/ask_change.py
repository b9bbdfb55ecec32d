"""The citizen points at a line of the summary: this is not right."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Confirmation
from cuamo.dossiers.policies import require_citizen
from cuamo.dossiers.selectors.changes import change_asked
from cuamo.dossiers.services.fill_form import lock_draft
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.dossiers.states import State
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid

ELSEWHERE = frozenset({"delivery", "papers"})
"""Lines of the summary that are no fields of the form."""


@transaction.atomic
def ask_change(*, dossier_id: UUID, line: str, citizen: Actor, at: datetime) -> None:
    """Tell the clerk which line of the summary is to be changed («Sửa»); nothing is changed by it.

    Args:
        line: key of the line as the summary shows it, `delivery` or `papers`.
    Raises:
        Conflict: the summary is no longer the one that counts, or it has been confirmed.
        Invalid: the summary has no such line.
        NotPermitted: the citizen is neither the applicant nor acts for them now.
    """
    dossier = lock_dossier(dossier_id)
    require_citizen(dossier, citizen, at=at)
    shown = Confirmation.objects.filter(dossier=dossier, outdated_at=None, confirmed_at=None).first()
    if dossier.state != State.DRAFT or shown is None:
        raise Conflict(
            "change.too_late",
            "Bản tóm tắt này không còn dùng. Nói với nhân viên dòng cần sửa.",
            "This summary is no longer in use. Tell the clerk which line to change.",
        )
    if line not in ELSEWHERE and line not in {row["key"] for row in shown.summary["rows"]}:
        raise Invalid(
            "change.unknown_line",
            "Không thấy dòng này trong bản tóm tắt. Chọn lại dòng cần sửa.",
            "The summary has no such line. Choose the line again.",
        )
    tell("dossier.change_asked", dossier, actor=citizen, at=at, line=line)


@transaction.atomic
def settle_change(*, dossier_id: UUID, actor: Actor, at: datetime) -> None:
    """Show the summary again as it was: looked at, nothing to change. Without a question it does nothing."""
    dossier = lock_draft(dossier_id, actor, at=at)
    if change_asked(dossier):
        tell("dossier.change_settled", dossier, actor=actor, at=at)


@transaction.atomic
def drop_change(*, dossier_id: UUID, citizen: Actor, at: datetime) -> None:
    """The citizen thinks better of it: the line is right after all. Without a question it does nothing."""
    dossier = lock_dossier(dossier_id)
    require_citizen(dossier, citizen, at=at)
    if dossier.state == State.DRAFT and change_asked(dossier):
        tell("dossier.change_settled", dossier, actor=citizen, at=at)
