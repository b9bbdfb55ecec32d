"""Look for envelopes that are late or out of sight, and for alarms nobody answers."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Greatest

from cuamo.delivery.models import Alarm, Attempt, BagHandOver, HandOver, Parcel, SlotChoice
from cuamo.delivery.selectors.owners import LAST_LEVEL, owner_above, owner_of
from cuamo.delivery.selectors.terms import terms_of_post
from cuamo.delivery.services.close_alarm import close_alarm
from cuamo.delivery.services.raise_alarm import answer_by, raise_alarm, stream_of, told
from cuamo.delivery.states import AlarmKind, Direction, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM

BEFORE_PICKUP = (ParcelState.CREATED, ParcelState.SEALED, ParcelState.ON_MANIFEST)
MOST_AT_ONCE = 500
"""Envelopes one pass takes of a kind; the next pass takes the others."""
_SOON = {AlarmKind.PICKUP_SOON: AlarmKind.PICKUP_OVERDUE, AlarmKind.DELIVERY_SOON: AlarmKind.DELIVERY_OVERDUE}


def find_late(*, at: datetime) -> int:
    """Raise alarms for legs at three quarters of their time and over it, and for what nobody scans.

    Return how many are new. An envelope that was at its recipient's door in time is not late, whoever opened.
    Each kind once for an envelope and appointment; what is out of sight again after a scan, again. One
    transaction for each: nobody who scans waits for all of them, and what somebody has locked is left for the
    next time.

    Facts: §8, delay in forwarding, alerts at 75 % and 100 % of the limit.
    """
    waiting = {"state__in": BEFORE_PICKUP, "recalled_at": None}
    found = _raise(AlarmKind.PICKUP_SOON, at, pickup_warn_at__lte=at, pickup_by__gt=at, **waiting)
    found += _raise(AlarmKind.PICKUP_OVERDUE, at, pickup_by__lte=at, pickup_warn_at__lte=at, **waiting)
    going = {"recalled_at": None, "attempts": 0}
    found += _raise(AlarmKind.DELIVERY_SOON, at, deliver_warn_at__lte=at, deliver_by__gt=at, **going)
    found += _raise(AlarmKind.DELIVERY_OVERDUE, at, deliver_by__lte=at, deliver_warn_at__lte=at, **going)
    return found + _raise_unseen(at)


def escalate_alarms(*, at: datetime) -> int:
    """Give alarms that were not answered in time to the coordinator, then to the centre; return how many.

    Records `delivery.alarm_escalated` each time.
    """
    unanswered = Alarm.objects.select_related("parcel__run", "bag__run", "run").filter(
        closed_at=None, due_at__lte=at, level__lt=LAST_LEVEL
    )
    keys = list(unanswered.order_by("due_at", "id").values_list("id", flat=True)[:MOST_AT_ONCE])
    return sum(_move_up(unanswered, key, at) for key in keys)


@transaction.atomic
def _move_up(unanswered: QuerySet[Alarm], key: UUID, at: datetime) -> int:
    alarm = unanswered.select_for_update(of=("self",), skip_locked=True).filter(id=key).first()
    if alarm is None:
        return 0
    alarm.level, owner = owner_above(
        kind=alarm.kind,
        level=alarm.level,
        owner_unit=alarm.first_unit,
        parcel=alarm.parcel,
        bag=alarm.bag,
        at=at,
        run=alarm.run,
    )
    alarm.owner_unit, alarm.owner_role, alarm.due_at = owner.unit, owner.role, answer_by(at)
    alarm.save(update_fields=["level", "owner_unit", "owner_role", "due_at"])
    events.record("delivery.alarm_escalated", stream_of(alarm), actor=SYSTEM, at=at, **told(alarm))
    return 1


def end_past_alarms(*, at: datetime) -> int:
    """Close warnings and gaps whose cause is gone, with what ended them; all others need a person's words."""
    open_ones = Alarm.objects.filter(closed_at=None)
    over = Q(parcel__delivered_at__isnull=False) | Q(parcel__ended_at__isnull=False)
    half = Q(given_at=None) | Q(taken_at=None)
    halves = HandOver.objects.filter(half, parcel=OuterRef("parcel"), broken_off_at=None)
    bag_halves = BagHandOver.objects.filter(half, bag=OuterRef("bag"))
    scanned = HandOver.objects.filter(
        Q(given_at__gt=OuterRef("raised_at")) | Q(taken_at__gt=OuterRef("raised_at")),
        parcel=OuterRef("parcel"),
    )
    worse = {
        soon: Alarm.objects.filter(
            parcel=OuterRef("parcel"), kind=overdue, raised_at__gte=OuterRef("raised_at")
        )
        for soon, overdue in _SOON.items()
    }
    whole = Q(parcel__isnull=False) & ~Exists(halves) | Q(bag__isnull=False) & ~Exists(bag_halves)
    ends: list[tuple[QuerySet[Alarm], str]] = [
        (open_ones.filter(whole, kind=AlarmKind.GAP), "Cả hai bên đã quét."),
        (open_ones.filter(over | Exists(scanned), kind=AlarmKind.OUT_OF_SIGHT), "Đã quét lại."),
        (
            open_ones.filter(
                over | ~Q(parcel__state__in=BEFORE_PICKUP) | Exists(worse[AlarmKind.PICKUP_SOON]),
                kind=AlarmKind.PICKUP_SOON,
            ),
            "Bưu tá đã nhận, hoặc đã thành quá hạn.",
        ),
        (
            open_ones.filter(over | Exists(worse[AlarmKind.DELIVERY_SOON]), kind=AlarmKind.DELIVERY_SOON),
            "Đã tới nơi, hoặc đã thành quá hạn.",
        ),
    ]
    ended = 0
    for alarms, words in ends:
        for key in list(alarms.order_by("id").values_list("id", flat=True)[:MOST_AT_ONCE]):
            close_alarm(alarm_id=key, actor=SYSTEM, words=words, at=at)
            ended += 1
    return ended


