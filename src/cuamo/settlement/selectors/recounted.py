"""The raw rows of hand-overs, contracts and budgets for the second way to a month's sums."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Sum

from cuamo.dossiers.selectors.filings import filings_of
from cuamo.kernel.clock import HANOI
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.settlement.models import Dispute, Instrument, Item, Line, Objection, Statement
from cuamo.settlement.rules.dates import last_day
from cuamo.settlement.rules.recount import SUMS, Row, Rows, recount

_PARCELS = """
SELECT p.id, p.subject_id, p.direction, p.carrier, p.destination_unit, p.ward_code, p.contents, p.created_at,
    p.sealed_at, p.recalled_at, p.ended_at, p.end_reason,
    CASE WHEN l.found_at IS NOT NULL THEN NULL WHEN l.declared_at IS NOT NULL THEN l.declared_at
        WHEN p.end_reason = 'LOST' THEN p.ended_at END AS lost_at
FROM delivery_parcel p LEFT JOIN delivery_loss l ON l.parcel_id = p.id
WHERE p.subject_id = ANY(%s) ORDER BY p.created_at, p.id
"""
_HANDS = """
SELECT h.id, h.parcel_id, h.giver, h.given_at, h.taker, h.place, h.proof, h.evidence_id, h.gap_found_at,
    h.broken_off_at,
    CASE WHEN EXISTS (SELECT FROM delivery_courier_act a WHERE a.key::text = h.device_key AND a.doubt = '')
        THEN least(h.device_time, h.taken_at) ELSE h.taken_at END AS taken_at,
    EXISTS (SELECT FROM delivery_carrier_proof p JOIN delivery_carrier_order o ON o.id = p.order_id
        WHERE o.parcel_id = h.parcel_id AND p.complete) AS carrier_proved
FROM delivery_hand_over h JOIN delivery_parcel q ON q.id = h.parcel_id
WHERE q.subject_id = ANY(%s) ORDER BY h.id
"""
_ATTEMPTS = """
SELECT t.parcel_id, t.reason, t.next_window,
    CASE WHEN t.device_key LIKE 'carrier:%%'
        OR EXISTS (SELECT FROM delivery_courier_act a WHERE a.key::text = t.device_key AND a.doubt = '')
        THEN least(t.device_time, t.failed_at) ELSE t.failed_at END AS failed_at
FROM delivery_attempt t JOIN delivery_parcel q ON q.id = t.parcel_id
WHERE q.subject_id = ANY(%s) ORDER BY t.parcel_id, t.number
"""
_CHOICES = """
SELECT c.parcel_id, c.chosen_at, c.day
FROM delivery_slot_choice c JOIN delivery_parcel q ON q.id = c.parcel_id
WHERE q.subject_id = ANY(%s) AND c.day IS NOT NULL ORDER BY c.id
"""
_SUBJECTS = """
SELECT q.subject_id AS id FROM delivery_hand_over h JOIN delivery_parcel q ON q.id = h.parcel_id
WHERE h.taken_at >= %(since)s AND h.taken_at < %(until)s
UNION SELECT q.subject_id FROM delivery_loss l JOIN delivery_parcel q ON q.id = l.parcel_id
WHERE l.declared_at >= %(since)s AND l.declared_at < %(until)s
UNION SELECT id FROM dossiers_dossier
WHERE helped_at <> '' AND accepted_at >= %(since)s AND accepted_at < %(until)s
UNION SELECT i.subject_id FROM settlement_item i
WHERE i.acted_on <= %(last)s AND NOT i.settled AND NOT EXISTS (
    SELECT FROM settlement_line n JOIN settlement_statement s ON s.id = n.statement_id
    WHERE n.item_id = i.id AND n.carried_at IS NULL AND n.kind IN ('SERVICE', 'LIABILITY')
        AND s.month <> %(first)s)
