"""Whatever happens over days: each injected difference is one item, nothing else; repairs make them agree."""

from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuamo.interop.systems.payment.simulator.day_files import BANK_FAULTS, FILE_FAULTS
from cuamo.payments.models import ReconciledDay, ReconciliationItem
from cuamo.payments.reconciling import FileSide
from cuamo.payments.selectors.books import trial_balance
from cuamo.payments.services.start_attempt import start_attempt
from tests.payments.conftest import ask_for
from tests.payments.reconciling import City, day, mend_all, moment, open_items

DAYS = 3
SETTLES_BY_ITSELF = {"MISSING_ROW"}
ROW_ITEMS = {
    "missing_row": "MISSING_ROW",
    "late_row": "MISSING_ROW",
    "doubled_row": "DOUBLED_ROW",
    "wrong_amount": "WRONG_AMOUNT",
    "reversed": "REVERSED",
    "untold": "MISSING_CALLBACK",
}
PAYOUT_ITEMS = {
    "payout_split": "PAYOUT_SPLIT",
    "payout_short": "PAYOUT_DIFFERS",
    "payout_unnamed": "PAYOUT_UNNAMED",
    "payout_late": "PAYOUT_MISSING",
}
BANK_ITEMS = {
    "stranger": "UNKNOWN_TRANSFER",
    "by_hand": "DIRECT_TRANSFER",
    "cash": "DEPOSIT_UNKNOWN",
    "charge": "BANK_CHARGE",
    "debit": "UNKNOWN_DEBIT",
}
PAYMENT = st.tuples(
    st.sampled_from([1_000, 8_000, 15_000, 200_000]),
    st.sampled_from([None, None, None, "unknown", *ROW_ITEMS]),
)
ONE_DAY = st.fixed_dictionaries(
    {
        "payments": st.lists(PAYMENT, max_size=4),
        "payout": st.sampled_from([None, *PAYOUT_ITEMS]),
        "bank": st.lists(st.sampled_from(list(BANK_ITEMS)), max_size=2),
        "distorted": st.dictionaries(
            st.sampled_from(list(FileSide)), st.sampled_from(list(FILE_FAULTS)), max_size=1
        ),
        "mended": st.booleans(),
    }
)


class Undo(Exception):
    pass


def test_every_fault_of_a_pay_out_is_drawn():
    assert set(PAYOUT_ITEMS) == set(BANK_FAULTS)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(days=st.lists(ONE_DAY, min_size=DAYS, max_size=DAYS))
def test_every_injected_difference_is_one_item_and_repairs_make_three_sides_agree(db, days):
    with pytest.raises(Undo), transaction.atomic():
        city, expected = City(), Counter()
        for step, plan in enumerate(days):
            happen(city, step, plan, expected)
            city.night(step, distorted=plan["distorted"])
            if plan["mended"]:
                mend_all(step, leave=SETTLES_BY_ITSELF)
        city.night(DAYS)
        assert Counter(ReconciliationItem.objects.values_list("kind", flat=True)) == expected

        mend_all(DAYS)
        city.night(DAYS + 1)
        figures = ReconciledDay.objects.get(day=day(DAYS + 1)).figures
        assert (open_items(), sum(trial_balance().values())) == ([], 0)
        for side in ("gateway", "bank"):
            assert figures[side]["ours"] == figures[side]["theirs"], figures
        assert Counter(ReconciliationItem.objects.values_list("kind", flat=True)) == expected
        assert set(ReconciledDay.objects.values_list("state", flat=True)) == {"BALANCED"}
        raise Undo


def happen(city: City, step: int, plan: dict, expected: Counter) -> None:
    """Let one day happen, and count the items it must lead to."""
    for amount_vnd, fault in plan["payments"]:
        paid = city.pay(step, amount_vnd, told=fault != "untold", known=fault != "unknown")
        if fault in ROW_ITEMS:
            expected[ROW_ITEMS[fault]] += 1
            if fault != "untold":
                city.fault(step, fault, paid.transaction_id)
    if plan["payout"] and city.history._gateway_until(day(step))[1]:
        city.fault(step, plan["payout"])
        expected[PAYOUT_ITEMS[plan["payout"]]] += 1
    for number, kind in enumerate(plan["bank"]):
        expected[BANK_ITEMS[kind]] += 1
        bank_event(city, step, kind, 100 * step + number)
    for _ in plan["distorted"]:
        expected["FILE_REFUSED"] += 1


def bank_event(city: City, step: int, kind: str, number: int) -> None:
    if kind == "stranger":
        city.move(step, 70_001 + number, "TRF", "ung ho quy")
    elif kind == "cash":
        city.move(step, 40_000, "CSH", "nop tien mat")
    elif kind == "charge":
        city.move(step, -5_500, "CHG", "phi quan ly tai khoan")
    elif kind == "debit":
        city.move(step, -20_000, "TRF", "chuyen nham")
    else:
        reference = start_attempt(request_id=ask_for(8_000).id, at=moment(step)).reference
        city.move(step, 8_000 + number, "TRF", f"nop phi {reference}")
