"""A rating that says «ai đó đòi thêm tiền» becomes a message to the inspectors."""

from django.db import transaction

from cuamo.dossiers.models import Rating
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.events import EventRecord
from cuamo.oversight.models import Feedback
from cuamo.oversight.services.receive_feedback import receive_feedback

RATER = Actor(kind=ActorKind.CITIZEN, id="anonymous", name="")


@transaction.atomic
def report_from_rating(event: EventRecord) -> Feedback | None:
    """Keep one message for a rating with that mark, without a name; the same event adds nothing."""
    if Feedback.objects.filter(dossier_id=event.stream_id, channel="RATING").exists():
        return None
    rating = Rating.objects.filter(dossier_id=event.stream_id).first()
    if rating is None or not rating.extra_money:
        return None
    return receive_feedback(
        text=rating.comment,
        place="",
        extra_money=True,
        channel="RATING",
        dossier_id=event.stream_id,
        actor=RATER,
        at=event.occurred_at,
    )
