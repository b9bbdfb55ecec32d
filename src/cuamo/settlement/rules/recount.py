"""A second way from the hand-overs to the sums of a month, written plainly, to check the first one.

It reads raw rows and the data of contracts, rules and budgets, and uses nothing of the other rules: what both
ways get wrong in the same manner has to be written wrong twice. It is slow and meant to be.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Row = Mapping[str, Any]
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
SUMS = (
    "items",
    "net",
    "vat",
    "city",
    "citizen",
    "operator",
    "penalties",
    "liability",
    "cap",
    "waiting",
    "waiting_items",
    "payable",
)


@dataclass
class Rows:
    """The tables as they are."""

    parcels: Sequence[Row]
    hand_overs: Sequence[Row]
    attempts: Sequence[Row]
    choices: Sequence[Row]
    dossiers: Mapping[Any, Row]
    operator_of: Mapping[str, str]
    contracts: Sequence[Row]
    """`{"operator", "valid_from", "content"}`, as `rules` and `budget` in force."""
    rules: Sequence[Row]
    budget: Mapping[int, int]
    claimed: set[tuple[str, Any]] = field(default_factory=set)
    """Service and hand-over (or dossier) of what an earlier statement claims."""
    charged: set[tuple[str, Any, str]] = field(default_factory=set)
    """Service, hand-over and fault of what an earlier statement took off."""
    spent: Mapping[int, int] = field(default_factory=dict)
    """What other statements took of each year's budget."""
    held: Mapping[tuple[str, Any], str] = field(default_factory=dict)
    """What a statement of this month that was sent holds: `WHOLE`, `WAITS`, or `FAULTS` alone."""
    off: Mapping[tuple[str, Any], int] = field(default_factory=dict)
    """What it takes off for acts of which it holds the faults alone; their proof may come later."""
    budget_until: Mapping[int, date] = field(default_factory=dict)
    """Last day of the acts a year's estimate bears, where its decision names one."""
    granted: set[tuple[str, Any, str]] = field(default_factory=set)
    """Service, hand-over (or dossier) and operator of what the centre accepted an objection to."""
    closed: set[str] = field(default_factory=set)
    """Operators whose month was sent: of them only what is held counts."""


def recount(rows: Rows, *, last: date, works: Callable[[date], bool]) -> dict[str, dict[str, int]]:
    """Return the sums of every operator's statement for the month that ends with `last`."""
    deeds = []
    hands_of: dict[Any, list[Row]] = {}
    for hand in rows.hand_overs:
        hands_of.setdefault(hand["parcel_id"], []).append(hand)
    for parcel in rows.parcels:
        deeds += _deeds_of_parcel(parcel, hands_of.get(parcel["id"], []), rows)
    for dossier in rows.dossiers.values():
        operator = rows.operator_of.get(dossier["helped_at"], "")
        if operator and dossier["accepted_at"] is not None:
            deeds.append(
                {
                    "service": "ASSIST",
                    "operator": operator,
                    "at": dossier["accepted_at"],
                    "ward": dossier["ward_code"],
                    "papers": 0,
                    "proof_of": dossier["id"],
                    "once": ("ASSIST", dossier["id"]),
                    "whole": True,
                    "dossier": dossier,
                }
            )
    deeds.sort(key=lambda deed: (deed["at"], str(deed["once"])))
    for deed in deeds:
        deed["granted"] = (deed["service"], deed["proof_of"], deed["operator"]) in rows.granted
        if deed["granted"]:
            deed["whole"] = True
            deed["story"] = {**deed["story"], "no_proof": False}
    _only_once(sorted(deeds, key=lambda deed: not deed["granted"]))
    deeds = [deed for deed in deeds if _day(deed["at"]) <= last]
    deeds = [deed for deed in deeds if _belongs(deed, rows)]
    return _sums(deeds, rows, last, works)


def _belongs(deed: Row, rows: Rows) -> bool:
    key = (deed["service"], deed["proof_of"])
    if key in rows.held:
        return True
    return key not in rows.claimed and deed["operator"] not in rows.closed


# What was done


