"""A coordinator has dealt with a piece of news that nobody understood or that contradicts."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import CarrierNews
from cuamo.delivery.services.follow_carrier import follow_order
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid, NotFound
from cuamo.organisation.policies import require_role, require_within
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.types import Role

MAY_LOOK = (Role.COORDINATOR, Role.BUSINESS_ADMIN)
SHORTEST, LONGEST = 10, 500


@transaction.atomic
def look_at_news(*, news_id: UUID, words: str, actor: Actor, at: datetime) -> CarrierNews:
    """Keep in words what became of a piece of news (đã xem tin của hãng); one looked at stays as it was.

    It moves no envelope: that only a confirmed meaning of its code does. Records `carrier.news_looked_at`.

    Raises:
        NotFound: there is none. NotPermitted: it is of another operator.
        Invalid: the words say nothing.
    """
    require_role(actor, *MAY_LOOK)
    news = CarrierNews.objects.filter(id=news_id).first()
    if news is None:
        raise NotFound("news.unknown", "Không có tin này.", "There is no such news.")
    require_within(news.carrier, units_under(actor.unit_code))
    said = " ".join(words.split())[:LONGEST]
    if len(said) < SHORTEST:
        raise Invalid(
            "news.words",
            "Viết đã hỏi ai, kết quả ra sao (ít nhất 10 chữ cái).",
            "Write whom you asked and what came of it (10 letters at least).",
            where="words",
        )
    done = CarrierNews.objects.filter(id=news_id, looked_at=None).update(
        looked_at=at, looked_by=actor.name, words=said
    )
    if done:
        events.record(
            "carrier.news_looked_at",
            news.id,
            actor=actor,
            at=at,
            carrier=news.carrier,
            code=news.code,
            order=news.number,
        )
        if news.order_id is not None:
            follow_order(order_id=news.order_id, at=at)
    news.refresh_from_db()
    return news
