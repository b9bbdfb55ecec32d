"""The terms of a contract with an operator, read once and then only asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

SERVICES = ("DELIVER_HOME", "PICK_UP", "RETURN", "HOLD", "ASSIST")
PICK_UP_RULES = ("SAME_DAY", "NEXT_WORKING_DAY")
FAULTS = ("LATE_PICK_UP", "LATE_DELIVERY", "GAP", "MISSING_PROOF")
MOST_VND = 10**9
MOST_TIMES = 1000


@dataclass(frozen=True)
class Price:
    """One row of the price list (đơn giá), without VAT; an empty zone or weight holds for all."""

    service: str
    zone: str
    up_to_grams: int | None
    amount_vnd: int


@dataclass(frozen=True)
class Penalty:
    """What one kind of fault costs: steps by working days, each a percentage of the price, or an amount."""

    fault: str
    steps: tuple[tuple[int, int], ...]
    amount_vnd: int


@dataclass(frozen=True)
class Terms:
    """A contract's terms."""

    zones: tuple[tuple[str, str, frozenset[str]], ...]
    """Code, name, wards; `*` stands for every ward not named before."""
    envelope_grams: int
    paper_grams: int
    prices: tuple[Price, ...]
    vat_percent: int
    pick_up: Mapping[str, str]
    cutoff: time
    working_days: Mapping[str, int]
    excused: frozenset[str]
    """Reasons of a failed attempt that lie with the recipient."""
    penalties: Mapping[str, Penalty]
    cap_percent: int
    lost_times_price: int
    lost_amount_vnd: int

    def zone_of(self, ward_code: str) -> str:
        """Return the zone of a ward; empty when the contract names none."""
        for code, _, wards in self.zones:
            if ward_code in wards or "*" in wards:
                return code
        return ""

    def price_of(self, service: str, *, ward_code: str, papers: int) -> int | None:
        """Return the price of an act in đồng without VAT; None when the contract has none for it."""
        zone, grams = self.zone_of(ward_code), self.envelope_grams + papers * self.paper_grams
        fitting = [
            row
            for row in self.prices
            if row.service == service
            and row.zone in {"", zone}
            and (row.up_to_grams is None or grams <= row.up_to_grams)
        ]
        if not fitting:
            return None
        best = min(fitting, key=lambda row: (row.zone == "", row.up_to_grams or 10**9))
        return best.amount_vnd


def share(amount_vnd: int, percent: int) -> int:
    """Return so many per cent of an amount in whole đồng, half a đồng upwards."""
    return (amount_vnd * percent * 2 + 100) // 200


def read_terms(content: Mapping[str, Any]) -> Terms:
    """Read the terms of a contract.

    Raises:
        ValueError: something is missing or cannot be; the words name it.
    """
    try:
        zones = tuple(
            (_text(z["code"]), _text(z["name_vi"]), frozenset(map(_text, _rows(z["wards"]))))
            for z in _rows(content["zones"])
        )
        prices = tuple(
            Price(
                _text(row["service"]),
                _text(row.get("zone", "")),
                None if row.get("up_to_grams") is None else _whole(row["up_to_grams"]),
                _whole(row["amount_vnd"]),
            )
            for row in _rows(content["prices"])
        )
        penalties = {
            row["fault"]: Penalty(
                row["fault"],
                tuple(
                    sorted(
                        (_whole(s["from_days"]), _whole(s["percent"])) for s in _rows(row.get("steps", []))
                    )
                ),
                _whole(row.get("amount_vnd", 0)),
            )
            for row in _rows(content["penalties"])
        }
        levels, lost = content["levels"], content["liability"]["LOST"]
        terms = Terms(
            zones=zones,
            envelope_grams=_whole(content["weight"]["envelope_grams"]),
            paper_grams=_whole(content["weight"]["paper_grams"]),
            prices=prices,
            vat_percent=_whole(content["vat"]["percent"]),
            pick_up={_text(service): _text(rule) for service, rule in levels["pick_up"].items()},
            cutoff=_clock(levels["cutoff"]),
            working_days={zone: _whole(days) for zone, days in levels["working_days"].items()},
            excused=frozenset(map(_text, _rows(content["excused_reasons"]))),
            penalties=penalties,
            cap_percent=_whole(content["penalty_cap_percent"]),
            lost_times_price=_whole(lost.get("times_price", 0)),
            lost_amount_vnd=_whole(lost.get("amount_vnd", 0)),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"hợp đồng thiếu hoặc sai phần {error}") from error
    _check(terms)
    return terms


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"hợp đồng: {value!r} phải là số nguyên")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"hợp đồng: {value!r} phải là chữ")
    return value


def _rows(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"hợp đồng: {value!r} phải là danh sách")
    return value


def _clock(value: object) -> time:
    try:
        return datetime.strptime(_text(value), "%H:%M").time()  # an hour of the day in Hanoi
    except ValueError:
        raise ValueError(f"hợp đồng: {value!r} phải là giờ, ví dụ 16:00") from None


def _check(terms: Terms) -> None:
    codes = {code for code, _, _ in terms.zones}
    if not terms.prices or not terms.zones:
        raise ValueError("hợp đồng cần ít nhất một vùng và một đơn giá")
    for row in terms.prices:
        if row.service not in SERVICES:
            raise ValueError(f"không có dịch vụ {row.service}")
        if row.zone and row.zone not in codes:
            raise ValueError(f"không có vùng {row.zone}")
        if not 0 < row.amount_vnd <= MOST_VND:
            raise ValueError(f"đơn giá {row.amount_vnd} không nằm trong 1 đến {MOST_VND} đồng")
        if row.up_to_grams is not None and row.up_to_grams <= 0:
            raise ValueError("mức khối lượng của đơn giá phải lớn hơn 0")
    if terms.envelope_grams < 0 or terms.paper_grams < 0:
        raise ValueError("khối lượng không được nhỏ hơn 0")
    if not 0 <= terms.lost_times_price <= MOST_TIMES:
        raise ValueError(f"mức bồi thường phải từ 0 đến {MOST_TIMES} lần đơn giá")
    if unknown := set(terms.penalties) - set(FAULTS):
        raise ValueError(f"không có lỗi {', '.join(sorted(unknown))}")
    if unknown := set(terms.pick_up.values()) - set(PICK_UP_RULES):
        raise ValueError(f"không có mức nhận {', '.join(sorted(unknown))}")
    percents = [terms.vat_percent, terms.cap_percent]
    percents += [percent for row in terms.penalties.values() for _, percent in row.steps]
    if any(not 0 <= percent <= 100 for percent in percents):
        raise ValueError("tỷ lệ phần trăm phải từ 0 đến 100")
    amounts = [row.amount_vnd for row in terms.penalties.values()]
    if any(not 0 <= amount <= MOST_VND for amount in [*amounts, terms.lost_amount_vnd]):
        raise ValueError(f"số tiền phải từ 0 đến {MOST_VND} đồng")
    if codes - set(terms.working_days):
        raise ValueError("mỗi vùng cần số ngày giao")
    if any(not 0 < days <= 60 for days in terms.working_days.values()):
        raise ValueError("số ngày giao phải từ 1 đến 60")
