"""The raw rows of hand-overs, contracts and budgets for the second way to a month's sums."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from cuamo.dossiers.selectors.filings import filings_of
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.settlement.models import Instrument, Line, Statement
from cuamo.settlement.rules.dates import last_day
from cuamo.settlement.rules.recount import SUMS, Row, Rows, recount

_PARCELS = """
SELECT id, subject_id, direction, carrier, destination_unit, ward_code, contents, created_at, sealed_at,
    recalled_at, ended_at, end_reason
FROM delivery_parcel ORDER BY created_at, id
"""
_HANDS = """
SELECT h.id, h.parcel_id, h.giver, h.given_at, h.taker, h.place, h.proof, h.evidence_id, h.gap_found_at,
    CASE WHEN EXISTS (SELECT FROM delivery_courier_act a WHERE a.key::text = h.device_key AND a.doubt = '')
        THEN least(h.device_time, h.taken_at) ELSE h.taken_at END AS taken_at,
    EXISTS (SELECT FROM delivery_carrier_proof p JOIN delivery_carrier_order o ON o.id = p.order_id
        WHERE o.parcel_id = h.parcel_id AND p.complete) AS carrier_proved
FROM delivery_hand_over h ORDER BY h.id
"""
_ATTEMPTS = """
SELECT t.parcel_id, t.reason, t.next_window,
    CASE WHEN t.device_key LIKE 'carrier:%'
        OR EXISTS (SELECT FROM delivery_courier_act a WHERE a.key::text = t.device_key AND a.doubt = '')
        THEN least(t.device_time, t.failed_at) ELSE t.failed_at END AS failed_at
FROM delivery_attempt t ORDER BY t.parcel_id, t.number
"""
_CHOICES = "SELECT parcel_id, chosen_at, day FROM delivery_slot_choice WHERE day IS NOT NULL ORDER BY id"
_HELPED = "SELECT id FROM dossiers_dossier WHERE helped_at <> '' AND accepted_at IS NOT NULL"
_UNITS = "SELECT code, parent_id, kind FROM organisation_unit"


def recounted(month: date) -> dict[str, dict[str, int]]:
    """Return what a month comes to by the second way, by operator; months before it count as they stand.

    Slow and whole: every envelope there is gets read. Corrections after objections are in none of its sums.
    """
    first = month.replace(day=1)
    sums = recount(_rows(first), last=last_day(first), works=current_calendar().is_working)
    return {operator: found for operator, found in sums.items() if any(found.values())}


def differences(month: date) -> list[str]:
    """Return where the stored statements of a month differ from the recount, in words; empty when nowhere."""
    again = recounted(month)
    stored = {row.operator_code: row.totals for row in Statement.objects.filter(month=month.replace(day=1))}
    told = []
    for operator in sorted({*again, *stored}):
        for name in SUMS:
            here, there = stored.get(operator, {}).get(name, 0), again.get(operator, {}).get(name, 0)
            if here != there:
                told.append(f"{operator} {name}: bảng {here}, đếm lại {there}")
    return told


def _rows(first: date) -> Rows:
    parcels = _with_rounds(_ask(_PARCELS))
    others = Line.objects.filter(carried_at=None, item__isnull=False, statement__month__lt=first)
    claimed: set[tuple[str, Any]] = set()
    charged: set[tuple[str, Any, str]] = set()
    spent: dict[int, int] = defaultdict(int)
    for line in others.select_related("item").iterator():
        item = line.item
        assert item is not None
        proof_of = item.hand_over_id or item.subject_id
        if line.kind in {"SERVICE", "LIABILITY"}:
            claimed.add((item.service, proof_of))
        if line.kind == "PENALTY":
            charged.add((item.service, proof_of, line.fault))
        if line.kind == "SERVICE" and line.payer == "CITY" and not line.waits:
            spent[item.acted_on.year] += line.net_vnd + line.vat_vnd
    versions = list(Instrument.objects.filter(state="APPROVED").order_by("valid_from", "decided_at", "id"))
    subjects = {row["subject_id"] for row in parcels} | {row["id"] for row in _ask(_HELPED)}
    return Rows(
        parcels=parcels,
        hand_overs=_ask(_HANDS),
        attempts=_ask(_ATTEMPTS),
        choices=_ask(_CHOICES),
        dossiers={key: _dossier(facts) for key, facts in filings_of(subjects).items()},
        operator_of=_operators(_ask(_UNITS)),
        contracts=[_version(row) for row in versions if row.kind == "CONTRACT"],
        rules=[_version(row) for row in versions if row.kind == "SUBSIDY"],
        budget={int(row.subject): row.content["amount_vnd"] for row in versions if row.kind == "BUDGET"},
        claimed=claimed,
        charged=charged,
        spent=spent,
    )


def _with_rounds(parcels: Sequence[dict[str, Any]]) -> list[Row]:
    """A shipment ends with an envelope that ended otherwise than by loss, replacement or cancelling."""
    ended: dict[Any, int] = defaultdict(int)
    rows: list[Row] = []
    for parcel in parcels:
        way = (parcel["subject_id"], parcel["direction"])
        rows.append(parcel | {"round": ended[way]})
        if parcel["ended_at"] and parcel["end_reason"] not in ("LOST", "REPLACED", "CANCELLED"):
            ended[way] += 1
    return rows


def _operators(units: Sequence[Row]) -> dict[str, str]:
    above = {row["code"]: (row["parent_id"], row["kind"]) for row in units}
    found = {}
    for code in above:
        at: str | None = code
        while at is not None and above[at][1] != "OPERATOR":
            at = above[at][0]
        if at is not None:
            found[code] = at
    return found


def _dossier(facts: Any) -> Row:
    return {
        "id": facts.dossier_id,
        "channel": facts.channel,
        "groups": facts.groups,
        "papers": facts.papers,
        "helped_at": facts.helped_at,
        "ward_code": facts.ward_code,
        "accepted_at": facts.accepted_at,
    }


def _version(row: Instrument) -> Row:
    return {"operator": row.subject, "valid_from": row.valid_from, "content": row.content}


def _ask(question: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        for name in ("giver", "taker", "contents"):
            if isinstance(row.get(name), str):
                row[name] = json.loads(row[name])
    return rows
