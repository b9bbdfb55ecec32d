"""What is said not to be claimable is objected to by its operator, answered by the centre, paid once."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from cuamo.delivery.models import HandOver, Parcel
from cuamo.kernel import events
from cuamo.kernel.clock import local
from cuamo.kernel.errors import DomainError, NotPermitted
from cuamo.organisation.types import Role
from cuamo.settlement.models import Item, Line, Objection
from cuamo.settlement.rules.custody import GONE, NO_PROOF, TWICE
from cuamo.settlement.selectors.recounted import differences
from cuamo.settlement.selectors.statements import not_claimable
from cuamo.settlement.services.answer_statement import confirm_statement
from cuamo.settlement.services.approve_statement import approve_statement, would_pay
from cuamo.settlement.services.build_month import build_month
from cuamo.settlement.services.note_items import note_items
from cuamo.settlement.services.object_to_item import answer_objection, object_to_item
from cuamo.settlement.services.send_statement import send_statement
from tests.settlement.conftest import ADMIN, CLERK, FIRST, NOVEMBER, SECOND, VNPOST, VTPOST, person
from tests.settlement.statements import DECEMBER, OCTOBER, approved, built, sent

THIRD = person("TT", Role.FINANCE, name="Hoàng Thị Em")


@pytest.fixture
def unproven(contracts, carry) -> Item:
    """A delivery by the word of the courier alone, and one that is whole."""
    parcel = carry(proof="WORD")
    carry()
    return Item.objects.get(subject_id=parcel.subject_id)


def objected(item: Item, **more) -> Objection:
    said = {"words": "Người nhận đã ký sổ giấy", "evidence": "Sổ 12/2026", "actor": VNPOST, "at": NOVEMBER}
    return object_to_item(item_id=item.id, **(said | more))


def answered(objection: Objection, *, accept: bool = True, **more) -> Objection:
    said = {"words": "Đã xem sổ giấy, đúng", "actor": FIRST, "at": NOVEMBER}
    return answer_objection(objection_id=objection.id, accept=accept, **(said | more))


def facts_of(item: Item) -> tuple:
    item.refresh_from_db()
    return (
        item.claimable,
        item.reason,
        [(row.state, row.answer) for row in Objection.objects.order_by("id")],
        events.names_of(item.id),
    )


def test_what_is_accepted_is_paid_by_the_next_statement_and_by_no_other(unproven, carry):
    october = approved(sent())
    assert unproven.reason == NO_PROOF
    assert not october.lines.filter(item=unproven, kind="SERVICE").exists()

    answered(objected(unproven))
    (november,) = build_month(month=date(2026, 11, 1), actor=FIRST, at=DECEMBER)

    assert [line.kind for line in november.lines.filter(item=unproven)] == ["SERVICE"]
    send_statement(statement_id=november.id, actor=SECOND, at=DECEMBER)
    confirm_statement(statement_id=november.id, actor=VNPOST, at=DECEMBER)
    expected = would_pay(november)
    approve_statement(statement_id=november.id, expected_vnd=expected, actor=THIRD, at=DECEMBER)
    carry(taken="2026-12-01 15:00", home="2026-12-02 10:00")
    (december,) = build_month(month=date(2026, 12, 1), actor=FIRST, at=local("2027-01-04 09:00"))

    assert not december.lines.filter(item=unproven).exists()
    assert Line.objects.filter(item=unproven, kind="SERVICE").count() == 1
    assert events.names_of(unproven.id) == ["item.objected", "item.objection_answered"]


def test_what_was_sent_does_not_change_when_an_objection_is_accepted(unproven):
    october = sent()
    before = october.payable_vnd, october.lines.count()

    answered(objected(unproven))

    october.refresh_from_db()
    assert (october.payable_vnd, october.lines.count()) == before


def test_it_stays_claimable_when_the_custody_chain_is_read_again(unproven):
    answered(objected(unproven))

    note_items(subject_id=unproven.subject_id, at=NOVEMBER)

    unproven.refresh_from_db()
    assert (unproven.claimable, unproven.reason) == (True, "")


def test_what_is_refused_stays_out_with_its_reason_and_words(unproven):
    objection = answered(objected(unproven), accept=False, words="Sổ giấy không có chữ ký")

    assert facts_of(unproven)[:3] == (False, NO_PROOF, [("REJECTED", "Sổ giấy không có chữ ký")])
    assert objection.word == "Giữ nguyên: Sổ giấy không có chữ ký"
    assert not built()["VNPOST"].lines.filter(item=unproven, kind="SERVICE").exists()


def test_whoever_accepted_it_does_not_approve_the_statement_that_pays_it(unproven):
    answered(objected(unproven), actor=SECOND)
    statement = sent()
    confirm_statement(statement_id=statement.id, actor=VNPOST, at=NOVEMBER)

    with pytest.raises(NotPermitted, match="own_answer"):
        approve_statement(
            statement_id=statement.id, expected_vnd=would_pay(statement), actor=SECOND, at=NOVEMBER
        )

    statement.refresh_from_db()
    assert statement.state == "CONFIRMED"


def test_an_act_that_is_claimed_elsewhere_is_not_paid_twice_whatever_is_said(contracts, carry):
    subject = uuid4()
    first = carry(subject=subject)
    Parcel.objects.filter(id=first.id).update(ended_at=local("2026-10-08 08:00"), end_reason="REPLACED")
    carry(subject=subject, taken="2026-10-08 15:00", home="2026-10-09 10:00")
    twice = Item.objects.get(subject_id=subject, reason=TWICE)
    objection = objected(twice)
    before = facts_of(twice)

    with pytest.raises(DomainError, match=r"item\.twice"):
        answered(objection)

    assert facts_of(twice) == before
    assert Item.objects.filter(subject_id=subject, claimable=True).count() == 1


def test_what_no_hand_over_stands_for_any_more_is_not_granted(contracts, carry):
    parcel = carry()
    HandOver.objects.filter(parcel=parcel).update(broken_off_at=NOVEMBER)
    note_items(subject_id=parcel.subject_id, at=NOVEMBER)
    gone = Item.objects.get(subject_id=parcel.subject_id)
    assert gone.reason == GONE
    objection = objected(gone)
    before = facts_of(gone)

    with pytest.raises(DomainError, match=r"item\.gone"):
        answered(objection)

    assert facts_of(gone) == before


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("objection.y_kien", {"words": "  "}),
        ("objection.y_kien", {"words": "x" * 1001}),
        ("statement.unknown", {"actor": VTPOST}),
        ("settlement.operator", {"actor": CLERK}),
    ],
)
def test_a_refused_objection_leaves_nothing(unproven, code, more):
    before = facts_of(unproven)

    with pytest.raises(DomainError, match=code):
        objected(unproven, **more)

    assert facts_of(unproven) == before


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("objection.tra_loi", {"words": ""}),
        ("settlement.centre", {"actor": ADMIN}),
        ("settlement.centre", {"actor": VNPOST}),
    ],
)
def test_a_refused_answer_leaves_the_objection_open(unproven, code, more):
    objection = objected(unproven)
    before = facts_of(unproven)

    with pytest.raises(DomainError, match=code):
        answered(objection, **more)

    assert facts_of(unproven) == before


def test_one_objection_waits_at_a_time_and_none_is_answered_twice(unproven):
    objection = objected(unproven)
    with pytest.raises(DomainError, match=r"objection\.open"):
        objected(unproven)
    answered(objection)

    with pytest.raises(DomainError, match=r"dispute\.answered"):
        answered(objection, accept=False)
    with pytest.raises(DomainError, match=r"item\.claimable"):
        objected(unproven)

    assert Objection.objects.count() == 1


def test_the_database_lets_nobody_answer_themselves_or_without_words(unproven):
    objection = objected(unproven)
    for answer, who in (("Đúng", VNPOST.id), ("", FIRST.id), ("Đúng", "")):
        with pytest.raises(IntegrityError, match="answered_by_another"), transaction.atomic():
            Objection.objects.filter(id=objection.id).update(
                state="ACCEPTED", answer=answer, answered_by_id=who, answered_at=NOVEMBER
            )

    assert not_claimable(operator="VNPOST").rows == [unproven]


def test_the_recount_from_the_hand_overs_counts_what_was_accepted(unproven):
    built(online=False)
    assert differences(OCTOBER) == []

    answered(objected(unproven))

    assert differences(OCTOBER) != []
    built(online=False)
    assert differences(OCTOBER) == []


def test_an_act_that_changes_hands_is_objected_to_again_and_granted_to_each_operator(unproven):
    answered(objected(unproven))
    Item.objects.filter(id=unproven.id).update(operator_code="VTPOST", claimable=False, reason=NO_PROOF)

    answered(objected(unproven, actor=VTPOST))

    unproven.refresh_from_db()
    assert (unproven.operator_code, unproven.claimable) == ("VTPOST", True)
    note_items(subject_id=unproven.subject_id, at=NOVEMBER)
    unproven.refresh_from_db()
    assert (unproven.operator_code, unproven.claimable) == ("VNPOST", True), "what was granted first stands"
    assert Objection.objects.filter(item=unproven, state="ACCEPTED").count() == 2