def _going() -> QuerySet[Parcel]:
    going = Parcel.objects.select_related("run").filter(delivered_at=None, ended_at=None)
    return going.exclude(state=ParcelState.HELD)


def _raise(kind: AlarmKind, at: datetime, **late: object) -> int:
    """What was told of an appointment that is over says nothing of the one agreed since."""
    told_before = Alarm.objects.filter(
        Q(closed_at=None) | Q(raised_at__gte=OuterRef("promised_at")), parcel=OuterRef("pk"), kind=kind
    )
    return _raise_each(kind, _promised().filter(~Exists(told_before), **late), at)


def _promised() -> QuerySet[Parcel]:
    """Return what is on its way with the moment its promise was made: for originals, the last appointment."""
    choices = SlotChoice.objects.filter(parcel=OuterRef("pk")).order_by("-chosen_at")
    tries = Attempt.objects.filter(parcel=OuterRef("pk")).order_by("-number")
    agreed = Greatest(
        "created_at",
        Coalesce(Subquery(choices.values("chosen_at")[:1]), "created_at"),
        Coalesce(Subquery(tries.values("failed_at")[:1]), "created_at"),
    )
    fetched = When(direction=Direction.ORIGINALS, then=agreed)
    return _going().annotate(promised_at=Case(fetched, default="created_at"))


def _raise_unseen(at: datetime) -> int:
    """A courier's envelope that nobody has scanned for long; once per last scan."""
    scans = HandOver.objects.filter(parcel=OuterRef("pk")).order_by("-id")
    tries = Attempt.objects.filter(parcel=OuterRef("pk")).order_by("-number")
    seen = Greatest(
        Coalesce(Subquery(scans.values("taken_at")[:1]), "created_at"),
        Coalesce(Subquery(scans.values("given_at")[:1]), "created_at"),
        Coalesce(Subquery(tries.values("failed_at")[:1]), "created_at"),
    )
    unseen = _going().filter(holder_kind="COURIER").annotate(seen_at=seen)
    unseen = unseen.filter(seen_at__lte=at - terms_of_post().out_of_sight)
    told_before = Alarm.objects.filter(
        parcel=OuterRef("pk"), kind=AlarmKind.OUT_OF_SIGHT, raised_at__gt=OuterRef("seen_at")
    )
    return _raise_each(AlarmKind.OUT_OF_SIGHT, unseen.filter(~Exists(told_before)), at)


def _raise_each(kind: AlarmKind, late: QuerySet[Parcel], at: datetime) -> int:
    keys = list(late.order_by("id").values_list("id", flat=True)[:MOST_AT_ONCE])
    return sum(_raise_one(kind, late, key, at) for key in keys)


@transaction.atomic
def _raise_one(kind: AlarmKind, late: QuerySet[Parcel], key: UUID, at: datetime) -> int:
    if Parcel.objects.select_for_update(skip_locked=True).filter(id=key).first() is None:
        return 0
    parcel = late.filter(id=key).first()
    if parcel is None:
        return 0
    _alarm(kind, parcel, at)
    return 1


def _alarm(kind: AlarmKind, parcel: Parcel, at: datetime) -> None:
    owner = owner_of(parcel)
    promised = (
        parcel.pickup_by if kind in {AlarmKind.PICKUP_SOON, AlarmKind.PICKUP_OVERDUE} else parcel.deliver_by
    )
    facts = {"by": promised.isoformat()} if promised and kind != AlarmKind.OUT_OF_SIGHT else {}
    raise_alarm(kind=kind, parcel=parcel, owner_unit=owner.unit, owner_role=owner.role, at=at, facts=facts)