def _deeds_of_parcel(parcel: Row, every_hand: list[Row], rows: Rows) -> list[dict[str, Any]]:
    hands = [row for row in every_hand if row["broken_off_at"] is None]
    happened = [
        (row["failed_at"], row["reason"], row["next_window"])
        for row in rows.attempts
        if row["parcel_id"] == parcel["id"]
    ]
    happened += [
        (row["chosen_at"], "recipient", f"{row['day']:%d/%m}")
        for row in rows.choices
        if row["parcel_id"] == parcel["id"]
    ]
    happened.sort(key=lambda one: one[0])
    deeds: list[dict[str, Any]] = []
    counted_gaps: set[Any] = set()
    for number, hand in enumerate(hands):
        if hand["taken_at"] is None:
            continue
        what = _what_is_it(parcel, hands, number, happened, rows)
        by = _works_for(hand["giver"], rows)
        if what != "HOLD" and parcel["carrier"]:
            by = parcel["carrier"]
        if what and by:
            gaps = 0
            for one in every_hand:
                if one["id"] not in counted_gaps and _gap_of(one, parcel, rows) == by:
                    counted_gaps.add(one["id"])
                    gaps += 1
                if one["id"] == hand["id"]:
                    break
            deeds.append(_deed(parcel, hands, number, what, by, happened, gaps, rows))
    signed = [hand for hand in hands if hand["taken_at"] and (hand["given_at"] or hand["proof"] == "FOUND")]
    if parcel["lost_at"] and signed:
        last_hand = signed[-1]
        by = parcel["carrier"] or _works_for(last_hand["taker"], rows)
        if by and _with_carrier(last_hand, rows):
            deed = _deed(parcel, hands, hands.index(last_hand), "LOSS", by, [], 0, rows)
            deeds.append(deed | {"at": parcel["lost_at"], "whole": True})
    return deeds


def _what_is_it(parcel: Row, hands: list[Row], number: int, happened: list[Any], rows: Rows) -> str:
    hand = hands[number]
    taker = hand["taker"] or {}
    to_person = taker.get("kind") == "RECIPIENT"
    if parcel["direction"] == "ORIGINALS":
        at_authority = hand["place"] == parcel["destination_unit"]
        from_post = parcel["carrier"] or _works_for(hand["giver"], rows)
        if not to_person and not _with_carrier(hand, rows) and at_authority and from_post:
            return "PICK_UP"
        return ""
    if to_person:
        if not hand["place"]:
            return "DELIVER_HOME"
        travelled = kept_there = False
        for earlier in hands[:number]:
            if _with_carrier(earlier, rows):
                travelled = True
            elif (earlier["taker"] or {}).get("kind") != "RECIPIENT" and earlier["place"] == hand["place"]:
                kept_there = True
        return "HOLD" if travelled and kept_there else ""
    if _with_carrier(hand, rows):
        return ""
    if number == 0 or not _with_carrier(hands[number - 1], rows):
        return ""
    taken = [one["taken_at"] for one in hands[:number] if _with_carrier(one, rows) and one["taken_at"]]
    for at, reason, _ in happened:
        in_this_leg = not taken or at >= taken[-1]
        if reason != "recipient" and in_this_leg and at <= hand["taken_at"]:
            return "RETURN"
    called = parcel["recalled_at"] is not None and parcel["recalled_at"] <= hand["taken_at"]
    return "RETURN" if called else ""


def _deed(
    parcel: Row,
    hands: list[Row],
    number: int,
    what: str,
    by: str,
    happened: list[Any],
    gaps: int,
    rows: Rows,
) -> dict[str, Any]:
    hand = hands[number]
    taken = [one["taken_at"] for one in hands[:number] if _with_carrier(one, rows) and one["taken_at"]]
    good_proof = hand["proof"] == "CODE" or (
        hand["proof"] in ("SIGNATURE", "PHOTO") and hand["evidence_id"] is not None
    )
    good_proof = good_proof or (hand["proof"] == "WORD" and hand["carrier_proved"])
    chain = _chain_holds(hands[: number + 1])
    whole = chain and parcel["sealed_at"] is not None
    whole = whole and any(_with_carrier(one, rows) for one in hands[:number])
    proof_fails = what in ("DELIVER_HOME", "HOLD") and not good_proof
    called = parcel["recalled_at"] is not None and parcel["recalled_at"] <= hand["taken_at"]
    if what in ("DELIVER_HOME", "HOLD"):
        once: tuple[Any, ...] = ("HANDED", parcel["subject_id"], parcel["round"])
    elif what == "PICK_UP":
        once = (what, parcel["subject_id"], parcel["round"])
    elif what == "LOSS":
        once = (what, parcel["id"])
    else:
        once = (what, hand["id"])
    story = {
        "what": what,
        "ward": parcel["ward_code"],
        "ready": parcel["sealed_at"] or parcel["created_at"],
        "first": taken[0] if taken else None,
        "start": taken[-1] if taken else None,
        "end": hand["taken_at"],
        "happened": [
            one for one in happened if (not taken or one[0] >= taken[-1]) and one[0] <= hand["taken_at"]
        ],
        "called": called,
        "gaps": gaps,
        "no_proof": proof_fails and whole,
    }
    return {
        "service": what,
        "operator": by,
        "at": hand["taken_at"],
        "ward": parcel["ward_code"],
        "papers": len(parcel["contents"]),
        "proof_of": hand["id"],
        "once": once,
        "whole": whole and not proof_fails,
        "story": story,
        "dossier": rows.dossiers.get(parcel["subject_id"]),
    }


