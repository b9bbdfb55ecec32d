"""What happens to a finished dossier, and when: for every table and every day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cuamo.archive.rules.retention import ANY, MONEY, Blocked, Fate, Term, blocks, fate, money_term, term_for

DAYS = st.dates(date(2025, 1, 1), date(2060, 12, 31))
TERMS = st.builds(
    lambda years, confirmed, months, start, fields: Term(
        "x", start, (), fields, years, years is None, months, confirmed
    ),
    years=st.none() | st.integers(1, 70),
    confirmed=st.booleans(),
    months=st.none() | st.integers(1, 60),
    start=DAYS,
    fields=st.sampled_from([("Hộ tịch",), (ANY,), (MONEY,), ("Đất đai",)]),
)


def term(**more) -> Term:
    row = {
        "code": "x",
        "valid_from": date(2025, 7, 1),
        "procedures": (),
        "fields": (ANY,),
        "years": 2,
        "permanent": False,
        "submit_within_months": 12,
        "confirmed": True,
    }
    return Term(**(row | more))


@given(
    ended=DAYS, row=st.none() | TERMS, money=st.none() | TERMS, paid=st.booleans(), days=st.integers(0, 400)
)
def test_only_confirmed_terms_of_years_ever_lead_to_destruction_and_never_before_their_time(
    ended, row, money, paid, days
):
    found = fate(ended, term=row, complaint_days=days, money=money, paid=paid)

    if found.destroy_from is None:
        assert row is None or not row.confirmed or row.years is None or paid
        return
    counted = [row, money] if paid else [row]
    assert all(one is not None and one.confirmed and not one.permanent for one in counted)
    for one in counted:
        assert found.destroy_from >= date(ended.year + one.years + 1, 1, 1)
    assert found.destroy_from - ended > timedelta(days=365)


@given(ended=DAYS, row=TERMS, days=st.integers(0, 400))
def test_nothing_is_submitted_before_the_time_for_a_complaint_has_passed(ended, row, days):
    found = fate(ended, term=row, complaint_days=days)

    assert (found.submit_from is None) == (row.submit_within_months is None) == (found.submit_by is None)
    if found.submit_from is not None:
        assert ended + timedelta(days=days) == found.submit_from <= found.submit_by


@given(
    today=DAYS,
    from_day=st.none() | DAYS,
    archived=st.booleans(),
    closed=st.booleans(),
    holds=st.lists(st.sampled_from([Blocked.HELD, Blocked.COMPLAINT, Blocked.DISPUTE, Blocked.OPEN_WORK])),
    submit=st.none() | DAYS,
)
def test_a_hold_of_any_kind_blocks_whatever_else_is_true(today, from_day, archived, closed, holds, submit):
    found = blocks(Fate(submit, submit, from_day), today=today, archived=archived, closed=closed, holds=holds)

    assert set(holds) <= set(found)
    free = closed and not holds and from_day is not None and today >= from_day and (archived or not submit)
    assert (found == []) == free


@given(rows=st.lists(TERMS, max_size=8), on=DAYS)
def test_the_row_of_the_field_goes_before_the_row_of_all_others_and_a_later_day_before_an_earlier(rows, on):
    found = term_for(rows, procedure="1.000000", field="Hộ tịch", on=on)

    fitting = [row for row in rows if row.valid_from <= on and {"Hộ tịch", ANY} & set(row.fields)]
    own = [row for row in fitting if "Hộ tịch" in row.fields] or fitting
    assert (found is None) == (not own)
    if found is not None:
        assert found in own
        assert found.valid_from == max(row.valid_from for row in own)


def test_the_procedure_goes_before_its_field():
    rows = [term(code="a", fields=("Hộ tịch",)), term(code="b", procedures=("2.000635",), fields=())]

    assert term_for(rows, procedure="2.000635", field="Hộ tịch", on=date(2026, 1, 1)).code == "b"
    assert term_for(rows, procedure="1.001193", field="Hộ tịch", on=date(2026, 1, 1)).code == "a"


def test_two_years_count_from_the_end_of_the_year_and_vouchers_make_it_ten():
    ended = date(2026, 3, 9)
    vouchers = term(code="ke-toan", fields=(MONEY,), years=10, submit_within_months=None)

    assert fate(ended, term=term(), complaint_days=90) == Fate(
        date(2026, 6, 7), date(2027, 3, 9), date(2029, 1, 1)
    )
    paid = fate(ended, term=term(), complaint_days=90, money=vouchers, paid=True)
    assert paid.destroy_from == date(2037, 1, 1)
    assert money_term([term(), vouchers], on=ended) == vouchers
