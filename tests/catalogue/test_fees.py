from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuamo.catalogue.rules.fees import assess

DAY = date(2026, 11, 20)


def content(
    *, setter="COUNCIL", kind="LE_PHI", amount=8000, online=None, authority="WARD", route="CITY", **more
):
    fee = {"key": "f", "name_vi": "Lệ phí", "kind": kind, "setter": setter, "amount_vnd": amount}
    return {
        "route": route,
        "authority": {"kind": authority},
        "fees": [fee | {"online_amount_vnd": online, "confidence": "high"} | more],
    }


def pay(content, channel="ONLINE", *, on=DAY, exemptions=frozenset(), values=None):
    return assess(
        content, answers={}, values=values or {}, channel=channel, filed_on=on, exemptions=exemptions
    )


@pytest.mark.parametrize(
    ("facts", "channel", "citizen", "budget"),
    [
        ({"setter": "COUNCIL"}, "ONLINE", 0, 0),
        ({"setter": "MOF"}, "ONLINE", 0, 8000),
        ({"setter": "MOF", "kind": "THAM_DINH"}, "ONLINE", 8000, 0),
        ({"setter": "COUNCIL", "kind": "THAM_DINH"}, "ONLINE", 8000, 0),
        (
            {"setter": "OTHER", "authority": "POLICE", "route": "MINISTRY:G01", "online": 5000},
            "ONLINE",
            5000,
            0,
        ),
        ({"setter": "MOF", "authority": "POLICE", "route": "MINISTRY:G01"}, "ONLINE", 8000, 0),
        ({"setter": "COUNCIL"}, "DIRECT", 8000, 0),
        ({"setter": "MOF", "online": 5000}, "DIRECT", 8000, 0),
        ({"setter": "OTHER", "amount": 0}, "DIRECT", 0, 0),
    ],
)
def test_the_decision_table(facts, channel, citizen, budget):
    owed = pay(content(**facts), channel)
    assert (owed.citizen_total_vnd, owed.budget_total_vnd, owed.unknown) == (citizen, budget, False)
    assert owed.lines[0].reason_vi
    assert owed.lines[0].reason_en


@pytest.mark.parametrize("channel", ["ONLINE", "DIRECT"])
def test_an_unknown_amount_is_never_zero(channel):
    owed = pay(content(setter="OTHER", amount=None), channel)
    assert owed.unknown
    assert owed.lines[0].citizen_vnd is None
    assert "Chưa xác nhận" in owed.lines[0].reason_vi


def test_a_content_without_fees_is_unknown_too():
    assert pay({"route": "CITY", "authority": {"kind": "WARD"}, "fees": []}).unknown


def test_exempt_people_pay_nothing_at_any_channel():
    fee = content(exemptions=["HO_NGHEO"])
    for channel in ("ONLINE", "DIRECT"):
        assert pay(fee, channel, exemptions=frozenset({"HO_NGHEO"})).citizen_total_vnd == 0
    assert pay(fee, "DIRECT", exemptions=frozenset({"NGUOI_CO_CONG"})).citizen_total_vnd == 8000


def test_before_the_resolution_online_is_not_supported():
    assert pay(content(), on=date(2025, 12, 31)).citizen_total_vnd == 8000
    assert pay(content(), on=date(2026, 1, 1)).citizen_total_vnd == 0


def test_the_rate_of_the_day_counts():
    fee = content(setter="OTHER", valid_to="2026-12-31")
    assert pay(fee, on=date(2026, 12, 31)).citizen_total_vnd == 8000
    assert pay(fee, on=date(2027, 1, 1)).unknown


@given(copies=st.integers(min_value=1, max_value=1000))
def test_copies_multiply_the_fee(copies):
    owed = pay(content(setter="MOF", quantity_from="n"), "DIRECT", values={"n": copies})
    assert owed.citizen_total_vnd == 8000 * copies


@given(
    amount=st.one_of(st.none(), st.integers(0, 10**9)),
    online=st.one_of(st.none(), st.integers(0, 10**9)),
    setter=st.sampled_from(["COUNCIL", "MOF", "OTHER"]),
    kind=st.sampled_from(["PHI", "LE_PHI", "THAM_DINH"]),
    channel=st.sampled_from(["ONLINE", "DIRECT"]),
)
def test_no_line_is_negative_and_unknown_says_so(amount, online, setter, kind, channel):
    owed = pay(content(setter=setter, kind=kind, amount=amount, online=online), channel)
    line = owed.lines[0]
    assert owed.unknown == (line.citizen_vnd is None)
    assert (line.citizen_vnd or 0) >= 0
    assert (line.budget_vnd or 0) >= 0


def test_the_published_examples(contents):
    copies = {"nguoi_nop": "BAN_THAN", "loai_viec": "KHAI_SINH"}
    owed = assess(
        contents["2.000635"],
        answers=copies,
        values={"so_ban_sao": 3},
        channel="ONLINE",
        filed_on=DAY,
        exemptions=frozenset(),
    )
    assert (owed.citizen_total_vnd, owed.budget_total_vnd) == (0, 24000)
    licence = assess(
        contents["3.000347"], answers={}, values={}, channel="ONLINE", filed_on=DAY, exemptions=frozenset()
    )
    assert licence.citizen_total_vnd == 115000
    assert licence.lines[0].unconfirmed
    assert assess(contents["1.012278"], answers={}, values={}, channel="ONLINE", filed_on=DAY).unknown


@pytest.mark.parametrize(
    ("pages", "copies", "pays"),
    [
        (1, 1, 2_000),
        (2, 1, 4_000),
        (3, 1, 5_000),
        (5, 3, 21_000),
        (198, 1, 200_000),
        (300, 1, 200_000),
        (300, 2, 400_000),
    ],
)
def test_pages_cost_less_from_the_third_on_and_a_copy_never_more_than_its_most(pages, copies, pays):
    certified = content(
        setter="OTHER",
        kind="PHI",
        amount=2_000,
        quantity_from="pages",
        times_from="copies",
        then={"after": 2, "each_vnd": 1_000},
        most_vnd=200_000,
    )
    owed = pay(certified, "DIRECT", values={"pages": pages, "copies": copies})
    assert owed.citizen_total_vnd == pays
    assert owed.lines[0].quantity == pages


def test_an_unknown_price_stays_unknown_however_many_copies():
    owed = pay(content(setter="OTHER", amount=None, times_from="copies"), "DIRECT", values={"copies": 3})
    assert owed.unknown