def _only_once(deeds: list[dict[str, Any]]) -> None:
    seen = set()
    for deed in deeds:
        if deed["whole"] and deed["once"] in seen:
            deed["whole"] = False
        elif deed["whole"]:
            seen.add(deed["once"])


def _chain_holds(hands: list[Row]) -> bool:
    if hands[-1]["proof"] == "FOUND":
        return False
    while any(hand["proof"] == "FOUND" for hand in hands[1:]):
        hands = hands[1:]
    for number, hand in enumerate(hands):
        if hand["proof"] == "FOUND":
            continue
        if not hand["given_at"] or not hand["taken_at"]:
            return False
        if number == 0:
            continue
        had = hands[number - 1]["taker"] or {}
        had_place = hands[number - 1]["place"]
        if had.get("unit") and had["unit"] == had_place:
            if hand["giver"].get("unit") != had_place:
                return False
        elif hand["giver"].get("id") != had.get("id"):
            return False
    return True


def _with_carrier(hand: Row, rows: Rows) -> bool:
    taker = hand["taker"] or {}
    if taker.get("kind") == "RECIPIENT":
        return False
    return _works_for(taker, rows) != "" and taker.get("unit") != hand["place"]


def _gap_of(hand: Row, parcel: Row, rows: Rows) -> str:
    if hand["gap_found_at"] is None or hand["proof"] == "FOUND":
        return ""
    taker = hand["taker"] or {}
    giving, taking = _works_for(hand["giver"], rows), _works_for(taker, rows)
    both_signed = hand["given_at"] and hand["taken_at"]
    if both_signed and not giving and not _with_carrier(hand, rows) and taker.get("kind") != "RECIPIENT":
        return ""
    if not both_signed and not giving and not taking:
        return ""
    return str(parcel["carrier"] or giving or taking)


def _works_for(side: Row, rows: Rows) -> str:
    return rows.operator_of.get(side.get("unit", ""), "")


# What it costs


def _sums(
    deeds: list[dict[str, Any]], rows: Rows, last: date, works: Callable[[date], bool]
) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    spent = dict(rows.spent)
    closed_years = set()
    for deed in deeds:
        day = _day(deed["at"])
        contract = _in_force([row for row in rows.contracts if row["operator"] == deed["operator"]], day)
        rules = _in_force(rows.rules, day)
        if contract is None or rules is None:
            continue
        price = _price(contract, deed)
        off = _taken_off(deed, contract, price or 0, works, rows)
        if deed["service"] != "LOSS" and deed["whole"] and price is None:
            continue
        sums = found.setdefault(deed["operator"], dict.fromkeys(SUMS, 0))
        key = (deed["service"], deed["proof_of"])
        if rows.held.get(key) == "FAULTS":
            sums["penalties"] += rows.off[key]
            continue
        if deed["service"] == "LOSS":
            if (*key, "LOST") in rows.charged:
                continue
            lost = contract["liability"]["LOST"]
            sums["liability"] -= (price or 0) * lost.get("times_price", 0) + lost.get("amount_vnd", 0)
            continue
        if not deed["whole"]:
            sums["penalties"] -= off
            continue
        assert price is not None
        vat = _part(price, contract["vat"]["percent"])
        payer = _payer(deed, rules)
        if payer == "CITY":
            year = day.year
            if rows.held.get(key) == "WAITS":
                sums["waiting"] += price + vat
                sums["waiting_items"] += 1
                continue
            fits = spent.get(year, 0) + price + vat <= rows.budget.get(year, 0)
            fits = fits and day <= rows.budget_until.get(year, day)
            if rows.held.get(key) != "WHOLE" and (year in closed_years or not fits):
                closed_years.add(year)
                sums["waiting"] += price + vat
                sums["waiting_items"] += 1
                continue
            spent[year] = spent.get(year, 0) + price + vat
        sums["items"] += 1
        sums["net"] += price
        sums["vat"] += vat
        sums[payer.lower()] += price + vat
        sums["penalties"] -= off
    for operator, sums in found.items():
        at_the_end = _in_force([row for row in rows.contracts if row["operator"] == operator], last)
        if at_the_end is not None:
            most = _part(sums["net"], at_the_end["penalty_cap_percent"])
            sums["cap"] = max(0, -sums["penalties"] - most)
        sums["payable"] = sums["city"] + sums["penalties"] + sums["liability"] + sums["cap"]
    return found


def _in_force(versions: Iterable[Row], day: date) -> Any:
    best = None
    for row in versions:
        if row["valid_from"] <= day and (best is None or row["valid_from"] >= best["valid_from"]):
            best = row
    return None if best is None else best["content"]


