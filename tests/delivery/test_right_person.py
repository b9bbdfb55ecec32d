"""The result reaches the right person: whoever the pinned rule does not allow gets nothing."""

from itertools import product
from uuid import uuid4

import pytest
from django.conf import settings

from cuamo.delivery.models import HandOver, RecipientRule
from cuamo.delivery.ports import MandateBook
from cuamo.delivery.rules.recipient import Named, Need, missing
from cuamo.delivery.selectors.recipient import check_for, pick_rule, rule_of
from cuamo.delivery.services.attempt import attempt_failed
from cuamo.delivery.services.deliver import deliver
from cuamo.delivery.services.load_recipient_rules import load_recipient_rules
from cuamo.delivery.services.passing import name_heirs, recipient_lives, report_passing
from cuamo.delivery.states import ParcelState, Relation
from cuamo.kernel import events, ports
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import Invalid, NotPermitted
from cuamo.organisation.types import Role
from tests.delivery.conftest import CLERK, COURIER, NOON, fresh

PATH = settings.REFERENCE / "delivery" / "recipient_rules.json"
LEADER = Actor(ActorKind.STAFF, str(uuid4()), "Phạm Thị Lãnh", "P001", frozenset({Role.LEADER.value}))
EVERYTHING = frozenset({Need.CARD, Need.PAPER, Need.LETTER, Need.SAME_ADDRESS})
MAY_TAKE = {
    "STANDARD": {"SELF", "FAMILY", "AUTHORISED"},
    "SELF_CARD": {"SELF"},
    "FAMILY_HOME": {"SELF", "FAMILY", "AUTHORISED"},
    "AUTHORITY": {"SELF", "AUTHORISED"},
    "COMPANY": {"SELF", "LETTER", "AUTHORISED"},
    "MINOR": {"PARENT", "AUTHORISED"},
    "HEIRS": set(),
}


@pytest.fixture
def rules(db):
    load_recipient_rules(path=PATH)


@pytest.fixture
def ruled(out, rules):
    """Return a way to let an envelope at the door follow a rule."""

    def follow(code):
        out.recipient_rule = code
        out.save(update_fields=["recipient_rule"])
        return out

    return follow


def give(parcel, **said):
    return deliver(**{"parcel_id": parcel.id, "pin": parcel.pin, "courier": COURIER, "at": NOON, **said})


def refused(error, parcel, **said):
    before = (fresh(parcel).__dict__ | {"_state": None}, events.names_of(parcel.subject_id))
    with pytest.raises(error) as caught:
        give(parcel, **said)
    assert (fresh(parcel).__dict__ | {"_state": None}, events.names_of(parcel.subject_id)) == before
    return caught.value


def test_every_rule_names_its_source_and_how_far_it_can_be_trusted(rules):
    assert set(RecipientRule.objects.values_list("code", flat=True)) == set(MAY_TAKE)
    for rule in RecipientRule.objects.all():
        assert rule.source
        assert rule.confidence in {"S", "H"} or not rule.confirmed_by
        assert rule.say_vi.endswith(".")
        assert rule.say_en


def test_the_rules_are_loaded_once_and_a_faulty_file_loads_nothing(rules, tmp_path):
    assert load_recipient_rules(path=PATH) == {}
    faulty = tmp_path / "rules.json"
    faulty.write_text(PATH.read_text("utf-8").replace('"FAMILY"', '"NEIGHBOUR"'), "utf-8")
    with pytest.raises(ValueError, match="NEIGHBOUR"):
        load_recipient_rules(path=faulty)
    assert load_recipient_rules(path=PATH) == {}


@pytest.mark.parametrize("code", sorted(MAY_TAKE))
def test_with_everything_seen_only_the_people_of_the_rule_may_take_it(rules, out, code):
    out.recipient_rule = code
    rule = rule_of(out)
    for relation, by_code in product(Relation.values, (True, False)):
        left = missing(rule, relation=relation, seen=EVERYTHING, by_code=by_code, named=None)
        assert (left == frozenset()) == (relation in MAY_TAKE[code]), (code, relation, by_code)


def test_the_code_alone_does_not_give_away_what_only_the_recipient_may_have(ruled):
    parcel = ruled("SELF_CARD")

    said = refused(Invalid, parcel)
    assert "căn cước" in said.vi
    denied = refused(NotPermitted, parcel, relation="FAMILY", identity_seen=True)
    assert "không được nhận thay" in denied.vi

    assert give(parcel, identity_seen=True).delivered


def test_family_takes_it_where_they_live_and_nowhere_else(ruled):
    parcel = ruled("FAMILY_HOME")

    refused(Invalid, parcel, relation="FAMILY", identity_seen=True)
    assert give(parcel, relation="FAMILY", identity_seen=True, seen={"SAME_ADDRESS"}).delivered
    assert HandOver.objects.latest("id").taker["relation"] == "FAMILY"


