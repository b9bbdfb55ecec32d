"""Read a record of the national portal as a row of a procedure list; its known traps are flagged."""

from collections.abc import Mapping
from typing import Any

from cuamo.catalogue.rules.portal_rows import LEAST_PLAUSIBLE_FEE_VND, Fault
from cuamo.kernel.text import fold

UNITS = {"working_day": "WORKING_DAY", "day": "DAY", "hour": "HOUR", "month": "MONTH"}
AUDIENCES = (
    ("citizen", ("cong dan", "nguoi nuoc ngoai", "nguoi viet nam")),
    ("business", ("doanh nghiep", "hop tac xa")),
    ("organisation", ("to chuc", "can bo", "dang vien")),
)
COUNCIL = ("hoi dong nhan dan", "hdnd")
MOST_COPIES = 20
MOST_PAPERS = 60
MOST_NAME = 900


def is_national(row: object) -> bool:
    """Return whether a row has the shape of a record of the national portal."""
    return isinstance(row, Mapping) and "name" in row and "channels" in row and "name_vi" not in row


def as_row(record: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """Return the record as a row of a procedure list, and what in it is not to be trusted.

    Nothing of a record is ever certain: amounts and limits that fall into a known trap become "not known".
    """
    flags: list[Fault] = []
    channels = [item for item in _listed(record.get("channels")) if isinstance(item, Mapping)]
    limit = _limit(channels, flags)
    row = {
        "code": record.get("code"),
        "name_vi": _short(record.get("name"), "name", flags),
        "field_vi": record.get("field"),
        "promulgated_by": str(record.get("authority_promulgating") or ""),
        "decision_no": str(record.get("decision_no") or "")[:300],
        "audience": _audience(_listed(record.get("audience"))),
        "competent_authority_vi": _authority(record, flags),
        "service_level": "partial" if any(item.get("channel") == "online" for item in channels) else "none",
        "statutory_time": limit,
        "fee": {"standard_vnd": _fee(channels, flags)},
        "components": _papers(record, flags),
        "results": [
            {"name_vi": str(item.get("name"))[:MOST_NAME], "code": str(item.get("code") or "")}
            for item in _listed(record.get("results"))
            if isinstance(item, Mapping) and item.get("name")
        ],
        "sources": [str(record["portal_url"])] if record.get("portal_url") else [],
        "as_of": str(record.get("retrieved") or "")[:20],
        "confidence_detail": dict.fromkeys(("statutory_time", "fee_standard", "components"), "low"),
    }
    for mark in _listed(record.get("quality_flags")):
        flags.append(Fault("quality_flags", f"Nguồn ghi: {mark}.", f"The source says: {mark}."))
    return row, flags


def _limit(channels: list[Mapping[str, Any]], flags: list[Fault]) -> dict[str, Any]:
    times = [(item.get("time_value"), item.get("time_unit")) for item in channels]
    told = [(value, unit) for value, unit in times if value is not None]
    if any(unit not in UNITS for _, unit in told):
        flags.append(
            Fault(
                "channels.time_unit",
                "Thời hạn thiếu đơn vị. Ghi là chưa biết.",
                "A time limit has no unit; noted as not known.",
            )
        )
    sound = [
        (value, UNITS[unit])
        for value, unit in told
        if unit in UNITS and isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 400
    ]
    if len(set(sound)) > 1:
        flags.append(
            Fault(
                "channels.time_value",
                "Mỗi cách nộp một thời hạn khác nhau. Lấy thời hạn dài nhất.",
                "Channels differ in their limits; the longest is taken.",
            )
        )
    if not sound:
        return {"qty": None, "unit": None}
    minutes = {"HOUR": 60, "WORKING_DAY": 480, "DAY": 480, "MONTH": 480 * 22}
    value, unit = max(sound, key=lambda pair: pair[0] * minutes[pair[1]])
    return {"qty": value, "unit": unit}


def _fee(channels: list[Mapping[str, Any]], flags: list[Fault]) -> int | None:
    fees = [fee for item in channels for fee in _listed(item.get("fees")) if isinstance(fee, Mapping)]
    notes = fold(
        " ".join([*(str(f.get("note") or "") for f in fees), *(str(c.get("note") or "") for c in channels)])
    )
    if any(word in notes for word in COUNCIL):
        flags.append(
            Fault(
                "channels.fees",
                "Mức phí do hội đồng nhân dân tỉnh, thành phố đặt. Ghi là chưa biết.",
                "The provincial council sets the fee; noted as not known.",
            )
        )
        return None
    amounts = {fee.get("amount") for fee in fees}
    if any(fee.get("currency") not in {None, "", "VND"} for fee in fees):
        flags.append(Fault("channels.fees", "Mức phí không bằng đồng.", "The fee is not in đồng."))
        return None
    whole = {a for a in amounts if isinstance(a, int) and not isinstance(a, bool) and a >= 0}
    if any(0 < amount < LEAST_PLAUSIBLE_FEE_VND for amount in whole):
        flags.append(
            Fault(
                "channels.fees",
                "Mức phí dưới 1.000 ₫, có thể thiếu ba số 0. Ghi là chưa biết.",
                "A fee below 1,000 ₫, perhaps three zeros are missing; noted as not known.",
            )
        )
        return None
    return whole.pop() if len(whole) == 1 and len(amounts) == 1 else None


def _papers(record: Mapping[str, Any], flags: list[Fault]) -> list[dict[str, Any]]:
    papers: list[dict[str, Any]] = []
    for group in _listed(record.get("components")):
        if not isinstance(group, Mapping):
            continue
        name = str(group.get("group") or "").strip()
        for item in _listed(group.get("items")):
            if isinstance(item, Mapping) and str(item.get("name") or "").strip():
                papers.append(
                    {
                        "name_vi": str(item["name"])[:MOST_NAME],
                        "originals": _count(item.get("originals")),
                        "copies": _count(item.get("copies")),
                        "requirement": "conditional" if name else "always",
                        "condition_vi": name[:MOST_NAME],
                    }
                )
    if len(papers) > MOST_PAPERS:
        flags.append(
            Fault(
                "components",
                f"Có {len(papers)} giấy tờ, giữ {MOST_PAPERS} giấy đầu.",
                f"There are {len(papers)} papers; the first {MOST_PAPERS} are kept.",
            )
        )
    return papers[:MOST_PAPERS]


def _authority(record: Mapping[str, Any], flags: list[Fault]) -> str:
    """Return who decides; the portal often names only who carries it out, or nobody."""
    for name in ("agency_competent", "agency_executing"):
        told = ", ".join(str(item) for item in _listed(record.get(name)) if item)
        if told:
            if name != "agency_competent":
                flags.append(
                    Fault(
                        "agency_competent",
                        "Nguồn không ghi cơ quan có thẩm quyền. Lấy cơ quan thực hiện.",
                        "The source names no deciding body; the one that carries it out is taken.",
                    )
                )
            return told[:MOST_NAME]
    flags.append(
        Fault("agency_competent", "Nguồn không ghi cơ quan nào.", "The source names no body at all.")
    )
    return "Chưa rõ cơ quan giải quyết"


def _audience(told: list[Any]) -> list[str]:
    folded = " | ".join(fold(str(item)) for item in told)
    return [name for name, words in AUDIENCES if any(word in folded for word in words)]


def _short(name: Any, where: str, flags: list[Fault]) -> Any:
    if isinstance(name, str) and len(name) > MOST_NAME:
        flags.append(Fault(where, "Tên dài quá 900 chữ, đã cắt.", "The name is cut at 900 characters."))
        return name[: MOST_NAME - 1] + "…"
    return name


def _count(found: Any) -> int:
    return min(max(found, 0), MOST_COPIES) if isinstance(found, int) and not isinstance(found, bool) else 0


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []
