"""What a courier's phone keeps for a day without the network."""

import hashlib
import hmac
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from cuamo.delivery.models import Attempt, Bag, CourierAct, Parcel, Run, SlotChoice
from cuamo.delivery.rules.code_check import ROUNDS, check_byte
from cuamo.delivery.rules.recipient import Need, Rule
from cuamo.delivery.selectors.recipient import named_takers, rule_of
from cuamo.delivery.selectors.slots import choice_words
from cuamo.delivery.states import BagState, ParcelState, Relation
from cuamo.organisation.models import Unit

MOST_ELSEWHERE = 2_000
LOOKED_AT_LATELY = timedelta(days=30)
"""How long a phone hears that an act was looked at; asked after the same act, it is told at any time."""


def runs_for_phone(courier_id: str, *, day: date, at: datetime) -> list[dict[str, Any]]:
    """Return the courier's open runs and those of today with their stops: no more than a door needs.

    Phone numbers, codes and what is inside never leave the server; a closed run takes its stops along.
    """
    runs = Run.objects.filter(Q(run_date=day) | Q(closed_at=None), courier_id=courier_id)
    found = list(runs.order_by("-run_date", "-id")[:20])
    still = [run for run in found if run.closed_at is None]
    parcels = Parcel.objects.filter(run__in=still, bag=None)
    bags: dict[Any, list[dict[str, Any]]] = {}
    for bag in Bag.objects.filter(run__in=still).order_by("run_order", "id"):
        bags.setdefault(bag.run_id, []).append(_bag(bag))
    agreed: dict[Any, str] = {}
    for attempt in Attempt.objects.filter(parcel__in=parcels).order_by("number"):
        agreed[attempt.parcel_id] = attempt.next_window
    for choice in SlotChoice.objects.filter(parcel__in=parcels, ended_at=None):
        agreed[choice.parcel_id] = choice_words(choice)
    going_to = _destinations(parcels)
    rules: dict[str, Rule] = {}
    stops: dict[Any, list[dict[str, Any]]] = {}
    counted = parcels.annotate(listed=Count("papers")).order_by("run_order", "id")
    for parcel in counted:
        stops.setdefault(parcel.run_id, []).append(
            _stop(parcel, agreed.get(parcel.id, ""))
            | {"rule": _rule(parcel, rules), "named": _named(parcel, at)}
            | {"to": going_to.get(parcel.destination_unit)}
        )
    return [
        {
            "id": str(run.id),
            "number": run.number,
            "date": run.run_date.isoformat(),
            "closed": run.closed_at is not None,
            "stops": stops.get(run.id, []),
            "bags": bags.get(run.id, []),
        }
        for run in found
    ]


def elsewhere_for_phone(courier_id: str, *, day: date) -> dict[str, str]:
    """Return where envelopes of other runs of the same places belong, by label; nobody's name or address."""
    mine = Run.objects.filter(courier_id=courier_id, closed_at=None)
    others = Parcel.objects.filter(
        run__origin_unit__in=mine.values("origin_unit"), run__run_date=day, run__closed_at=None
    ).exclude(run__courier_id=courier_id)
    rows = others.values_list("label", "run__number", "run__courier_name").order_by("-id")[:MOST_ELSEWHERE]
    return {label: f"{number}, bưu tá {name}" for label, number, name in rows}


def looks_for_phone(courier_id: str, *, at: datetime) -> list[dict[str, Any]]:
    """Return what of this courier's acts somebody has looked at lately, so that the phone can say so."""
    newest = CourierAct.objects.filter(
        courier_id=courier_id, state=CourierAct.State.SETTLED, settled_at__gte=at - LOOKED_AT_LATELY
    )
    return [{"key": str(act.key), "words": act.words} for act in newest.order_by("-settled_at", "key")[:200]]


def _bag(bag: Bag) -> dict[str, Any]:
    halves = list(bag.hand_overs.order_by("id"))
    return {
        "id": str(bag.id),
        "number": bag.number,
        "seal": bag.seal_number,
        "labels": list(bag.listed),
        "to": bag.destination_unit,
        "taken": any(half.taken_at is not None for half in halves[:1]),
        "given": any(half.given_at is not None for half in halves[1:]),
        "over": bag.state in {BagState.RECEIVED, BagState.BROKEN},
    }


def _destinations(parcels: QuerySet[Parcel]) -> dict[str, dict[str, str]]:
    """Return name and address of the authorities papers go to, for who has fetched them."""
    codes = parcels.exclude(destination_unit="").values_list("destination_unit", flat=True).distinct()
    rows = Unit.objects.filter(code__in=list(codes)).values_list("code", "name_vi", "address")
    return {code: {"name": name, "address": address} for code, name, address in rows}


def _stop(parcel: Parcel, agreed: str) -> dict[str, Any]:
    return {
        "id": str(parcel.id),
        "order": parcel.run_order,
        "label": parcel.label,
        "seal": parcel.seal_number,
        "name": parcel.recipient,
        "address": parcel.address,
        "state": parcel.state,
        "window": parcel.window,
        "agreed": agreed,
        "attempts": parcel.attempts,
        "tries": parcel.pin_tries,
        "recalled": parcel.recalled_at is not None,
        "callable": bool(parcel.phone),
        "direction": parcel.direction,
        "fetch": parcel.holder_kind == "SENDER",
        "papers": getattr(parcel, "listed", 0),
        "check": _check(parcel),
    }


def _rule(parcel: Parcel, known: dict[str, Rule]) -> dict[str, Any]:
    """Return who may take it and what has to be seen, as the door needs it."""
    if parcel.recipient_rule not in known:
        known[parcel.recipient_rule] = rule_of(parcel)
    rule = known[parcel.recipient_rule]
    return {
        "say": rule.say_vi,
        "takers": [
            {
                "relation": taker.relation,
                "word": str(Relation(taker.relation).label),
                "needs": sorted(taker.needs),
                "without_code": sorted(taker.without_code | {Need.CARD}),
            }
            for taker in rule.takers
        ],
    }


def _named(parcel: Parcel, at: datetime) -> list[dict[str, str]]:
    if parcel.state == ParcelState.DELIVERED:
        return []
    found = named_takers(parcel, at=at)
    return [{"ref": each.ref, "name": each.name, "relation": each.relation} for each in found]


def _check(parcel: Parcel) -> dict[str, Any] | None:
    if parcel.state != ParcelState.OUT_FOR_DELIVERY or not parcel.pin:
        return None
    key = settings.SECRET_KEY.encode()
    salt = hmac.new(key, f"code-check:{parcel.id}:{parcel.pin}".encode(), hashlib.sha256).hexdigest()[:32]
    return {"salt": salt, "rounds": ROUNDS, "byte": check_byte(parcel.pin, salt)}
