"""The citizen takes a whole linked filing back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.policies import is_citizen_of, unknown_dossier
from cuamo.dossiers.rules.linked import is_filing
from cuamo.dossiers.services.lock_parts import lock_parts
from cuamo.dossiers.services.withdraw import withdraw
from cuamo.dossiers.states import OPEN, State
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition


@transaction.atomic
def withdraw_filing(*, dossier_id: UUID, citizen: Actor, reason: str, at: datetime) -> list[str]:
    """Withdraw every part that can still be (rút cả hồ sơ liên thông), the last to start first.

    A part with an approved result, or one that ended, stays as it is; which those are is returned, by key.

    Raises:
        NotFound: it is not the citizen's, or no filing.
        IllegalTransition: no part can be withdrawn any more.
    """
    filing = Dossier.objects.filter(id=dossier_id).first()
    if filing is None or not is_citizen_of(filing, citizen, at=at) or not is_filing(filing):
        raise unknown_dossier()
    kept: list[str] = []
    taken = 0
    for part in reversed(lock_parts(dossier_id)):
        dossier = part.dossier
        if dossier.state not in OPEN - {State.WITHDRAWAL}:
            kept.append(part.key)
            continue
        try:
            with transaction.atomic():
                withdraw(dossier_id=dossier.id, citizen=citizen, reason=reason, at=at)
        except IllegalTransition:
            kept.append(part.key)
        else:
            taken += 1
    if not taken:
        raise IllegalTransition(
            "withdrawal.nothing_left",
            "Không còn phần nào rút được: đã có kết quả, đã kết thúc hoặc đang chờ cho rút.",
            "No part can be withdrawn: each has a result, has ended, or waits for its withdrawal.",
            hint_vi="Xem từng phần ở trang hồ sơ.",
            hint_en="See each part on the page of the filing.",
        )
    return kept
