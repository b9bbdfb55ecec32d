"""The statements and an independent recount come to the same sums, whatever a month brings."""

from bisect import bisect_right
from dataclasses import replace
from datetime import date
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from cuamo.settlement.rules import month as first_way
from cuamo.settlement.rules.budget import Budget
from cuamo.settlement.rules.custody import CHOSE, TWICE, Envelope, Hand, Try, acts_of
from cuamo.settlement.rules.recount import SUMS, recount
from cuamo.settlement.rules.subsidy import Filing
from cuamo.settlement.rules.terms import read_terms
from tests.settlement.months import DAYS, LAST, OPERATOR_OF, World


class Versions:
    """The versions in force, of raw rows."""

    def __init__(self, rows):
        self.rows = rows

    def contract(self, operator, day):
        found = [row for row in self.rows.contracts if row["operator"] == operator]
        at = bisect_right([row["valid_from"] for row in found], day)
        return (UUID(int=at), read_terms(found[at - 1]["content"])) if at else None

    def rules(self, day):
        return self.rows.rules[0]["content"] if day >= self.rows.rules[0]["valid_from"] else None


def envelopes(rows):
    for parcel in rows.parcels:
        tries = [
            Try(row["failed_at"], row["reason"], row["next_window"])
            for row in rows.attempts
            if row["parcel_id"] == parcel["id"]
        ]
        tries += [
            Try(row["chosen_at"], CHOSE, f"{row['day']:%d/%m}")
            for row in rows.choices
            if row["parcel_id"] == parcel["id"]
        ]
        yield Envelope(
            **{
                name: value
                for name, value in parcel.items()
                if name not in {"contents", "round", "ended_at", "end_reason"}
            },
            papers=len(parcel["contents"]),
            shipment=parcel["round"],
            hands=tuple(hand_of(row) for row in rows.hand_overs if row["parcel_id"] == parcel["id"]),
            tries=tuple(sorted(tries, key=lambda one: one.at)),
        )


def hand_of(row):
    return Hand(
        **{
            name: value
            for name, value in row.items()
            if name not in {"parcel_id", "gap_found_at", "carrier_proved", "broken_off_at"}
        },
        gap_found=row["gap_found_at"] is not None,
        broken_off=row["broken_off_at"] is not None,
        word_proven=row["carrier_proved"] and row["proof"] == "WORD",
        giver_operator=OPERATOR_OF.get(row["giver"].get("unit", ""), ""),
        taker_operator=OPERATOR_OF.get((row["taker"] or {}).get("unit", ""), ""),
    )


def claims(rows):
    acts = [(act, envelope) for envelope in envelopes(rows) for act in acts_of(envelope)]
    taken, made = set(), []
    for act, envelope in sorted(acts, key=lambda pair: (pair[0].at, pair[0].key)):
        reason = act.reason or (TWICE if act.key in taken else "")
        if not reason:
            taken.add(act.key)
        filed = rows.dossiers.get(envelope.subject_id)
        made.append(
            first_way.Claim(
                id=UUID(int=len(made)),
                key=act.key,
                service=act.service,
                operator=act.operator,
                ward_code=envelope.ward_code,
                papers=envelope.papers,
                at=act.at,
                reason=reason,
                ready_at=act.ready_at,
                picked_at=act.picked_at,
                started_at=act.started_at,
                tries=act.tries,
                gaps=len(act.gaps),
                excused=act.excused,
                filing=filing_of(filed),
            )
        )
    for filed in rows.dossiers.values():
        operator = OPERATOR_OF.get(filed["helped_at"], "")
        if operator and filed["accepted_at"]:
            at, key = filed["accepted_at"], f"ASSIST:{filed['id']}"
            made.append(
                first_way.Claim(
                    UUID(int=len(made)), key, "ASSIST", operator, filed["ward_code"], 0, at, "", at,
                    None, None, (), 0, "", filing_of(filed),
                )
            )  # fmt: skip
    return made


def filing_of(filed):
    return Filing(filed["channel"], filed["groups"], filed["papers"]) if filed else Filing("OUTSIDE")


def estimates(rows):
    return {year: Budget(amount, until=rows.budget_until.get(year)) for year, amount in rows.budget.items()}


def sums_of_statements(rows, *, last=LAST):
    found = first_way.assemble(
        [claim for claim in claims(rows) if claim.day <= last],
        contracts=Versions(rows),
        budget=estimates(rows),
        committed={},
        days=DAYS,
        until=last,
    )
    sums = {operator: first_way.totals_of(lines) for operator, lines in found.lines.items()}
    return {
        operator: {name: total[name] for name in SUMS}
        for operator, total in sums.items()
        if any(total.values())
    }


@settings(max_examples=120, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    count=st.integers(1, 30),
    budget=st.sampled_from((0, 40_000, 150_000, 400_000, 10**9)),
    until=st.sampled_from((None, None, date(2026, 10, 12))),
)
def test_statements_come_to_what_an_independent_recount_comes_to(seed, count, budget, until):
    rows = World(seed, count).rows(budget_vnd=budget)
    rows = replace(rows, budget_until={2026: until} if until else {})

    again = recount(rows, last=LAST, works=DAYS.is_working)

    assert sums_of_statements(rows) == {one: sums for one, sums in again.items() if any(sums.values())}


def test_the_random_months_bring_every_kind_of_line():
    lines = []
    for budget in (0, 2_000_000):
        rows = World(7, 600).rows(budget_vnd=budget)
        found = first_way.assemble(
            claims(rows),
            contracts=Versions(rows),
            budget=estimates(rows),
            committed={},
            days=DAYS,
            until=LAST,
        )
        lines += [line for part in found.lines.values() for line in part]

    assert {line.kind for line in lines} == {"SERVICE", "PENALTY", "LIABILITY", "CAP"}
    assert {line.fault for line in lines} == {
        "", "LATE_PICK_UP", "LATE_DELIVERY", "GAP", "MISSING_PROOF", "LOST",
    }  # fmt: skip
    assert {line.payer for line in lines} == {"CITY", "OPERATOR"}
    assert {claim.service for claim in claims(rows)} == {
        "DELIVER_HOME", "PICK_UP", "RETURN", "HOLD", "ASSIST", "LOSS",
    }  # fmt: skip
    assert any(line.waits for line in lines)
    assert {claim.reason for claim in claims(rows)} >= {TWICE}
    assert len({line.contract_id for line in found.lines["VNPOST"]}) > 1, "the contract changes in mid-month"
