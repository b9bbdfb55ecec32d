"""How it went, from the person's own phone."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier, Rating
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.dossiers.states import State
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid
from cuamo.kernel.text import nfc

RATEABLE = {State.NOT_ACCEPTED, State.STOPPED, State.DONE, State.RETURNED}


@transaction.atomic
def rate(
    *, dossier_id: UUID, score: int, extra_money: bool, comment: str, citizen: Actor, at: datetime
) -> Rating:
    """Keep a rating once per dossier (đánh giá); a second one replaces nothing and returns the first.

    The event of the dossier does not say whether somebody asked for extra money: the counter reads it too.

    Raises:
        Invalid: the score is not 1, 2 or 3.
        IllegalTransition: the dossier has no outcome yet.
    """
    if score not in {1, 2, 3}:
        raise Invalid(
            "rating.score", "Chọn tốt, tạm được hoặc chưa tốt.", "Choose good, fair or poor.", where="score"
        )
    dossier: Dossier = lock_dossier(dossier_id)
    if dossier.state not in RATEABLE:
        raise IllegalTransition("rating.early", "Hồ sơ chưa có kết quả.", "The dossier has no outcome yet.")
    rating, fresh = Rating.objects.get_or_create(
        dossier=dossier,
        defaults={
            "score": score,
            "extra_money": extra_money,
            "comment": nfc(comment.strip())[:1000],
            "rated_at": at,
        },
    )
    if fresh:
        tell("dossier.rated", dossier, actor=citizen, at=at, score=score)
    return rating