def test_a_wrong_code_with_everything_seen_is_still_a_wrong_code(ruled):
    parcel = ruled("AUTHORITY")
    wrong = f"{(int(parcel.pin) + 1) % 10_000:04d}"

    handed = give(parcel, pin=wrong, relation="AUTHORISED", seen=EVERYTHING)

    assert (handed.delivered, handed.tries_left, fresh(parcel).state) == (False, 4, "OUT_FOR_DELIVERY")


class InTheHouse:
    """One person with a mandate that runs."""

    def takers(self, subject_id, *, at):
        return [Named("m1", "Lê Văn Cháu", "AUTHORISED")]


def test_a_mandate_in_the_house_stands_for_the_paper_but_not_for_the_card(ruled):
    parcel = ruled("AUTHORITY")
    bound = ports.get(MandateBook)
    refused(Invalid, parcel, relation="AUTHORISED", identity_seen=True)
    ports.bind(MandateBook, InTheHouse)
    try:
        refused(Invalid, parcel, relation="AUTHORISED", taker_ref="m1")
        refused(Invalid, parcel, relation="AUTHORISED", identity_seen=True, taker_ref="m2")
        assert [each.name for each in check_for(parcel, at=NOON).named] == ["Lê Văn Cháu"]
        assert give(parcel, relation="AUTHORISED", identity_seen=True, taker_ref="m1").delivered
    finally:
        ports.bind(MandateBook, lambda: bound)
    assert HandOver.objects.latest("id").taker["ref"] == "m1"


def test_who_may_not_take_it_is_an_attempt_that_is_nobodys_fault(ruled):
    parcel = ruled("SELF_CARD")

    attempt_failed(parcel_id=parcel.id, reason="NOT_ALLOWED", next_window="", courier=COURIER, at=NOON)

    told = events.history_of(parcel.subject_id)[-1]
    assert (told.name, told.data["of_recipient"], fresh(parcel).state) == (
        "delivery.failed",
        False,
        ParcelState.FAILED_ATTEMPT,
    )


def test_the_courier_is_told_in_words_and_ticks_no_more_than_the_rule_asks(ruled):
    told = check_for(ruled("FAMILY_HOME"), at=NOON)

    assert "đúng địa chỉ" in told.say_vi
    assert [key for key, _ in told.relations] == ["SELF", "FAMILY", "AUTHORISED"]
    assert [key for key, _ in told.ticks] == ["CARD", "PAPER", "SAME_ADDRESS"]


def test_the_rule_follows_procedure_then_kind_then_who_gets_it(rules):
    def pick(code, kind="", *, minor=False, company=False):
        return pick_rule(procedure_code=code, kind=kind, minor=minor, company=company)

    assert pick("1.001456") == "SELF_CARD"
    assert pick("9.999999", "KQ.G01.000083") == "SELF_CARD"
    assert pick("9.999999", company=True) == "COMPANY"
    assert pick("9.999999") == "STANDARD"
    assert pick("1.001456", minor=True) == "MINOR"


def test_nobody_takes_the_envelope_of_a_dead_person_before_an_officer_names_the_heirs(ruled):
    parcel = ruled("STANDARD")
    report_passing(parcel_id=parcel.id, actor=COURIER, at=NOON)
    report_passing(parcel_id=parcel.id, actor=COURIER, at=NOON)
    evidence = {"proof": "SIGNATURE", "evidence_id": uuid4(), "identity_seen": True, "seen": EVERYTHING}

    for relation in Relation.values:
        refused((Invalid, NotPermitted), parcel, relation=relation, **evidence)
    with pytest.raises(NotPermitted):
        name_heirs(parcel_id=parcel.id, names=["Lê Thị Con"], ground="Giấy khai tử", officer=CLERK, at=NOON)
    name_heirs(parcel_id=parcel.id, names=["Lê Thị Con"], ground="Giấy khai tử", officer=LEADER, at=NOON)
    refused(Invalid, parcel, relation="HEIR", **evidence)

    assert give(parcel, relation="HEIR", taker_ref="1", **evidence).delivered
    assert "Lê Thị Con" not in str([event.data for event in events.history_of(parcel.subject_id)])


def test_a_false_report_of_death_gives_the_rule_back(ruled):
    parcel = ruled("FAMILY_HOME")
    report_passing(parcel_id=parcel.id, actor=COURIER, at=NOON)

    recipient_lives(parcel_id=parcel.id, officer=LEADER, at=NOON)

    assert fresh(parcel).recipient_rule == "FAMILY_HOME"


def test_a_death_told_at_the_door_sends_the_envelope_back_at_once(ruled):
    parcel = ruled("STANDARD")

    attempt_failed(parcel_id=parcel.id, reason="DECEASED", next_window="", courier=COURIER, at=NOON)

    assert (fresh(parcel).state, fresh(parcel).recipient_rule) == (ParcelState.RETURNING, "HEIRS")
