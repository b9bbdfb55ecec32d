"""Turn a row of a procedure list (the shape of procedures.json) into a content, or name its faults."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cuamo.kernel.text import fold, nfc

LEVELS = {"full": "FULL", "partial": "PARTIAL", "offline": "NONE", "none": "NONE", "information": "NONE"}
UNITS = frozenset({"WORKING_DAY", "DAY", "HOUR", "MONTH", "OTHER"})
SURE = ("sourced", "high")
LEAST_PLAUSIBLE_FEE_VND = 1000
_CODE = re.compile(r"^\d\.\d{6}$")
_KINDS = (
    ("POLICE", ("cong an", "csgt", "xuat nhap canh")),
    ("LAND", ("dat dai",)),
    ("WARD", ("ubnd cap xa",)),
    ("DEPARTMENT", ("so ",)),
)
_DEPARTMENTS = {
    "tu phap": "SO-TP", "tai chinh": "SO-TC", "cong thuong": "SO-CT", "y te": "SO-YT", "noi vu": "SO-NV",
    "xay dung": "SO-XD", "gddt": "SO-GDDT", "giao duc": "SO-GDDT", "du lich": "SO-DL",
    "viec lam": "SO-NV",
}  # fmt: skip
_FIELDS = {"ho tich": "G15-TP07", "dang ky, quan ly cu tru": "G01-CA05", "dat dai": "G13-TN02"}
_FIELDS |= {"hoat dong xay dung": "G17-XD11"}


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field of one row."""

    field: str
    vi: str
    en: str


@dataclass
class Reading:
    """What came out of a row."""

    content: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, name: str, vi: str, en: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(name, vi, en))


def read_row(row: object) -> Reading:
    """Return the content of a row, with every fault of every field; a row with faults has no content.

    Facts whose confidence is below high are listed as unconfirmed. A fee that is not stated stays unknown,
    a fee below 1,000 ₫ is a known error of the portal ("100" for 100,000) and a fault.
    """
    reading = Reading()
    if not isinstance(row, Mapping):
        reading.fault("", "Dòng này không phải một thủ tục.", "This row is no procedure.")
        return reading
    code = _text(row, "code", reading, required=True, most=20)
    if code and not _CODE.match(code):
        reading.fault(
            "code",
            f"Mã «{code}» cần dạng 1.001193: một số, dấu chấm, sáu số.",
            f"Code “{code}” needs the form 1.001193: one figure, a dot, six figures.",
        )
    name = _text(row, "name_vi", reading, required=True, most=900)
    field_vi = _text(row, "field_vi", reading, required=True, most=300)
    authority = _text(row, "competent_authority_vi", reading, required=True, most=900)
    confidence = _words(row, "confidence_detail", reading)
    kind = _authority_kind(authority)
    content = {
        "code": code,
        "name_vi": name,
        "name_en": _text(row, "name_en", reading, most=900),
        "field_vi": field_vi,
        "field_code": _FIELDS.get(fold(field_vi), ""),
        "audience": _audience(row, reading),
        "authority": {
            "kind": kind,
            "unit_code": _unit_code(kind, authority),
            "name_vi": authority,
            "name_en": _text(row, "competent_authority_en", reading, most=900),
        },
        "level": _level(row, reading),
        "route": _route(kind, str(row.get("promulgated_by") or "")),
        "legal_basis": [text] if (text := _text(row, "decision_no", reading, most=300)) else [],
        "confidence": confidence,
        "time_limit": _time_limit(row, reading),
        "components": _components(row, reading),
        "form": _form(row, reading),
        "fees": _fees(row, confidence, reading),
        "result": _result(row, reading),
        "other_results": [str(r.get("name_vi")) for r in _listed(row, "results")[1:] if r.get("name_vi")],
        "delegation": _delegation(row),
        "notes_en": [text] if (text := _text(row, "agent_notes", reading, most=2000)) else [],
        "unconfirmed": [
            {"fact": fact, "confidence": _grade(grade), "note": ""}
            for fact, grade in sorted(confidence.items())
            if not grade.startswith(SURE) and grade != "none"
        ],
        "source": "; ".join(str(s) for s in row.get("sources") or []) if _is_list(row.get("sources")) else "",
        "as_of": _text(row, "as_of", reading, most=20),
    }
    if not reading.faults:
        reading.content = content
    return reading


def _text(row: Mapping[str, Any], name: str, reading: Reading, *, required: bool = False, most: int) -> str:
    raw = row.get(name)
    if raw is None or raw == "":
        if required:
            reading.fault(name, f"Thiếu {name}. Ghi vào cột này.", f"{name} is missing. Fill it in.")
        return ""
    if not isinstance(raw, str):
        reading.fault(name, f"{name} cần là chữ.", f"{name} must be text.")
        return ""
    text = re.sub(r"\s+", " ", nfc(raw)).strip()
    if len(text) > most:
        reading.fault(name, f"{name} dài quá {most} chữ cái.", f"{name} is longer than {most} characters.")
    if required and not text:
        reading.fault(name, f"{name} chỉ có khoảng trắng.", f"{name} holds only spaces.")
    return text


