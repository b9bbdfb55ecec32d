"""Sample of the door: one result kept at a point, one lost and being issued again, one with a time agreed."""

from datetime import datetime, timedelta

from cuamo.cli.sample_work import Cast
from cuamo.delivery.models import Loss, Parcel
from cuamo.delivery.selectors.slots import open_slots
from cuamo.delivery.services.attempt import attempt_failed
from cuamo.delivery.services.choose_window import choose_window
from cuamo.delivery.services.hold_at_point import hold_what_came_back
from cuamo.delivery.services.lose import declare_lost
from cuamo.delivery.services.return_to_point import give_back, return_to_point
from cuamo.delivery.services.start_out import start_out
from cuamo.delivery.states import Direction, ParcelState
from cuamo.dossiers.services.carry import follow_parcel
from cuamo.dossiers.services.replace_lost import replace_lost_result
from cuamo.kernel.actors import SYSTEM
from cuamo.organisation.types import Role

NEEDED = 3


def three_at_the_door(cast: Cast, *, now: datetime) -> int:
    """Let three envelopes that were not delivered go three ways; a second run finds it done."""
    if Loss.objects.exists():
        return 0
    waiting = Parcel.objects.filter(
        direction=Direction.RESULT, state=ParcelState.FAILED_ATTEMPT, ended_at=None, recalled_at=None
    )
    found = list(waiting.order_by("created_at", "id")[:NEEDED])
    for parcel, act in zip(found, (_hold, _lose, _agree), strict=False):
        act(parcel, now, cast)
    return len(found)


def _hold(parcel: Parcel, now: datetime, cast: Cast) -> None:
    """The recipient does not want it: the point keeps it for some days."""
    at = now - timedelta(hours=2)
    courier = cast.officer("VNPOST", Role.COURIER, at=at)
    start_out(parcel_id=parcel.id, window="", courier=SYSTEM, at=at)
    attempt_failed(parcel_id=parcel.id, reason="REFUSED", next_window="", courier=courier, at=at)
    _follow(parcel, "delivery.failed", at)
    give_back(label=parcel.label, courier=courier, at=at)
    clerk = cast.officer(parcel.origin_unit, Role.RECEIVER, at=at)
    return_to_point(label=parcel.label, clerk=clerk, at=at)
    _follow(parcel, "delivery.returned", at)
    hold_what_came_back(label=parcel.label, at=at)
    _follow(parcel, "delivery.held", at)


def _lose(parcel: Parcel, now: datetime, cast: Cast) -> None:
    """The courier has lost it: the result is issued again."""
    at = now - timedelta(hours=1)
    clerk = cast.officer(parcel.origin_unit, Role.RECEIVER, at=at)
    declare_lost(parcel_id=parcel.id, why="SAID", words="Bưu tá báo rơi túi", actor=clerk, at=at)
    _follow(parcel, "delivery.lost", at)
    replace_lost_result(dossier_id=parcel.subject_id, at=at)


def _agree(parcel: Parcel, now: datetime, cast: Cast) -> None:
    """The recipient has chosen when the courier comes again."""
    slot = open_slots(parcel, now=now)[0].key
    choose_window(subject_id=parcel.subject_id, window=slot, recipient=SYSTEM, at=now, via="LINK")


def _follow(parcel: Parcel, news: str, at: datetime) -> None:
    follow_parcel(dossier_id=parcel.subject_id, news=news, at=at)
