"""Orders at carriers whose answer did not come: asked about, never repeated blindly."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from cuamo.delivery.models import Alarm, CarrierCursor, CarrierNews, CarrierOrder, CarrierProof
from cuamo.delivery.ports import Carriers, EvidenceStore
from cuamo.delivery.selectors.carrier_orders import longest_due, orders_due, proofs_due
from cuamo.delivery.services.bring_again import bring_again
from cuamo.delivery.services.call_off_order import call_off_order
from cuamo.delivery.services.fetch_proof import fetch_due_proofs
from cuamo.delivery.services.hand_over import hand_over
from cuamo.delivery.services.order_carriage import choose_carrier, order_carriage
from cuamo.delivery.services.poll_carrier import poll_carrier
from cuamo.delivery.services.tend_order import tend_due_orders, tend_order
from cuamo.documents.services.keep_evidence import EvidenceKeeper
from cuamo.interop.systems.carrying.contracted import ContractedCarriers
from cuamo.interop.systems.viettelpost.adapter import ViettelPost
from cuamo.interop.systems.vnpost.adapter import VietnamPost
from cuamo.kernel import events, ports
from tests.delivery.carried import alarms_of, maps, parcel_of
from tests.delivery.conftest import CLERK, NOON, sealed
from tests.support import http
from tests.support.simulators import running_simulator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("point", "carriers")]
QUICK = httpx.Timeout(3.0)


@pytest.fixture(scope="module")
def offices() -> Iterator[dict[str, str]]:
    silent = {"CUAMO_VIETTELPOST_WEBHOOK_URL": "none"}
    with running_simulator("vnpost") as one, running_simulator("viettelpost", environment=silent) as two:
        yield {"VNPOST": one, "VTPOST": two}


@pytest.fixture
def carriers(offices: dict[str, str], db: None) -> None:
    vnpost = VietnamPost(
        offices["VNPOST"], key="cuamo", secret="test-vnpost-secret", customer="CUAMO", timeout=QUICK
    )
    viettel = ViettelPost(
        offices["VTPOST"],
        username="cuamo",
        secret="test-viettelpost-secret",
        webhook_secret="x",
        customer="CUAMO",
        timeout=QUICK,
    )
    ports.bind(Carriers, lambda: ContractedCarriers({"VNPOST": lambda: vnpost, "VTPOST": lambda: viettel}))
    ports.bind(EvidenceStore, EvidenceKeeper)
    for url in offices.values():
        http.post(f"{url}/control", json={"faults": []})
    maps()


def faults(offices: dict[str, str], carrier: str, *names: str) -> None:
    http.post(f"{offices[carrier]}/control", json={"faults": list(names)})


def items(offices: dict[str, str], order: CarrierOrder) -> list[dict]:
    return http.get(f"{offices[order.carrier]}/items", params={"number": order.number}).json()["items"]


def move(offices: dict[str, str], order: CarrierOrder, *states: str) -> None:
    for state in states:
        http.post(f"{offices[order.carrier]}/items/{order.number}/move", json={"state": state})


def wanted(carrier: str, *, seal: int = 1) -> CarrierOrder:
    """Return a new order; its number is of a label nobody used before at the simulator."""
    order = order_carriage(parcel_id=sealed(number=seal).id, carrier=carrier, clerk=CLERK, at=NOON)
    CarrierOrder.objects.filter(id=order.id).update(number=f"{order.id}-1")
    return fresh(order)


def fresh(order: CarrierOrder) -> CarrierOrder:
    return CarrierOrder.objects.get(id=order.id)


def minutes(count: int):
    return NOON + timedelta(minutes=count)


@pytest.mark.parametrize("carrier", ["VNPOST", "VTPOST"])
def test_an_order_is_placed_once_and_the_envelope_knows_its_number(offices, carrier):
    order = wanted(carrier)

    tend_due_orders(at=NOON)
    tend_due_orders(at=minutes(1))

    order = fresh(order)
    assert (order.state, len(items(offices, order))) == ("ACCEPTED", 1)
    assert parcel_of(order).carrier_number == items(offices, order)[0]["carrier_number"]
    assert events.names_of(parcel_of(order).subject_id).count("delivery.carrier_accepted") == 1


@pytest.mark.parametrize("carrier", ["VNPOST", "VTPOST"])
def test_an_order_whose_answer_did_not_come_is_looked_up_and_never_made_twice(offices, carrier):
    tend_order(order_id=wanted(carrier).id, at=NOON)
    order = CarrierOrder.objects.latest("id")
    CarrierOrder.objects.filter(id=order.id).update(state="WAITING", accepted_at=None, carrier_number="")
    other = f"{order.id}-2"
    CarrierOrder.objects.filter(id=order.id).update(number=other, ask_again_at=NOON)
    faults(offices, carrier, "silent")

    assert tend_order(order_id=order.id, at=NOON).state == "UNKNOWN"
    assert len(items(offices, fresh(order))) == 1
    faults(offices, carrier)
    assert tend_order(order_id=order.id, at=NOON + timedelta(seconds=20)).state == "UNKNOWN"
    found = tend_order(order_id=order.id, at=minutes(3))

    assert (found.state, len(items(offices, found))) == ("ACCEPTED", 1)
    assert found.carrier_number == items(offices, found)[0]["carrier_number"]


def test_an_order_the_carrier_never_got_is_placed_after_it_said_so(offices):
    order = wanted("VTPOST")
    faults(offices, "VTPOST", "html")
    assert tend_order(order_id=order.id, at=NOON).state == "UNKNOWN"
    assert items(offices, order) == []
    faults(offices, "VTPOST")

    assert tend_order(order_id=order.id, at=minutes(3)).state == "ACCEPTED"
    assert len(items(offices, order)) == 1


def test_a_carrier_that_stays_silent_is_an_alarm_and_is_asked_ever_more_rarely(offices):
    order = wanted("VTPOST")
    faults(offices, "VTPOST", "error")
    due = []
    for _ in range(6):
        moment = fresh(order).ask_again_at
        due.append(moment)
        tend_order(order_id=order.id, at=moment)

    gaps = [later - sooner for sooner, later in itertools.pairwise(due)]
    assert gaps == sorted(gaps)
    assert fresh(order).state == "UNKNOWN"
    assert alarms_of(order) == ["CARRIER_SILENT"]


def test_what_waits_for_a_silent_carrier_holds_up_nobody_elses_orders(offices):
    waiting = [wanted("VTPOST", seal=seal) for seal in range(1, 5)]
    for order in waiting:
        CarrierOrder.objects.filter(id=order.id).update(ask_again_at=NOON - timedelta(hours=1))
    others = [wanted("VNPOST", seal=seal) for seal in range(5, 7)]
    faults(offices, "VTPOST", "error")

    tend_due_orders(at=NOON)

    assert [fresh(order).state for order in others] == ["ACCEPTED", "ACCEPTED"]
    states = sorted(fresh(order).state for order in waiting)
    assert states == ["UNKNOWN", "UNKNOWN", "WAITING", "WAITING"], "after two silences it is asked no more"
    left = [order for order in waiting if fresh(order).state == "WAITING"]
    faults(offices, "VTPOST")
    tend_due_orders(at=minutes(1))
    assert [fresh(order).state for order in left] == ["ACCEPTED", "ACCEPTED"]


def test_a_carrier_silent_for_five_passes_is_an_alarm_however_many_orders_wait(offices):
    waiting = [wanted("VTPOST", seal=seal) for seal in range(1, 15)]
    for age, order in enumerate(waiting):
        CarrierOrder.objects.filter(id=order.id).update(ask_again_at=NOON - timedelta(minutes=age))

    def silences() -> list[UUID]:
        return list(Alarm.objects.filter(kind="CARRIER_SILENT").values_list("parcel_id", flat=True))

    faults(offices, "VTPOST", "error")
    for count in range(4):
        tend_due_orders(at=minutes(count))
    assert silences() == []
    due = longest_due(orders_due(at=minutes(4)), 1)[0][0]

    tend_due_orders(at=minutes(4))

    assert silences() == [fresh(CarrierOrder(id=due)).parcel_id]
    assert not CarrierOrder.objects.filter(asked__gte=5).exists(), "no order was asked about five times"
    faults(offices, "VTPOST")
    tend_due_orders(at=minutes(5))
    assert CarrierCursor.objects.get(carrier="VTPOST").silent_passes == 0, "any answer begins anew"


@pytest.mark.parametrize("moment", ["ask_again_at", "proof_due_at"])
def test_carriers_take_turns_and_each_ones_longest_due_order_comes_first(moment):
    ages = {"VNPOST": [3, 9, 6], "VTPOST": [1, 2]}
    orders = {}
    for seal, (carrier, age) in enumerate(
        ((carrier, age) for carrier, all_ages in ages.items() for age in all_ages), start=1
    ):
        order = wanted(carrier, seal=seal)
        CarrierOrder.objects.filter(id=order.id).update(**{moment: NOON - timedelta(hours=age)})
        orders[order.id] = (carrier, age)
    due = orders_due(at=NOON) if moment == "ask_again_at" else proofs_due(at=NOON)

    turns = [orders[key] for key, _ in longest_due(due, 10)]

    assert turns == [("VNPOST", 9), ("VTPOST", 2), ("VNPOST", 6), ("VTPOST", 1), ("VNPOST", 3)]
    assert [orders[key] for key, _ in longest_due(due, 1)] == [("VNPOST", 9), ("VTPOST", 2)]


def test_a_refused_order_frees_the_envelope_for_another_way(offices):
    order = wanted("VNPOST")
    faults(offices, "VNPOST", "refuse")

    assert tend_order(order_id=order.id, at=NOON).state == "REFUSED"

    parcel = parcel_of(order)
    assert (parcel.state, parcel.run, parcel.carrier) == ("SEALED", None, "")
    assert alarms_of(order) == ["CARRIER_REFUSED"]
    again = order_carriage(parcel_id=parcel.id, carrier="VTPOST", clerk=CLERK, at=minutes(5))
    assert (again.number, again.state) == (f"{parcel.label}-2", "WAITING")


@pytest.mark.parametrize("carrier", ["VNPOST", "VTPOST"])
def test_a_cancellation_whose_answer_did_not_come_is_asked_about(offices, carrier):
    order = wanted(carrier)
    tend_order(order_id=order.id, at=NOON)
    call_off_order(parcel_id=order.parcel_id, actor=CLERK, at=minutes(5))
    faults(offices, carrier, "silent")
    assert tend_order(order_id=order.id, at=minutes(5)).state == "CANCELLING"
    faults(offices, carrier)

    done = tend_order(order_id=order.id, at=minutes(9))

    assert done.state == "CANCELLED"
    assert items(offices, order)[0]["states"].count("CANCELLED") == 1
    assert (parcel_of(order).state, parcel_of(order).carrier) == ("SEALED", "")


def test_an_order_that_was_not_sent_yet_is_called_off_without_a_word_to_the_carrier(offices):
    order = wanted("VTPOST")
    call_off_order(parcel_id=order.parcel_id, actor=CLERK, at=NOON)

    assert tend_order(order_id=order.id, at=NOON).state == "CANCELLED"
    assert items(offices, order) == []


def test_too_late_to_cancel_lets_the_order_go_on_and_tells_the_coordinator(offices):
    order = wanted("VTPOST")
    tend_order(order_id=order.id, at=NOON)
    move(offices, order, "PICKED_UP")
    call_off_order(parcel_id=order.parcel_id, actor=CLERK, at=minutes(5))

    after = tend_order(order_id=order.id, at=minutes(5))

    assert (after.state, after.cancel_wanted_at) == ("ACCEPTED", None)
    assert alarms_of(order) == ["CARRIER_REFUSED"]


def test_messages_that_were_never_sent_are_asked_for_after_long_silence(offices):
    order = wanted("VTPOST")
    tend_order(order_id=order.id, at=NOON)
    hand_over(label=parcel_of(order).label, clerk=CLERK, at=NOON)
    move(offices, order, "PICKED_UP", "IN_TRANSIT")

    tend_order(order_id=order.id, at=NOON + timedelta(hours=13))

    assert parcel_of(order).state == "IN_TRANSIT"
    assert set(CarrierNews.objects.values_list("source", flat=True)) == {"ASKED"}


def test_the_pages_of_vietnam_post_are_read_once_and_a_stranger_moves_nothing(offices):
    from cuamo.delivery.services.confirm_carrier_code import confirm_carrier_code
    from cuamo.kernel.actors import SYSTEM

    confirm_carrier_code(
        carrier="VNPOST",
        code="6",
        state="DELIVERED",
        confirmed_by="Ông Trần Văn Mẫu",
        source="Công văn 02",
        actor=SYSTEM,
        at=NOON,
    )
    order = wanted("VNPOST")
    tend_order(order_id=order.id, at=NOON)
    hand_over(label=parcel_of(order).label, clerk=CLERK, at=NOON)
    poll_carrier(carrier="VNPOST", at=NOON)
    move(offices, order, "ACCEPTED", "PICKED_UP", "OUT_FOR_DELIVERY", "DELIVERED")
    faults(offices, "VNPOST", "double", "stranger")

    poll_carrier(carrier="VNPOST", at=minutes(30))
    faults(offices, "VNPOST")

    assert poll_carrier(carrier="VNPOST", at=minutes(31)) == 0
    assert parcel_of(order).state == "DELIVERED"
    assert events.names_of(parcel_of(order).subject_id).count("delivery.delivered") == 1
    assert CarrierNews.objects.filter(order=None, number="NGUOI-KHAC-1").count() == 1


def _delivered(offices, *more: str) -> CarrierOrder:
    order = wanted("VTPOST")
    tend_order(order_id=order.id, at=NOON)
    hand_over(label=parcel_of(order).label, clerk=CLERK, at=NOON)
    faults(offices, "VTPOST", *more)
    move(offices, order, "PICKED_UP", "OUT_FOR_DELIVERY", "DELIVERED")
    CarrierOrder.objects.filter(id=order.id).update(ask_again_at=minutes(60))
    tend_order(order_id=order.id, at=minutes(60))
    return fresh(order)


def test_a_proof_is_fetched_kept_and_ends_the_question(offices):
    order = _delivered(offices)

    fetch_due_proofs(at=minutes(61))

    proof = CarrierProof.objects.get(order=order)
    assert proof.complete
    assert proof.name
    assert proof.relation in {"SELF", "FAMILY"}
    assert isinstance(proof.evidence_id, UUID) or proof.otp
    assert fresh(order).proof_due_at is None
    assert alarms_of(order) == []


def test_without_a_proof_it_counts_as_delivered_under_an_alarm_until_the_proof_comes(offices):
    order = _delivered(offices, "no_proof")

    fetch_due_proofs(at=minutes(61))

    assert parcel_of(order).state == "DELIVERED"
    assert alarms_of(order) == ["CARRIER_NO_PROOF"]
    again = fresh(order).proof_due_at
    assert again > minutes(61)
    faults(offices, "VTPOST")
    fetch_due_proofs(at=again)
    assert alarms_of(order) == []
    assert fresh(order).proof_due_at is None


def test_delivered_to_two_people_is_an_alarm(offices):
    order = _delivered(offices, "two_names")

    fetch_due_proofs(at=minutes(61))

    assert CarrierProof.objects.filter(order=order).count() == 2
    assert alarms_of(order) == ["CARRIER_TWO_NAMES"]


def test_the_contract_says_which_carrier_takes_a_sealed_envelope():
    near, far = sealed(1), sealed(2)
    far.ward_code = "09700"
    far.save(update_fields=["ward_code"])

    assert choose_carrier(label=near.label, at=NOON) is None
    order = choose_carrier(label=far.label, at=NOON)

    assert order is not None
    assert (order.carrier, parcel_of(order).state, parcel_of(order).run.courier_id) == (
        "VTPOST",
        "ON_MANIFEST",
        "carrier:VTPOST",
    )
    assert choose_carrier(label=far.label, at=NOON) is None


@pytest.mark.parametrize(("carrier", "told"), [("VTPOST", True), ("VNPOST", False)])
def test_the_time_a_recipient_chose_reaches_the_carrier_or_its_coordinator(offices, carrier, told):
    order = wanted(carrier)
    tend_order(order_id=order.id, at=NOON)
    hand_over(label=parcel_of(order).label, clerk=CLERK, at=NOON)
    move(offices, order, "PICKED_UP", "OUT_FOR_DELIVERY", "FAILED_ATTEMPT")
    CarrierOrder.objects.filter(id=order.id).update(ask_again_at=minutes(60))
    tend_order(order_id=order.id, at=minutes(60))

    assert bring_again(order_id=order.id, window="2026-09-12 08:00–10:00", at=minutes(70)) is told

    assert items(offices, order)[0]["states"][-1] == ("OUT_FOR_DELIVERY" if told else "FAILED_ATTEMPT")
    assert alarms_of(order) == ([] if told else ["CARRIER_REFUSED"])