def _listed(row: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    raw = row.get(name)
    return [item for item in raw if isinstance(item, Mapping)] if isinstance(raw, list) else []


def _is_list(raw: object) -> bool:
    return isinstance(raw, list)


def _words(row: Mapping[str, Any], name: str, reading: Reading) -> dict[str, str]:
    raw = row.get(name) or {}
    if not isinstance(raw, Mapping):
        reading.fault(
            name, f"{name} cần là một bảng tên và chữ.", f"{name} must be a table of names and text."
        )
        return {}
    return {str(key)[:60]: str(value)[:200] for key, value in list(raw.items())[:40]}


def _grade(grade: str) -> str:
    first = grade.partition(" ")[0].strip(",;")
    return first if first in {"medium", "low"} else "unknown"


def _audience(row: Mapping[str, Any], reading: Reading) -> list[str]:
    raw = row.get("audience") or []
    known = ("citizen", "business", "organisation")
    if not isinstance(raw, list) or any(item not in known for item in raw):
        reading.fault(
            "audience", f"audience chỉ nhận {', '.join(known)}.", f"audience takes only {', '.join(known)}."
        )
        return []
    return raw


def _level(row: Mapping[str, Any], reading: Reading) -> str:
    level = LEVELS.get(str(row.get("service_level") or "none").lower())
    if level is None:
        reading.fault(
            "service_level",
            f"service_level «{row.get('service_level')}» cần là full, partial hoặc offline.",
            f"service_level “{row.get('service_level')}” must be full, partial or offline.",
        )
    return level or "NONE"


def _time_limit(row: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    raw = row.get("statutory_time") or {}
    if not isinstance(raw, Mapping):
        reading.fault(
            "statutory_time", "statutory_time cần qty và unit.", "statutory_time needs qty and unit."
        )
        return {"qty": None, "unit": None}
    qty, unit, note = raw.get("qty"), raw.get("unit"), str(raw.get("note") or "")
    if qty is not None and (isinstance(qty, bool) or not isinstance(qty, int) or not 0 <= qty <= 400):
        reading.fault(
            "statutory_time.qty",
            f"Thời hạn «{qty}» cần là số từ 0 đến 400.",
            f"Time limit “{qty}” must be a number from 0 to 400.",
        )
    if unit is not None and unit not in UNITS:
        reading.fault(
            "statutory_time.unit",
            f"Đơn vị thời hạn «{unit}» cần là một trong {', '.join(sorted(UNITS))}.",
            f"Unit “{unit}” must be one of {', '.join(sorted(UNITS))}.",
        )
    if qty is not None and unit is None:
        reading.fault(
            "statutory_time.unit", "Có số nhưng thiếu đơn vị thời hạn.", "The time limit has no unit."
        )
    same_day = qty == 0 or "15:00" in note
    return {
        "qty": (qty or 1) if qty is not None else None,
        "unit": "WORKING_DAY" if qty == 0 else unit,
        "same_day_cutoff": "15:00" if same_day else None,
        "clock_policy": "PAUSE",
        "note": note[:2000],
    }


def _components(row: Mapping[str, Any], reading: Reading) -> list[dict[str, Any]]:
    raw = row.get("components") or []
    if not isinstance(raw, list):
        reading.fault(
            "components", "components cần là danh sách giấy tờ.", "components must be a list of papers."
        )
        return []
    parts: list[dict[str, Any]] = []
    for number, item in enumerate(raw):
        where = f"components[{number}]"
        if not isinstance(item, Mapping) or not str(item.get("name_vi") or "").strip():
            reading.fault(f"{where}.name_vi", "Giấy tờ này thiếu tên.", "This paper has no name.")
            continue
        counts = {}
        for count in ("originals", "copies"):
            value = item.get(count) or 0
            if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 20:
                reading.fault(
                    f"{where}.{count}",
                    f"Số bản «{value}» cần từ 0 đến 20.",
                    f"Count “{value}” must be 0 to 20.",
                )
                value = 0
            counts[count] = value
        requirement = item.get("requirement", "always")
        if requirement not in {"always", "conditional", "present"}:
            reading.fault(
                f"{where}.requirement",
                f"«{requirement}» cần là always, conditional hoặc present.",
                f"“{requirement}” must be always, conditional or present.",
            )
        name = nfc(str(item["name_vi"])).strip()
        parts.append(
            {
                "key": _key(name, {part["key"] for part in parts}),
                "name_vi": name[:900],
                "name_en": str(item.get("name_en") or name)[:900],
                **counts,
                "required": requirement == "always",
                "replaced_by_data": str(item.get("replaced_by_data") or "")[:900],
                "shown_only": requirement == "present",
                "note_vi": str(item.get("condition_vi") or "")[:900],
                "note_en": str(item.get("condition") or "")[:900],
            }
        )
    return parts


def _form(row: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    raw = row.get("eform") or {}
    if not isinstance(raw, Mapping):
        reading.fault("eform", "eform cần form_ref và fields.", "eform needs form_ref and fields.")
        return {}
    keys: set[str] = set()
    for number, item in enumerate(raw.get("fields") or []):
        where = f"eform.fields[{number}]"
        if not isinstance(item, Mapping) or not item.get("key") or not item.get("label_vi"):
            reading.fault(where, "Ô này thiếu key hoặc label_vi.", "This field lacks key or label_vi.")
        elif str(item["key"]) in keys:
            reading.fault(
                f"{where}.key", f"Trùng key «{item['key']}».", f"Key “{item['key']}” appears twice."
            )
        else:
            keys.add(str(item["key"]))
    return {"ref": str(raw.get("form_ref") or "")[:300]}


def _fees(row: Mapping[str, Any], confidence: Mapping[str, str], reading: Reading) -> list[dict[str, Any]]:
    raw = row.get("fee") or {}
    if not isinstance(raw, Mapping):
        reading.fault("fee", "fee cần standard_vnd.", "fee needs standard_vnd.")
        return []
    amounts: dict[str, int | None] = {}
    for name in ("standard_vnd", "online_national_vnd", "hanoi_online_vnd"):
        value = raw.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
            reading.fault(
                f"fee.{name}",
                f"Số tiền «{value}» cần là số đồng tròn.",
                f"Amount “{value}” must be whole đồng.",
            )
            value = None
        if value is not None and 0 < value < LEAST_PLAUSIBLE_FEE_VND:
            reading.fault(
                f"fee.{name}",
                f"{value} ₫ thấp bất thường, có thể thiếu ba số 0. Xem lại.",
                f"{value} ₫ is implausibly low, perhaps three zeros are missing. Check it.",
            )
        amounts[name] = value
    standard, national, hanoi = amounts.values()
    note = str(raw.get("note") or "")
    appraisal = "ppraisal" in note and standard != 0 and hanoi is None
    grade = confidence.get("fee_standard", "unknown").split(" ")[0]
    return [
        {
            "key": "le_phi",
            "name_vi": "Phí thẩm định" if appraisal else "Lệ phí",
            "name_en": "Appraisal fee" if appraisal else "Fee",
            "kind": "THAM_DINH" if appraisal else "LE_PHI",
            "setter": "OTHER" if hanoi is None else ("MOF" if national else "COUNCIL"),
            "amount_vnd": standard,
            "online_amount_vnd": national if national is not None else hanoi,
            "exemptions": _exemptions(note),
            "confidence": grade if grade in {"sourced", "high", "medium", "low"} else "unknown",
        }
    ]


def _exemptions(note: str) -> list[str]:
    grounds = {"meritorious": "NGUOI_CO_CONG", "poor": "HO_NGHEO", "disabilit": "NGUOI_KHUYET_TAT"}
    return [ground for word, ground in grounds.items() if "xempt at any" in note and word in note]


def _result(row: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    raw = _listed(row, "results")
    first = raw[0] if raw else {}
    name = str(first.get("name_vi") or "Kết quả giải quyết thủ tục")
    return {
        "code": str(first.get("code") or ""),
        "name_vi": name[:900],
        "name_en": _text(row, "result_en", reading, most=900) or name[:900],
    }


def _delegation(row: Mapping[str, Any]) -> dict[str, Any] | None:
    raw = row.get("delegable")
    if isinstance(raw, bool):
        return {"allowed": raw}
    return {"allowed": True, "note_en": str(raw)[:900]} if isinstance(raw, str) else None


def _authority_kind(text: str) -> str:
    folded = fold(text) + " "
    found = [(folded.find(word), kind) for kind, words in _KINDS for word in words if folded.find(word) >= 0]
    return min(found)[1] if found else "OTHER"


def _unit_code(kind: str, text: str) -> str:
    folded = fold(text)
    if kind == "DEPARTMENT":
        return next((code for word, code in _DEPARTMENTS.items() if word in folded), "")
    if kind == "OTHER":
        return "BHXH-HN" if "bhxh" in folded else "THUE-HN" if "thue" in folded else ""
    return ""


def _route(kind: str, promulgated_by: str) -> str:
    if kind == "POLICE":
        return "MINISTRY:G01"
    national = kind == "OTHER" and "tai chinh" in fold(promulgated_by)
    return "MINISTRY:G12" if national else "CITY"


def _key(name: str, taken: set[str]) -> str:
    slug = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")[:40].strip("_") or "giay"
    key = slug if slug[0].isalpha() else f"g_{slug}"
    return key if key not in taken else f"{key}_{len(taken)}"
