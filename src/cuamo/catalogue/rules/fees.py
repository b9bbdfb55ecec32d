"""What is owed, by whom, and why (phí, lệ phí)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from cuamo.catalogue.rules.conditions import holds
from cuamo.catalogue.rules.questions import settled

Channel = Literal["ONLINE", "DIRECT"]
CITY_SUPPORT_FROM = date(2026, 1, 1)
CITY_AUTHORITIES = frozenset({"WARD", "DEPARTMENT", "LAND"})
MOST_COPIES = 1000

EXEMPTIONS = {
    "NGUOI_CO_CONG": (
        "người có công, thân nhân người có công",
        "people with meritorious service and their families",
    ),
    "HO_NGHEO": ("người thuộc hộ nghèo", "members of poor households"),
    "NGUOI_KHUYET_TAT": ("người khuyết tật", "persons with disabilities"),
    "HOC_SINH_SINH_VIEN": ("học sinh, sinh viên", "pupils and students"),
    "TRE_EM": ("trẻ em", "children"),
    "NGUOI_CAO_TUOI": ("người cao tuổi", "elderly people"),
}
"""Grounds of exemption: what a person reads, in Vietnamese and English."""

UNKNOWN_VI = "Chưa xác nhận được mức tiền. Hỏi nhân viên trước khi trả, không trả khoản không có trên phiếu."
UNKNOWN_EN = "The amount is not confirmed yet. Ask staff before paying; pay nothing that is not on the slip."


@dataclass(frozen=True)
class FeeLine:
    """One fee of one dossier; None means the amount is not known, never zero."""

    key: str
    name_vi: str
    kind: str
    setter: str
    full_vnd: int | None
    citizen_vnd: int | None
    budget_vnd: int | None
    reason_vi: str
    reason_en: str
    name_en: str = ""
    quantity: int = 1
    unconfirmed: bool = False
    """The amount stands on a source that is not sure yet."""
    refund_when: tuple[str, ...] = ()
    """Endings of the case after which what was paid goes back."""


@dataclass(frozen=True)
class FeeAssessment:
    """All that is owed for one dossier."""

    lines: list[FeeLine]
    citizen_total_vnd: int
    budget_total_vnd: int
    unknown: bool
    """Some amount is not known: the total is then a lower bound and nothing may be collected on it."""


def assess(
    content: Mapping[str, Any],
    *,
    answers: Mapping[str, Any],
    values: Mapping[str, Any],
    channel: Channel,
    filed_on: date,
    exemptions: Iterable[str] = frozenset(),
) -> FeeAssessment:
    """Return what is owed, line by line, who pays it and why.

    Filed online: a fee set by the City Council is 0; a fee set by the Ministry of Finance for a procedure
    the City People's Committee manages is paid by the city budget; an appraisal fee (phí thẩm định) and the
    fees of police, tax and insurance are not covered. Filed directly: the full price. Exempt persons pay
    nothing at any channel. An amount nobody knows stays unknown.

    Args:
        values: cleaned form values, read for quantities such as the number of copies.
        filed_on: day of filing in Hanoi; picks the rate in force.
        exemptions: grounds the person proved, keys of `EXEMPTIONS`.
    Law: Resolution 77/2025/NQ-HĐND of Hà Nội, in force 1 January 2026.
    """
    counted = settled(content, answers)
    parts = [p for p in content.get("fees", []) if holds(p.get("when"), answers=counted, values=values)]
    in_force = [part for part in parts if _in_force(part, filed_on)]
    city_managed = _city_managed(content)
    lines = [
        _line(
            part,
            _count(part.get("quantity_from"), counted, values),
            _count(part.get("times_from"), counted, values),
            channel,
            filed_on,
            city_managed,
            frozenset(exemptions),
        )
        for part in in_force
    ]
    nothing_known = not content.get("fees") or bool(parts and not in_force)
    return FeeAssessment(
        lines=lines,
        citizen_total_vnd=sum(line.citizen_vnd or 0 for line in lines),
        budget_total_vnd=sum(line.budget_vnd or 0 for line in lines),
        unknown=nothing_known or any(line.citizen_vnd is None for line in lines),
    )


def _line(
    part: Mapping[str, Any],
    quantity: int,
    times: int,
    channel: Channel,
    filed_on: date,
    city_managed: bool,
    exemptions: frozenset[str],
) -> FeeLine:
    amount: int | None = part.get("amount_vnd")
    online: int | None = part.get("online_amount_vnd")
    full = None if amount is None else _price(part, amount, quantity) * times
    online_full = full if online is None else _price(part, online, quantity) * times
    ground = next((g for g in part.get("exemptions", []) if g in exemptions), None)
    supported = channel == "ONLINE" and city_managed and filed_on >= CITY_SUPPORT_FROM

    if amount == 0 and online in {None, 0}:
        return _as_line(part, quantity, 0, 0, 0, "0 ₫: việc này không thu tiền.", "0 ₫: no charge for this.")
    if ground is not None:
        who_vi, who_en = EXEMPTIONS.get(ground, (ground, ground))
        return _as_line(part, quantity, full, 0, 0, f"0 ₫ vì được miễn: {who_vi}.", f"0 ₫: exempt, {who_en}.")
    if part["kind"] == "THAM_DINH":
        price = online_full if channel == "ONLINE" else full
        return _priced(
            part,
            quantity,
            price,
            "Phí thẩm định trả đủ, Nghị quyết 77/2025/NQ-HĐND không hỗ trợ khoản này.",
            "Appraisal fee, paid in full: Resolution 77/2025/NQ-HĐND does not cover it.",
        )
    if supported and part["setter"] == "COUNCIL" and (amount is not None or online == 0):
        return _as_line(
            part,
            quantity,
            full,
            0,
            0,
            "0 ₫ vì nộp trực tuyến, Nghị quyết 77/2025/NQ-HĐND.",
            "0 ₫ because it is filed online, Resolution 77/2025/NQ-HĐND.",
        )
    if supported and part["setter"] == "MOF" and online_full is not None:
        return _as_line(
            part,
            quantity,
            full,
            0,
            online_full,
            "0 ₫ vì nộp trực tuyến, ngân sách thành phố trả thay, Nghị quyết 77/2025/NQ-HĐND.",
            "0 ₫ because it is filed online; the city budget pays, Resolution 77/2025/NQ-HĐND.",
        )
    if channel == "ONLINE":
        return _priced(
            part,
            quantity,
            online_full,
            "Mức nộp trực tuyến của cả nước; Nghị quyết 77/2025/NQ-HĐND không hỗ trợ khoản này.",
            "National price for filing online; Resolution 77/2025/NQ-HĐND does not cover it.",
        )
    return _priced(
        part,
        quantity,
        full,
        "Nộp trực tiếp thì trả đủ; nộp trực tuyến mới được hỗ trợ."
        if city_managed
        else "Nộp trực tiếp thì trả đủ.",
        "Filed at the counter: full price; only filing online is supported."
        if city_managed
        else "Filed at the counter: full price.",
    )


def _price(part: Mapping[str, Any], each_vnd: int, quantity: int) -> int:
    """Return the price of so many units: the first ones at `each_vnd`, then cheaper, up to a most."""
    then = part.get("then")
    first = min(quantity, then["after"]) if then else quantity
    price = first * each_vnd + (quantity - first) * (then["each_vnd"] if then else 0)
    most: int | None = part.get("most_vnd")
    return price if most is None else min(price, most)


def _priced(part: Mapping[str, Any], quantity: int, price: int | None, vi: str, en: str) -> FeeLine:
    if price is None:
        return _as_line(part, quantity, None, None, None, UNKNOWN_VI, UNKNOWN_EN)
    return _as_line(part, quantity, price, price, 0, vi, en)


def _as_line(
    part: Mapping[str, Any],
    quantity: int,
    full: int | None,
    citizen: int | None,
    budget: int | None,
    vi: str,
    en: str,
) -> FeeLine:
    return FeeLine(
        key=part["key"],
        name_vi=part["name_vi"],
        kind=part["kind"],
        setter=part["setter"],
        full_vnd=full,
        citizen_vnd=citizen,
        budget_vnd=budget,
        reason_vi=vi,
        reason_en=en,
        name_en=part.get("name_en") or part["name_vi"],
        quantity=quantity,
        unconfirmed=part.get("confidence", "unknown") not in {"sourced", "high"},
        refund_when=tuple(part.get("refund_when") or ()),
    )


def _city_managed(content: Mapping[str, Any]) -> bool:
    return content.get("route") == "CITY" and content["authority"]["kind"] in CITY_AUTHORITIES


def _in_force(part: Mapping[str, Any], on: date) -> bool:
    first, last = part.get("valid_from"), part.get("valid_to")
    return (not first or date.fromisoformat(first) <= on) and (not last or on <= date.fromisoformat(last))


def _count(name: str | None, answers: Mapping[str, Any], values: Mapping[str, Any]) -> int:
    if not name:
        return 1
    found = values.get(name, answers.get(name))
    if isinstance(found, list):
        return min(max(len(found), 1), MOST_COPIES)
    try:
        return min(max(int(found), 1), MOST_COPIES) if found is not None else 1
    except (TypeError, ValueError):
        return 1