"""
_UNITS = "SELECT code, parent_id, kind FROM organisation_unit"


def recounted(month: date) -> dict[str, dict[str, int]]:
    """Return what a month comes to by the second way, by operator; other months count as they stand.

    Of a statement that was sent exactly what it holds is counted again, from the hand-overs as they are now;
    a draft holds everything that no other statement holds. Read are the subjects something happened to in the
    month, and those with an act that no other month holds. What was given back is in none of the sums.
    """
    first = month.replace(day=1)
    sums = recount(_rows(first), last=last_day(first), works=current_calendar().is_working)
    return {operator: found for operator, found in sums.items() if any(found.values())}


def differences(month: date) -> list[str]:
    """Return where the stored statements of a month differ from the recount, in words; empty when nowhere.

    Where something was given back, the cap of penalties was mended by lines of its own: what is taken off is
    then compared as one sum.
    """
    again = recounted(month)
    stored = {row.operator_code: row for row in Statement.objects.filter(month=month.replace(day=1))}
    mended = set(
        Line.objects.filter(statement__in=stored.values(), kind="CORRECTION", carried_at=None).values_list(
            "statement__operator_code", flat=True
        )
    )
    told = []
    for operator in sorted({*again, *stored}):
        row = stored.get(operator)
        totals = row.totals if row is not None else {}
        for name in SUMS:
            if operator in mended and name in {"penalties", "cap", "liability"}:
                continue
            here, there = totals.get(name, 0), again.get(operator, {}).get(name, 0)
            if here != there:
                told.append(f"{operator} {name}: bảng {here}, đếm lại {there}")
    return told


def _rows(first: date) -> Rows:
    subjects = _subjects(first)
    parcels = _with_rounds(_ask(_PARCELS, [subjects]))
    drafts = Statement.objects.filter(month=first, state="DRAFT")
    sent = Statement.objects.filter(month=first).exclude(state="DRAFT")
    lines = Line.objects.filter(carried_at=None, item__subject_id__in=subjects).exclude(statement__in=drafts)
    claimed: set[tuple[str, Any]] = set()
    charged: set[tuple[str, Any, str]] = set()
    held: dict[tuple[str, Any], str] = {}
    off: dict[tuple[str, Any], int] = defaultdict(int)
    for line in lines.select_related("item", "statement").iterator():
        key = _key(line)
        here = line.statement.month == first
        if line.kind in {"SERVICE", "LIABILITY"}:
            claimed.add(key)
            if here:
                held[key] = "WAITS" if line.waits else "WHOLE"
        if line.kind == "PENALTY" and not here:
            charged.add((*key, line.fault))
        if here and line.kind in {"PENALTY", "CORRECTION"}:
            held.setdefault(key, "FAULTS")
            off[key] += line.net_vnd
    given_back = Dispute.objects.filter(state="ACCEPTED", line__item__subject_id__in=subjects)
    for dispute in given_back.exclude(line__fault="").select_related("line__item"):
        charged.add((*_key(dispute.line), dispute.line.fault))
    until = last_day(first)
    versions = list(Instrument.objects.filter(state="APPROVED").order_by("valid_from", "decided_at", "id"))
    return Rows(
        parcels=parcels,
        hand_overs=_ask(_HANDS, [subjects]),
        attempts=_ask(_ATTEMPTS, [subjects]),
        choices=_ask(_CHOICES, [subjects]),
        dossiers={key: _dossier(facts) for key, facts in filings_of(subjects).items()},
        operator_of=_operators(_ask(_UNITS)),
        contracts=[_version(row) for row in versions if row.kind == "CONTRACT"],
        rules=[_version(row) for row in versions if row.kind == "SUBSIDY"],
        budget={
            int(row.subject): row.content["amount_vnd"]
            for row in versions
            if row.kind == "BUDGET" and row.valid_from <= until
        },
        budget_until={
            int(row.subject): date.fromisoformat(row.content["until"])
            for row in _newest(versions, until)
            if row.content.get("until")
        },
        claimed=claimed,
        charged=charged,
        spent=_spent(first),
        held=held,
        off=off,
        granted={
            (item.service, item.hand_over_id or item.subject_id, operator)
            for item, operator in _granted(subjects)
        },
        closed=set(sent.values_list("operator_code", flat=True)),
    )


def _newest(versions: Sequence[Instrument], until: date) -> list[Instrument]:
    rows = {row.subject: row for row in versions if row.kind == "BUDGET" and row.valid_from <= until}
    return list(rows.values())


def _granted(subjects: Sequence[Any]) -> list[tuple[Item, str]]:
    rows = Objection.objects.filter(state="ACCEPTED", item__subject_id__in=subjects).select_related("item")
    return [(row.item, row.operator_code) for row in rows]


def _subjects(first: date) -> list[Any]:
    last = last_day(first)
    since = datetime.combine(first, time(), tzinfo=HANOI)
    until = datetime.combine(last + timedelta(days=1), time(), tzinfo=HANOI)
    rows = _ask(_SUBJECTS, {"first": first, "last": last, "since": since, "until": until})
    held = Item.objects.filter(lines__statement__month=first, lines__carried_at=None)
    return sorted({*(row["id"] for row in rows), *held.values_list("subject_id", flat=True)})


def _spent(first: date) -> dict[int, int]:
    """What statements of other months took of the budgets; this month's are counted again."""
    lines = Line.objects.filter(kind="SERVICE", payer="CITY", carried_at=None, waits=False)
    rows = lines.exclude(statement__month=first).values("acted_on__year")
    return {
        row["acted_on__year"]: row["net"] + row["vat"]
        for row in rows.annotate(net=Sum("net_vnd"), vat=Sum("vat_vnd")).order_by("acted_on__year")
    }


def _key(line: Line) -> tuple[str, Any]:
    item = line.item
    assert item is not None
    return item.service, item.hand_over_id or item.subject_id


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


def _ask(question: str, values: Any = None) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        for name in ("giver", "taker", "contents"):
            if isinstance(row.get(name), str):
                row[name] = json.loads(row[name])
    return rows
