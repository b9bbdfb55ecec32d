"""Let an envelope go where all the news of its carrier say that it is."""

import contextlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from cuamo.delivery.models import (
    Attempt,
    CarrierNews,
    CarrierOrder,
    HandOver,
    Loss,
    Parcel,
    Redirect,
    SlotChoice,
)
from cuamo.delivery.models.carrier import CLOSED
from cuamo.delivery.rules.carrier_asking import SILENT_AFTER
from cuamo.delivery.rules.carrier_story import Story, Told, read_story
from cuamo.delivery.selectors.carrier_map import carrier_actor, moves, statuses_in_force
from cuamo.delivery.services.attempt import attempt_failed
from cuamo.delivery.services.close_alarm import end_alarms
from cuamo.delivery.services.hand_over import scan_in
from cuamo.delivery.services.lose import report_found
from cuamo.delivery.services.parts import lock_parcel, open_half
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.services.release_from_carrier import release_from_carrier
from cuamo.delivery.services.return_to_point import give_back
from cuamo.delivery.states import AlarmKind, Direction, ParcelState, Proof
from cuamo.delivery.types import CarrierState, NewsVerdict, OrderState
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.errors import IllegalTransition
from cuamo.organisation.types import Role

ON_THE_ROAD = frozenset(
    {
        ParcelState.PICKED_UP,
        ParcelState.IN_TRANSIT,
        ParcelState.OUT_FOR_DELIVERY,
        ParcelState.FAILED_ATTEMPT,
    }
)
_NOT_YET = frozenset({CarrierState.CREATED, CarrierState.ACCEPTED, CarrierState.CANCELLED})
_SAME_STATE = {
    CarrierState.IN_TRANSIT: ParcelState.IN_TRANSIT,
    CarrierState.OUT_FOR_DELIVERY: ParcelState.OUT_FOR_DELIVERY,
    CarrierState.RETURNING: ParcelState.RETURNING,
}


def follow_order(*, order_id: UUID, at: datetime) -> Story:
    """Read all news of an order anew and bring the envelope where they say; a second run changes nothing.

    The envelope goes forward only. What contradicts, and what nobody understands, is an alarm.
    """
    parcel = lock_parcel(parcel_id=CarrierOrder.objects.values_list("parcel_id", flat=True).get(id=order_id))
    order = CarrierOrder.objects.select_for_update().get(id=order_id)
    rows = _rows_of(order)
    meanings = {row.code: row for row in statuses_in_force(order.carrier)}
    told = []
    for row in rows:
        status = meanings.get(row.code)
        state = CarrierState(status.canonical) if status is not None and moves(status) else None
        row.canonical = state.value if state else ""
        told.append(Told(row.id, state, row.ordinal, row.occurred_at, status.reason if status else ""))
    story = read_story(told)
    follower = _Follower(order=order, parcel=parcel, story=story, at=at, rows=rows)
    follower.follow()
    _keep_verdicts(rows, follower.verdicts)
    return story


def _rows_of(order: CarrierOrder) -> list[CarrierNews]:
    """Return the order's news, without what came under the number of another item."""
    own = CarrierNews.objects.filter(order=order).order_by("ordinal", "id")
    return [row for row in own if row.carrier_number in {"", order.carrier_number}]


def _keep_verdicts(rows: list[CarrierNews], verdicts: Mapping[UUID, NewsVerdict]) -> None:
    for row in rows:
        verdict, canonical = verdicts[row.id], row.canonical
        kept = CarrierNews.objects.filter(id=row.id).exclude(verdict=verdict, canonical=canonical)
        kept.update(verdict=verdict, canonical=canonical)


