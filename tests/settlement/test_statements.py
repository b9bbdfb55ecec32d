"""A month of an operator: built, sent, approved by another person, booked, paid."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cuamo.delivery.models import HandOver
from cuamo.kernel import events
from cuamo.kernel.clock import local
from cuamo.kernel.errors import Conflict, DomainError, IllegalTransition, Invalid, NotFound, NotPermitted
from cuamo.payments.selectors.books import balance_of, trial_balance
from cuamo.settlement.models import Instrument, Item, Line, Statement
from cuamo.settlement.selectors.recounted import differences
from cuamo.settlement.services.answer_statement import confirm_statement, dispute_line
from cuamo.settlement.services.approve_statement import approve_statement, note_paid
from cuamo.settlement.services.build_month import build_month
from cuamo.settlement.services.instruments import decide_instrument, propose_instrument
from cuamo.settlement.services.note_items import note_items
from cuamo.settlement.services.send_statement import send_statement
from cuamo.settlement.types import InstrumentKind
from tests.settlement.conftest import ADMIN, FIRST, NOVEMBER, SECOND, VNPOST, VTPOST
from tests.settlement.statements import DECEMBER, LATE, OCTOBER, approved, built, file_online, sent


def test_a_month_is_priced_by_the_contract_of_each_hand_over_with_vat(contracts, carry):
    carry(taken="2026-10-05 15:00", home="2026-10-06 10:00")
    carry(taken="2026-10-19 15:00", home="2026-10-20 10:00")

    statement = built()["VNPOST"]

    assert [(line.net_vnd, line.vat_vnd) for line in statement.lines.order_by("acted_on")] == [
        (16_000, 1_280),
        (17_000, 1_360),
    ]
    assert statement.payable_vnd == 35_640


def test_built_again_it_is_the_same_and_no_item_stands_twice(contracts, carry):
    carry()
    carry(**LATE)
    first = built()["VNPOST"]

    again = built()["VNPOST"]

    assert (again.id, again.totals) == (first.id, first.totals)
    assert Line.objects.filter(kind="SERVICE").count() == 2


def test_late_delivery_takes_off_by_its_step_and_never_more_than_the_cap(contracts, carry):
    carry(**LATE)
    for _ in range(3):
        carry()

    statement = built()["VNPOST"]

    penalty = statement.lines.get(kind="PENALTY")
    assert (penalty.fault, penalty.net_vnd) == ("LATE_DELIVERY", -480)
    assert "hạn 07/10/2026, xong 09/10/2026" in penalty.words
    assert statement.payable_vnd == 4 * 17_280 - 480


def test_a_lost_envelope_costs_what_the_contract_says(contracts, carry):
    carry(home=None, ended_at=local("2026-10-20 08:00"), end_reason="LOST")

    statement = built()["VNPOST"]

    assert statement.lines.get().net_vnd == -(4 * 17_000 + 200_000)
    assert statement.payable_vnd == -268_000


def test_direct_filing_is_not_the_citys_and_says_who_bears_it(contracts, carry):
    carry()
    Item.objects.update(filing={"channel": "DIRECT", "groups": [], "papers": []})

    (statement,) = build_month(month=OCTOBER, actor=FIRST, at=NOVEMBER)

    line = statement.lines.get()
    assert (line.payer, statement.payable_vnd, statement.totals["operator"]) == ("OPERATOR", 0, 17_280)
    assert "đơn vị vận hành tự chịu" in line.words
    assert "77/2025" in line.source


@pytest.mark.parametrize(
    ("papers", "payer"), [(["Giấy chứng nhận người có công số 7"], "CITY"), (["Ảnh thẻ"], "OPERATOR")]
)
def test_a_protected_person_is_supported_with_proof_only(contracts, carry, papers, payer):
    carry()
    Item.objects.update(filing={"channel": "DIRECT", "groups": ["NGUOI_CO_CONG"], "papers": papers})

    (statement,) = build_month(month=OCTOBER, actor=FIRST, at=NOVEMBER)

    assert statement.lines.get().payer == payer


def test_what_comes_to_light_after_the_statement_was_sent_goes_into_the_next_month(contracts, carry):
    carry()
    sent()
    carry(taken="2026-10-28 15:00", home="2026-10-29 10:00")

    assert built() == {}
    november = built(month=date(2026, 11, 1), at=DECEMBER)["VNPOST"]

    assert [line.acted_on.isoformat() for line in november.lines.all()] == ["2026-10-29"]


def test_a_delivery_whose_missing_side_comes_later_is_paid_then_and_its_gap_is_charged_once(contracts, carry):
    parcel = carry(half=True, note=False)
    half = HandOver.objects.filter(parcel=parcel, given_at=None)
    half.update(gap_found_at=local("2026-10-05 15:30"))
    note_items(subject_id=parcel.subject_id, at=NOVEMBER)
    carry()
    statement = sent()
    assert statement.lines.get(fault="GAP").net_vnd == -1_000
    approved(statement)

    half.update(given_at=local("2026-10-05 15:00"))
    note_items(subject_id=parcel.subject_id, at=NOVEMBER)
    november = built(month=date(2026, 11, 1), at=DECEMBER)["VNPOST"]

    assert [(line.kind, line.net_vnd) for line in november.lines.all()] == [("SERVICE", 16_000)]


def test_approved_by_another_person_it_stands_in_the_books_and_leaves_them_when_paid(contracts, carry):
    carry()
    statement = approved(sent())

    assert balance_of("postal:VNPOST") == -17_280
    assert balance_of("budget_due") == 17_280

    note_paid(statement_id=statement.id, reference="UNC-0042", actor=FIRST, at=NOVEMBER)

    assert (balance_of("postal:VNPOST"), balance_of("budget_due")) == (0, 0)
    assert sum(trial_balance().values()) == 0
    assert events.names_of(statement.id) == [
        "statement.built", "statement.sent", "statement.confirmed", "statement.approved", "statement.paid",
    ]  # fmt: skip


def test_whoever_sent_a_statement_does_not_approve_it_and_the_database_refuses_it_too(contracts, carry):
    carry()
    statement = sent()
    confirm_statement(statement_id=statement.id, actor=VNPOST, at=NOVEMBER)

    with pytest.raises(NotPermitted, match="own"):
        approve_statement(statement_id=statement.id, expected_vnd=17_280, actor=FIRST, at=NOVEMBER)
    with pytest.raises(IntegrityError, match="statement_has_four_eyes"), transaction.atomic():
        Statement.objects.filter(id=statement.id).update(
            state="APPROVED", approved_at=NOVEMBER, approved_by_id=FIRST.id
        )

    statement.refresh_from_db()
    assert (statement.state, balance_of("postal:VNPOST")) == ("CONFIRMED", 0)


REFUSALS = [
    (NotPermitted, lambda one: build_month(month=OCTOBER, actor=VNPOST, at=NOVEMBER)),
    (Invalid, lambda one: build_month(month=date(2026, 11, 1), actor=FIRST, at=NOVEMBER)),
    (IllegalTransition, lambda one: send_statement(statement_id=one.id, actor=FIRST, at=NOVEMBER)),
    (NotFound, lambda one: confirm_statement(statement_id=one.id, actor=VTPOST, at=NOVEMBER)),
    (NotPermitted, lambda one: confirm_statement(statement_id=one.id, actor=ADMIN, at=NOVEMBER)),
    (
        IllegalTransition,
        lambda one: note_paid(statement_id=one.id, reference="UNC1", actor=FIRST, at=NOVEMBER),
    ),
    (
        Invalid,
        lambda one: dispute_line(
            line_id=one.lines.get().id, words=" ", evidence="", actor=VNPOST, at=NOVEMBER
        ),
    ),
    (
        NotFound,
        lambda one: dispute_line(
            line_id=one.lines.get().id, words="Sai", evidence="", actor=VTPOST, at=NOVEMBER
        ),
    ),
    (
        IllegalTransition,
        lambda one: approve_statement(statement_id=one.id, expected_vnd=0, actor=SECOND, at=NOVEMBER),
    ),
]


@pytest.mark.parametrize(("kind", "act"), REFUSALS)
def test_a_refused_step_changes_nothing(contracts, carry, kind, act):
    carry()
    statement = sent()
    before = list(Statement.objects.values()), list(Line.objects.values()), events.names_of(statement.id)

    with pytest.raises(DomainError) as refused:
        act(statement)

    assert isinstance(refused.value, kind)
    after = list(Statement.objects.values()), list(Line.objects.values()), events.names_of(statement.id)
    assert after == before


def test_a_sum_that_changed_meanwhile_is_not_approved(contracts, carry):
    carry()
    statement = sent()
    confirm_statement(statement_id=statement.id, actor=VNPOST, at=NOVEMBER)

    with pytest.raises(Conflict):
        approve_statement(statement_id=statement.id, expected_vnd=1, actor=SECOND, at=NOVEMBER)

    assert Statement.objects.get().state == "CONFIRMED"


def test_the_database_lets_no_line_of_a_sent_statement_change_or_go(contracts, carry):
    carry()
    line = sent().lines.get()

    for act in (
        lambda: Line.objects.filter(id=line.id).update(net_vnd=1),
        lambda: Line.objects.filter(id=line.id).delete(),
        lambda: Line.objects.create(
            statement_id=line.statement_id, kind="SERVICE", net_vnd=5, payer="CITY", words="thêm"
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()

    assert Line.objects.get().net_vnd == line.net_vnd


def test_nobody_approves_their_own_contract_and_an_approved_one_never_changes(contracts):
    row = propose_instrument(
        kind=InstrumentKind.BUDGET, subject="2026", number="Dự toán mới", source="mẫu", confidence="X",
        valid_from=date(2026, 3, 1), content={"amount_vnd": 5}, confirmed_by="", actor=FIRST, at=NOVEMBER,
    )  # fmt: skip

    with pytest.raises(NotPermitted):
        decide_instrument(instrument_id=row.id, approve=True, words="", actor=FIRST, at=NOVEMBER)
    with pytest.raises(IntegrityError, match="instrument_has_four_eyes"), transaction.atomic():
        Instrument.objects.filter(id=row.id).update(
            state="APPROVED", decided_at=NOVEMBER, decided_by_id=FIRST.id
        )
    contract = Instrument.objects.filter(kind="CONTRACT").first()
    with pytest.raises(DatabaseError), transaction.atomic():
        Instrument.objects.filter(id=contract.id).update(content={})

    row.refresh_from_db()
    assert row.state == "PROPOSED"


def test_a_contract_for_months_that_were_sent_is_refused(contracts, carry):
    carry()
    sent()
    found = Instrument.objects.filter(kind="CONTRACT", subject="VNPOST").first()
    row = propose_instrument(
        kind=InstrumentKind.CONTRACT, subject="VNPOST", number="Phụ lục 2", source="mẫu", confidence="X",
        valid_from=date(2026, 10, 20), content=found.content, confirmed_by="", actor=ADMIN, at=NOVEMBER,
    )  # fmt: skip

    with pytest.raises(Conflict):
        decide_instrument(instrument_id=row.id, approve=True, words="", actor=FIRST, at=NOVEMBER)

    row.refresh_from_db()
    assert row.state == "PROPOSED"


def test_the_questions_of_a_month_do_not_grow_with_its_lines(contracts, carry, django_assert_num_queries):
    carry()
    _many(400)
    file_online()

    with django_assert_num_queries(QUESTIONS):
        build_month(month=OCTOBER, actor=FIRST, at=NOVEMBER)

    assert Line.objects.count() > 400


QUESTIONS = 17


def _many(count):
    from uuid import uuid4

    row = Item.objects.values().first()
    Item.objects.bulk_create(
        Item(**{**row, "id": uuid4(), "subject_id": uuid4(), "hand_over_id": uuid4(), "claim_key": f"K{n}"})
        for n in range(count)
    )


def test_the_stored_statements_equal_the_recount_from_the_hand_overs(contracts, carry):
    subject = uuid4()
    carry()
    carry(**LATE)
    carry(operator="VTPOST", tries=(("2026-10-06 09:00", "ABSENT", "12/10 08:00"),), home="2026-10-12 09:00")
    carry(proof="PHOTO")
    carry(half=True)
    carry(home=None, back="2026-10-06 17:00", tries=(("2026-10-06 09:00", "REFUSED", ""),))
    lost = carry(subject=subject, home=None, ended_at=local("2026-10-12 08:00"), end_reason="LOST")
    carry(subject=subject, taken="2026-10-13 09:00", home="2026-10-14 09:00", operator="VTPOST")
    carry(taken="2026-10-30 15:00", home="2026-11-02 09:00")
    assert lost.subject_id == subject
    build_month(month=OCTOBER, actor=FIRST, at=NOVEMBER)

    assert differences(OCTOBER) == []
    build_month(month=date(2026, 11, 1), actor=FIRST, at=DECEMBER)
    assert differences(date(2026, 11, 1)) == []

    Line.objects.filter(kind="PENALTY").delete()
    Statement.objects.filter(operator_code="VNPOST", month=OCTOBER).update(totals={"items": 0}, payable_vnd=0)
    assert len(differences(OCTOBER)) > 3, "a tampered statement is told"


def test_a_draft_whose_delivery_is_another_one_by_now_is_built_again_before_it_is_sent(contracts, carry):
    subject = uuid4()
    first = carry(subject=subject, half=True, ended_at=local("2026-10-07 09:00"), end_reason="REPLACED")
    second = carry(subject=subject, taken="2026-10-12 15:00", home="2026-10-13 10:00")
    draft = built()["VNPOST"]
    assert draft.lines.get(kind="SERVICE").item.label == second.label
    HandOver.objects.filter(parcel=first, given_at=None).update(given_at=local("2026-10-05 15:00"))
    note_items(subject_id=subject, at=NOVEMBER)
    file_online()

    with pytest.raises(Conflict, match="stale"):
        send_statement(statement_id=draft.id, actor=FIRST, at=NOVEMBER)

    draft.refresh_from_db()
    assert draft.state == "DRAFT"
    statement = approved(sent())
    assert statement.lines.get(kind="SERVICE").item.label == first.label
    built(month=date(2026, 11, 1), at=DECEMBER)
    assert Line.objects.filter(kind="SERVICE").count() == 1


def test_a_contract_that_came_into_force_meanwhile_is_not_left_out_of_what_is_sent(contracts, carry):
    carry()
    draft = built()["VNPOST"]
    found = Instrument.objects.filter(kind="CONTRACT", subject="VNPOST").earliest("valid_from")
    prices = [row | {"amount_vnd": row["amount_vnd"] + 500} for row in found.content["prices"]]
    row = propose_instrument(
        kind=InstrumentKind.CONTRACT, subject="VNPOST", number="Phụ lục 2", source="mẫu", confidence="X",
        valid_from=date(2026, 10, 2), content=found.content | {"prices": prices}, confirmed_by="",
        actor=ADMIN, at=NOVEMBER,
    )  # fmt: skip
    decide_instrument(instrument_id=row.id, approve=True, words="", actor=FIRST, at=NOVEMBER)

    with pytest.raises(Conflict, match="stale"):
        send_statement(statement_id=draft.id, actor=FIRST, at=NOVEMBER)

    assert sent().lines.get().net_vnd == 16_500


def test_help_nobody_has_a_price_for_is_read_by_no_month_and_is_paid_once_a_contract_has_one(
    contracts, carry
):
    carry(operator="VTPOST")
    row = Item.objects.values().get()
    Item.objects.create(
        **row | {"id": uuid4(), "service": "ASSIST", "subject_id": uuid4(), "claim_key": "ASSIST:1"}
    )
    assert [line.item.service for line in built()["VTPOST"].lines.all()] == ["DELIVER_HOME"]
    found = Instrument.objects.get(kind="CONTRACT", subject="VTPOST")
    prices = [*found.content["prices"], {"service": "ASSIST", "amount_vnd": 5_000}]
    more = propose_instrument(
        kind=InstrumentKind.CONTRACT, subject="VTPOST", number="Phụ lục 3", source="mẫu", confidence="X",
        valid_from=date(2026, 10, 2), content=found.content | {"prices": prices}, confirmed_by="",
        actor=ADMIN, at=NOVEMBER,
    )  # fmt: skip
    decide_instrument(instrument_id=more.id, approve=True, words="", actor=FIRST, at=NOVEMBER)

    assert built()["VTPOST"].lines.get(item__service="ASSIST").net_vnd == 5_000
