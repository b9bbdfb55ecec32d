"""What holds of the fee engine whatever the catalogue says."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cuamo.catalogue.rules.fees import EXEMPTIONS, UNKNOWN_VI, assess

DAY = date(2026, 11, 20)
AMOUNTS = st.none() | st.integers(0, 5_000_000)
PARTS = st.fixed_dictionaries(
    {
        "key": st.just("f"),
        "name_vi": st.just("Lệ phí"),
        "kind": st.sampled_from(["PHI", "LE_PHI", "THAM_DINH"]),
        "setter": st.sampled_from(["COUNCIL", "MOF", "OTHER"]),
        "amount_vnd": AMOUNTS,
        "online_amount_vnd": AMOUNTS,
        "quantity_from": st.just("copies"),
        "confidence": st.sampled_from(["sourced", "unknown"]),
        "exemptions": st.lists(st.sampled_from(sorted(EXEMPTIONS)), unique=True),
    },
    optional={
        "then": st.fixed_dictionaries({"after": st.integers(1, 5), "each_vnd": st.integers(0, 9_000)}),
        "most_vnd": st.integers(0, 9_000_000),
    },
)
CONTENTS = st.fixed_dictionaries(
    {
        "route": st.sampled_from(["CITY", "MINISTRY:G01"]),
        "authority": st.fixed_dictionaries(
            {"kind": st.sampled_from(["WARD", "DEPARTMENT", "POLICE", "LAND"])}
        ),
        "fees": st.lists(PARTS, min_size=1, max_size=4),
    }
)
CHANNELS = st.sampled_from(["ONLINE", "DIRECT"])
GROUNDS = st.frozensets(st.sampled_from(sorted(EXEMPTIONS)))
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


def pay(content, channel, *, copies=1, on=DAY, grounds=frozenset()):
    return assess(
        content, answers={}, values={"copies": copies}, channel=channel, filed_on=on, exemptions=grounds
    )


def price(part, channel):
    """The price of one unit at a channel, None where nobody knows it."""
    online = part["online_amount_vnd"]
    each = part["amount_vnd"] if channel == "DIRECT" or online is None else online
    most = part.get("most_vnd")
    return each if each is None or most is None else min(each, most)


@given(CONTENTS, CHANNELS, DAYS)
def test_payer_and_budget_pay_the_amount_and_what_the_council_waives_nobody_pays(content, channel, on):
    for part, line in zip(content["fees"], pay(content, channel, on=on).lines, strict=True):
        if line.citizen_vnd is None:
            continue
        borne = line.citizen_vnd + line.budget_vnd
        waived = channel == "ONLINE" and part["setter"] == "COUNCIL" and borne == 0
        assert waived or borne == price(part, channel)
        assert line.citizen_vnd == 0 or line.budget_vnd == 0


@given(CONTENTS, CHANNELS, st.integers(1, 50), GROUNDS, DAYS)
def test_an_unknown_amount_never_becomes_nothing(content, channel, copies, grounds, on):
    owed = pay(content, channel, copies=copies, grounds=grounds, on=on)
    for part, line in zip(content["fees"], owed.lines, strict=True):
        exempt = grounds & set(part["exemptions"])
        if part["amount_vnd"] is None and part["online_amount_vnd"] is None and not exempt:
            assert (line.citizen_vnd, line.budget_vnd, line.full_vnd) == (None, None, None)
            assert line.reason_vi == UNKNOWN_VI
            assert owed.unknown


@given(CONTENTS, CHANNELS, GROUNDS)
def test_only_a_ground_that_was_proved_and_that_the_fee_names_exempts(content, channel, grounds):
    with_proof, without = pay(content, channel, grounds=grounds), pay(content, channel)
    for part, proved, unproved in zip(content["fees"], with_proof.lines, without.lines, strict=True):
        assert "được miễn" not in unproved.reason_vi
        if not grounds & set(part["exemptions"]):
            assert proved == unproved
        else:
            assert proved.citizen_vnd == 0


@given(CONTENTS, CHANNELS, st.integers(1, 40), st.integers(0, 40))
def test_more_copies_never_cost_less(content, channel, copies, more):
    few, many = pay(content, channel, copies=copies), pay(content, channel, copies=copies + more)

    for fewer, line in zip(few.lines, many.lines, strict=True):
        assert (fewer.citizen_vnd is None) == (line.citizen_vnd is None)
        if line.citizen_vnd is not None:
            assert line.citizen_vnd >= fewer.citizen_vnd
            assert line.budget_vnd >= fewer.budget_vnd


@given(CONTENTS, CHANNELS, GROUNDS, DAYS)
def test_every_amount_says_why_in_both_languages_and_nothing_to_pay_names_its_cause(
    content, channel, grounds, on
):
    for line in pay(content, channel, grounds=grounds, on=on).lines:
        assert line.reason_vi.strip()
        assert line.reason_en.strip()
        if line.citizen_vnd == 0 and line.budget_vnd:
            assert "Nghị quyết 77/2025/NQ-HĐND" in line.reason_vi
        if line.citizen_vnd and channel == "ONLINE":
            assert "không hỗ trợ" in line.reason_vi


@given(CONTENTS, CHANNELS, DAYS)
def test_the_total_is_the_sum_of_its_lines(content, channel, on):
    owed = pay(content, channel, on=on)

    assert owed.citizen_total_vnd == sum(line.citizen_vnd or 0 for line in owed.lines)
    assert owed.budget_total_vnd == sum(line.budget_vnd or 0 for line in owed.lines)


def test_whether_a_fee_goes_back_comes_with_its_line():
    part = {"key": "f", "name_vi": "Lệ phí", "kind": "PHI", "setter": "OTHER", "amount_vnd": 5_000}
    content = {"route": "CITY", "authority": {"kind": "WARD"}}

    silent = pay(content | {"fees": [part]}, "DIRECT").lines[0]
    says = pay(content | {"fees": [part | {"refund_when": ["REFUSED_INTAKE"]}]}, "DIRECT").lines[0]

    assert (silent.refund_when, says.refund_when) == ((), ("REFUSED_INTAKE",))