def _price(contract: Row, deed: Row) -> int | None:
    service = "DELIVER_HOME" if deed["service"] == "LOSS" else deed["service"]
    zone = _zone(contract, deed["ward"])
    grams = contract["weight"]["envelope_grams"] + contract["weight"]["paper_grams"] * deed["papers"]
    for wanted in (zone, "") if zone else ("",):
        steps = [
            row for row in contract["prices"] if row["service"] == service and row.get("zone", "") == wanted
        ]
        steps.sort(key=lambda row: row.get("up_to_grams") or 10**9)
        for row in steps:
            if row.get("up_to_grams") is None or grams <= row["up_to_grams"]:
                return int(row["amount_vnd"])
    return None


def _zone(contract: Row, ward: str) -> str:
    for zone in contract["zones"]:
        if ward in zone["wards"] or "*" in zone["wards"]:
            return str(zone["code"])
    return ""


def _payer(deed: Row, rules: Row) -> str:
    if deed["service"] == "ASSIST":
        return str(rules["assistance"]["payer"])
    dossier = deed["dossier"]
    if dossier is not None:
        for group in rules["groups"]:
            shown = any(
                paper.casefold().startswith(begin.casefold())
                for paper in dossier["papers"]
                for begin in group["papers_begin"]
            )
            if group["key"] in dossier["groups"] and shown:
                return "CITY"
        if dossier["channel"] == "ONLINE":
            return "CITY"
    return str(rules["otherwise"]["payer"])


def _taken_off(deed: Row, contract: Row, price: int, works: Callable[[date], bool], rows: Rows) -> int:
    if "story" not in deed or deed["service"] == "LOSS":
        return 0
    story, off = deed["story"], 0
    for fault, times in _faults(story, contract, works):
        if (deed["service"], deed["proof_of"], fault) in rows.charged:
            continue
        for row in contract["penalties"]:
            if row["fault"] != fault:
                continue
            if row.get("steps"):
                percent = 0
                for step in sorted(row["steps"], key=lambda step: step["from_days"]):
                    if times >= step["from_days"]:
                        percent = step["percent"]
                off += _part(price, percent)
            else:
                off += row["amount_vnd"] * times
    return off


def _faults(story: Row, contract: Row, works: Callable[[date], bool]) -> list[tuple[str, int]]:
    found = []
    levels = contract["levels"]
    if not story["called"]:
        how = levels["pick_up"].get(story["what"])
        if how and story["first"] is not None:
            ready = story["ready"].astimezone(HANOI)
            due = ready.date()
            late_in_the_day = ready.time() >= time.fromisoformat(levels["cutoff"])
            if how == "NEXT_WORKING_DAY" or (works(due) and late_in_the_day):
                due = _working_days_on(due, 1, works)
            while not works(due):
                due += timedelta(days=1)
            found.append(("LATE_PICK_UP", _working_between(due, _day(story["first"]), works)))
        term = levels["working_days"].get(_zone(contract, story["ward"]))
        if story["what"] in ("DELIVER_HOME", "PICK_UP") and story["start"] is not None and term:
            due = _working_days_on(_day(story["start"]), term, works)
            for at, reason, then in story["happened"]:
                day = _day(at)
                if day > due or (reason != "recipient" and reason not in contract["excused_reasons"]):
                    continue
                due = _chosen_day(then, day) or _working_days_on(day, term, works)
            found.append(("LATE_DELIVERY", _working_between(due, _day(story["end"]), works)))
    found.append(("GAP", story["gaps"]))
    found.append(("MISSING_PROOF", 1 if story["no_proof"] else 0))
    return [(fault, times) for fault, times in found if times]


def _working_days_on(day: date, count: int, works: Callable[[date], bool]) -> date:
    while count:
        day += timedelta(days=1)
        if works(day):
            count -= 1
    return day


def _working_between(due: date, done: date, works: Callable[[date], bool]) -> int:
    return sum(1 for step in range(1, (done - due).days + 1) if works(due + timedelta(days=step)))


def _chosen_day(text: str, tried: date) -> date | None:
    first = text.strip().split(" ")[0]
    parts = first.split("/")
    if len(parts) < 2 or not parts[0].isdigit() or not parts[1].isdigit():
        return None
    for year in (tried.year, tried.year + 1):
        try:
            day = date(year, int(parts[1]), int(parts[0]))
        except ValueError:
            return None
        if day >= tried:
            return day
    return None


def _part(amount: int, percent: int) -> int:
    whole, rest = divmod(amount * percent, 100)
    return whole + (1 if rest >= 50 else 0)


def _day(at: datetime) -> date:
    return at.astimezone(HANOI).date()
