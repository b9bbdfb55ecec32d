"""Ask a carrier who took an item, and keep what it answers."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from cuamo.delivery.errors import CarrierRefused, CarrierUnavailable
from cuamo.delivery.models import CarrierOrder, CarrierProof, Parcel
from cuamo.delivery.ports import Carriers, EvidenceStore
from cuamo.delivery.rules.carrier_asking import proof_again_at
from cuamo.delivery.rules.recipient import Need
from cuamo.delivery.rules.recipient import missing as missing_of
from cuamo.delivery.selectors.carrier_orders import longest_due, proofs_due
from cuamo.delivery.selectors.recipient import rule_of
from cuamo.delivery.services.close_alarm import end_alarms
from cuamo.delivery.services.parts import lock_parcel
from cuamo.delivery.services.patience import Patience
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.states import AlarmKind, Relation
from cuamo.delivery.types import DeliveryProof
from cuamo.kernel import events, ports
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.crypto import keyed_hash
from cuamo.kernel.ids import uuid7
from cuamo.kernel.text import fold, nfc
from cuamo.organisation.types import Role

AT_ONCE = 100
LONGEST = 120
log = structlog.get_logger(__name__)


def fetch_due_proofs(*, at: datetime) -> int:
    """Fetch and keep the proofs of deliveries (bằng chứng phát) whose moment has come: name, relation, photo.

    Without a whole one the alarm «no proof» stands, and it is asked for again, later and later. Two names for
    one item, and somebody who may not take this kind of result, are alarms of their own.

    Returns:
        How many orders were asked about.
    """
    due = longest_due(proofs_due(at=at), AT_ONCE)
    patience = Patience()
    for order_id, carrier in due:
        if patience.over(carrier):
            continue
        try:
            patience.note(carrier, answered=_ask(order_id, at))
        except Exception:  # a proof that cannot be kept is asked for again later, behind all others
            log.exception("carrier_proof_not_kept", order=str(order_id))
            _keep(order_id, [], at)
    return len(due)


def _ask(order_id: UUID, at: datetime) -> bool:
    """Fetch and keep the proofs of a delivery that are due; say whether the carrier answered."""
    order = CarrierOrder.objects.get(id=order_id)
    if order.proof_due_at is None or order.proof_due_at > at:
        return True
    carrier = ports.get(Carriers).named(order.carrier)  # type: ignore[type-abstract]  # a Protocol
    told: list[DeliveryProof] = []
    answered = True
    try:
        told = list(carrier.proofs(number=order.number, carrier_number=order.carrier_number))
    except (CarrierUnavailable, CarrierRefused) as error:
        log.warning("carrier_proof_missing", order=order.number, reason=str(error))
        answered = isinstance(error, CarrierRefused)
    _keep(order_id, told, at)
    return answered


@transaction.atomic
def _keep(order_id: UUID, told: list[DeliveryProof], at: datetime) -> list[CarrierProof]:
    parcel = lock_parcel(parcel_id=CarrierOrder.objects.values_list("parcel_id", flat=True).get(id=order_id))
    order = CarrierOrder.objects.select_for_update().get(id=order_id)
    known = set(order.proofs.values_list("key", flat=True))
    for proof in told:
        if proof.key not in known and proof.complete:
            _keep_one(order, parcel, proof, at)
    kept = list(order.proofs.order_by("fetched_at", "key"))
    complete = any(proof.complete for proof in kept)
    order.proof_asked += 1
    order.proof_due_at = None if complete else proof_again_at(at=at, asked=order.proof_asked)
    order.save(update_fields=["proof_asked", "proof_due_at"])
    if complete:
        words = "Hãng chuyển đã gửi bằng chứng phát."
        kinds = frozenset({AlarmKind.CARRIER_NO_PROOF.value})
        end_alarms(parcel=parcel, kinds=kinds, words=words, at=at)
    else:
        _alarm(order, parcel, AlarmKind.CARRIER_NO_PROOF, at)
    if len({bytes(proof.name_hash) for proof in kept}) > 1:
        _alarm(order, parcel, AlarmKind.CARRIER_TWO_NAMES, at)
    return kept


def _keep_one(order: CarrierOrder, parcel: Parcel, proof: DeliveryProof, at: datetime) -> None:
    evidence_id = None
    if proof.photo:
        store = ports.get(EvidenceStore)  # type: ignore[type-abstract]  # a Protocol
        evidence_id = store.keep(data=proof.photo, subject_id=parcel.subject_id, at=at)
    name = nfc(proof.name)[:LONGEST]
    relation = proof.relation if proof.relation in Relation.values else ""
    row = CarrierProof.objects.create(
        id=uuid7(at),
        order=order,
        key=proof.key,
        name=name,
        name_hash=keyed_hash(fold(name), purpose="carrier-proof-name"),
        relation=relation,
        otp=proof.otp,
        evidence_id=evidence_id,
        complete=bool(name and relation and (proof.otp or evidence_id)),
        fetched_at=at,
    )
    events.record(
        "delivery.carrier_proof",
        parcel.subject_id,
        actor=SYSTEM,
        at=at,
        label=parcel.label,
        carrier=order.carrier,
        relation=relation,
        evidence=str(evidence_id or ""),
        complete=row.complete,
    )
    if missing_of(rule_of(parcel), relation=relation, seen=set(Need), by_code=True, named=None) is None:
        _alarm(order, parcel, AlarmKind.WRONG_TAKER, at, relation=relation)


def _alarm(order: CarrierOrder, parcel: Parcel, kind: AlarmKind, at: datetime, **facts: str) -> None:
    raise_alarm(
        kind=kind.value,
        parcel=parcel,
        owner_unit=order.operator_code,
        owner_role=Role.COORDINATOR.value,
        at=at,
        facts={"label": parcel.label, "order": order.number, **facts},
    )