class _Follower:
    """One reading of one order's news, applied to its envelope."""

    def __init__(
        self, *, order: CarrierOrder, parcel: Parcel, story: Story, at: datetime, rows: list[CarrierNews]
    ) -> None:
        self.order = order
        self.parcel = parcel
        self.story = story
        self.at = at
        self.keys = {row.id: row.key for row in rows}
        self.heard = {row.id: row.received_at for row in rows}
        self.open_rows = {row.id for row in rows if row.looked_at is None}
        self.verdicts = dict(story.verdicts)
        self.elsewhere = False
        self.carrier: Actor = carrier_actor(order.carrier)

    def follow(self) -> None:
        """Apply the story: alarms first, then the hand-over, then the road, then the end."""
        self._alarms()
        reached = self.story.reached
        if reached is None:
            return
        if self.order.state in CLOSED:
            if self.order.state == OrderState.ENDED:
                self._failures(over=True)
            return
        before = self.order.reached
        if self.parcel.ended_at is not None or self.parcel.state == ParcelState.LOST:
            self._turned_up(reached)
        elif reached is CarrierState.CANCELLED:
            self._cancelled()
        elif not self._has_it():
            self._elsewhere(reached)
        elif reached not in _NOT_YET and self._picked_up():
            self._failures()
            self._go(reached)
        elif reached is CarrierState.DELIVERED:
            self._alarm(AlarmKind.CARRIER_UNSCANNED, owner=self.parcel.origin_unit, role=Role.RECEIVER)
        if before != reached:
            self.order.reached = reached
            events.record(
                "delivery.carrier_moved",
                self.parcel.subject_id,
                actor=self.carrier,
                at=self.at,
                label=self.parcel.label,
                carrier=self.order.carrier,
                state=reached.value,
                **({"elsewhere": True} if self.elsewhere else {}),
            )
        if self.order.state in CLOSED:
            self.order.ask_again_at, self.order.closed_at = None, self.at
        elif self.order.state == OrderState.ACCEPTED and self.order.cancel_wanted_at is None:
            self.order.ask_again_at = self.at + SILENT_AFTER
        self.order.save()

    def _has_it(self) -> bool:
        """Say whether the envelope is in the carrier's hands, or waits for it on its manifest."""
        on_its_run = self.parcel.run is not None and self.parcel.run.courier_id == self.carrier.id
        if self.parcel.holder_kind == "COURIER":
            return self.parcel.holder_id == self.carrier.id
        return on_its_run and self.parcel.holder_kind == "UNIT"

    def _elsewhere(self, reached: CarrierState) -> None:
        """Somebody else has the envelope by our scans: the carrier's word moves nothing and is an alarm."""
        self.elsewhere = True
        self._end_of_the_way(reached)
        arrived = self.parcel.direction == Direction.ORIGINALS and self.parcel.state == ParcelState.DELIVERED
        if arrived and reached is CarrierState.DELIVERED:
            return
        since = self.parcel.hand_overs.aggregate(last=Max("taken_at"))["last"] or self.parcel.created_at
        after = [told for told in self.story.path if self.heard[told.id] >= since]
        for told in after:
            if told.state not in _NOT_YET:
                self.verdicts[told.id] = NewsVerdict.IMPOSSIBLE
        if self.order.reached != reached and reached not in _NOT_YET:
            self._alarm(AlarmKind.CARRIER_CONFLICT, what="ELSEWHERE")

    def _turned_up(self, reached: CarrierState) -> None:
        """An envelope that was declared lost goes to nobody: the carrier that still has it is an alarm."""
        if self.order.reached != reached and reached is CarrierState.DELIVERED:
            self._alarm(AlarmKind.CARRIER_CONFLICT, what="ENDED" if self.parcel.ended_at else "LOST")
        lost = Loss.objects.filter(parcel=self.parcel).exists()
        if lost and reached in {CarrierState.DELIVERED, CarrierState.RETURNED}:
            report_found(label=self.parcel.label, actor=SYSTEM, at=self.at)
        if reached is CarrierState.CANCELLED:
            self.order.state = OrderState.CANCELLED
        self._end_of_the_way(reached)

    def _end_of_the_way(self, reached: CarrierState) -> None:
        """End the order with the carrier's last word where that word may not move the envelope."""
        if reached is CarrierState.DELIVERED:
            self._ask_for_proof()
        if reached in {CarrierState.DELIVERED, CarrierState.RETURNED}:
            self.order.state = OrderState.ENDED

    def _alarms(self) -> None:
        unclear = [
            key
            for key, verdict in self.story.verdicts.items()
            if verdict is NewsVerdict.UNKNOWN and key in self.open_rows
        ]
        if unclear:
            self._alarm(AlarmKind.CARRIER_UNKNOWN, news=len(unclear))
        else:
            said = "Mã của hãng đã được hiểu và ghi lại."
            kinds = frozenset({AlarmKind.CARRIER_UNKNOWN.value})
            end_alarms(parcel=self.parcel, kinds=kinds, words=said, at=self.at)
        for key, wrong in self.story.contradictions.items():
            if key in self.open_rows:
                self._alarm(AlarmKind.CARRIER_CONFLICT, what=wrong.value)

    def _picked_up(self) -> bool:
        """Let the carrier sign its side of our hand-over; return whether both sides have."""
        if self.parcel.state == ParcelState.ON_MANIFEST:
            first = self.story.moment_of(CarrierState.PICKED_UP) or self._first_on_the_road()
            with contextlib.suppress(IllegalTransition):  # in a closed bag it moves with the bag
                scan_in(label=self.parcel.label, courier=self.carrier, at=min(first, self.at))
            self.parcel.refresh_from_db()
        handed = self.parcel.state not in {
            ParcelState.CREATED,
            ParcelState.SEALED,
            ParcelState.ON_MANIFEST,
        }
        if not handed:
            for told in self.story.path:
                if told.state not in {*_NOT_YET, CarrierState.PICKED_UP}:
                    self.verdicts[told.id] = NewsVerdict.EARLY
        return handed

    def _first_on_the_road(self) -> datetime:
        return next(told.occurred_at for told in self.story.path if told.state not in _NOT_YET)

    def _failures(self, *, over: bool = False) -> None:
        """Write down every attempt that failed, once; only the newest moves the envelope."""
        for told in self.story.failures:
            key = f"carrier:{self.order.carrier}:{self.keys[told.id]}"
            if Attempt.objects.filter(device_key=key).exists():
                continue
            reason = told.reason or "OTHER"
            newest = not over and told is self.story.path[-1] and self.parcel.state in ON_THE_ROAD
            if newest and self.parcel.recalled_at is None:
                self._put(ParcelState.OUT_FOR_DELIVERY)
                attempt_failed(
                    parcel_id=self.parcel.id,
                    reason=reason,
                    next_window="",
                    courier=self.carrier,
                    at=self.at,
                    device_time=told.occurred_at,
                    device_key=key,
                )
                self.parcel.refresh_from_db()
            else:
                self.parcel.attempts += 1
                self.parcel.save(update_fields=["attempts"])
                Attempt.objects.create(
                    parcel=self.parcel,
                    number=self.parcel.attempts,
                    reason=reason,
                    device_key=key,
                    device_time=told.occurred_at,
                    failed_at=told.occurred_at,
                )

    def _go(self, reached: CarrierState) -> None:
        state = self.parcel.state
        if reached in _SAME_STATE and state in ON_THE_ROAD:
            self._put(_SAME_STATE[reached])
        elif reached is CarrierState.DELIVERED:
            self._delivered()
        elif reached is CarrierState.RETURNED:
            self._returned()
        elif reached is CarrierState.LOST and self.order.reached != reached:
            self._alarm(AlarmKind.CARRIER_LOST)

    def _put(self, state: ParcelState) -> None:
        if self.parcel.state != state:
            self.parcel.state = state
            self.parcel.save(update_fields=["state"])

    def _delivered(self) -> None:
        """Take the carrier's word that it was handed over; the proof is asked for after that."""
        self._ask_for_proof()
        if self.parcel.direction == Direction.ORIGINALS:
            self._brought_to_authority()
        elif self.parcel.state in ON_THE_ROAD | {ParcelState.RETURNING}:
            moment = min(self.story.since or self.at, self.at)
            HandOver.objects.create(
                parcel=self.parcel,
                giver=self.carrier.as_json(),
                given_at=moment,
                taker={"kind": "RECIPIENT", "relation": ""},
                taken_at=moment,
                proof=Proof.WORD,
                device_time=self.story.since,
            )
            if self.parcel.recalled_at is not None:
                self._alarm(AlarmKind.CARRIER_CONFLICT, what="RECALLED")
            elif self._goes_elsewhere_since():
                self._alarm(AlarmKind.CARRIER_CONFLICT, what="OLD_ADDRESS")
            self.parcel.state = ParcelState.DELIVERED
            self.parcel.holder_kind, self.parcel.holder_id = "RECIPIENT", ""
            self.parcel.delivered_at, self.parcel.pin = moment, ""
            self.parcel.save(update_fields=["state", "holder_kind", "holder_id", "delivered_at", "pin"])
            events.record(
                "delivery.delivered",
                self.parcel.subject_id,
                actor=self.carrier,
                at=self.at,
                label=self.parcel.label,
                proof=Proof.WORD.value,
                relation="",
                device_time=moment.isoformat(),
            )
            end_alarms(
                parcel=self.parcel,
                kinds=frozenset({AlarmKind.CARRIER_UNSCANNED.value}),
                words="Điểm đã quét giao, tin đã phát được ghi.",
                at=self.at,
            )
        self.order.state = OrderState.ENDED

    def _goes_elsewhere_since(self) -> bool:
        """Say whether its recipient sent it somewhere else after the carrier was told where it goes."""
        told_at = self.order.created_at
        redirected = Redirect.objects.filter(parcel=self.parcel, applied_at__gte=told_at)
        to_point = SlotChoice.objects.filter(
            parcel=self.parcel, way="POINT", ended_at=None, chosen_at__gte=told_at
        )
        return redirected.exists() or to_point.exists()

    def _ask_for_proof(self) -> None:
        if self.order.proof_due_at is None:
            self.order.proof_due_at, self.order.proof_asked = self.at, 0

    def _brought_to_authority(self) -> None:
        """Sign the carrier's side; the authority scans the papers in itself."""
        half = open_half(self.parcel) or HandOver(parcel=self.parcel, place=self.parcel.destination_unit)
        if self.parcel.state in ON_THE_ROAD and half.given_at is None:
            half.giver, half.given_at = self.carrier.as_json(), min(self.story.since or self.at, self.at)
            half.save()

    def _returned(self) -> None:
        """Sign the carrier's side of the way back; the point scans it in itself."""
        if self.parcel.state in ON_THE_ROAD | {ParcelState.RETURNING}:
            self._put(ParcelState.RETURNING)
            give_back(
                label=self.parcel.label, courier=self.carrier, at=min(self.story.since or self.at, self.at)
            )
            self.parcel.refresh_from_db()
        self.order.state = OrderState.ENDED

    def _cancelled(self) -> None:
        if self.order.cancel_wanted_at is None:
            self._alarm(AlarmKind.CARRIER_CANCELLED)
        self.order.state = OrderState.CANCELLED
        release_from_carrier(self.parcel, at=self.at)

    def _alarm(
        self, kind: AlarmKind, *, owner: str = "", role: Role = Role.COORDINATOR, **facts: Any
    ) -> None:
        raise_alarm(
            kind=kind.value,
            parcel=self.parcel,
            owner_unit=owner or self.order.operator_code,
            owner_role=role.value,
            at=self.at,
            facts={"label": self.parcel.label, "order": self.order.number, **facts},
        )
