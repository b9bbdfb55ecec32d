"""What differs between two versions, as a list a person reads."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cuamo.catalogue.rules.conditions import OPERATORS

PARTS = {
    "name_vi": "Tên",
    "name_en": "Tên tiếng Anh",
    "field_vi": "Lĩnh vực",
    "field_code": "Mã lĩnh vực",
    "audience": "Đối tượng",
    "authority": "Cơ quan giải quyết",
    "level": "Mức độ",
    "stage_2019": "Mức độ theo cách xếp cũ",
    "route": "Nơi nộp",
    "legal_basis": "Căn cứ pháp lý",
    "everyday_words": "Từ người dân hay dùng",
    "old_names": "Tên cũ",
    "confidence": "Độ chắc chắn",
    "time_limit": "Thời hạn",
    "questions": "Câu hỏi",
    "components": "Giấy tờ",
    "form": "Tờ khai",
    "fees": "Phí",
    "process": "Quy trình",
    "desk_checks": "Việc cán bộ kiểm",
    "result_template": "Mẫu kết quả",
    "blocks": "bắt buộc mới qua bước",
    "result": "Kết quả",
    "other_results": "Kết quả khác",
    "returns": "Cách nhận kết quả",
    "refusal_reasons": "Lý do từ chối",
    "supplement_reasons": "Lý do bổ sung",
    "messages": "Tin nhắn",
    "slips": "Phiếu in",
    "delegation": "Ủy quyền",
    "helpers": "Đơn vị được hỗ trợ",
    "notes_vi": "Ghi chú",
    "notes_en": "Ghi chú tiếng Anh",
    "unconfirmed": "Điều chưa xác nhận",
    "test_cases": "Bài thử",
    "source": "Nguồn",
    "as_of": "Tính đến ngày",
    "sections": "phần",
    "fields": "ô",
    "checks": "kiểm tra chéo",
    "columns": "cột",
    "options": "lựa chọn",
    "label_vi": "câu hiện ra",
    "label_en": "câu tiếng Anh",
    "title_vi": "tiêu đề",
    "title_en": "tiêu đề tiếng Anh",
    "help_vi": "lời giải thích",
    "help_en": "lời giải thích tiếng Anh",
    "text_vi": "lời văn",
    "text_en": "lời văn tiếng Anh",
    "note_vi": "ghi chú",
    "note_en": "ghi chú tiếng Anh",
    "when": "điều kiện",
    "prefill": "điền sẵn từ",
    "read_from": "đọc từ giấy",
    "paper": "giấy",
    "prefill_when": "điều kiện điền sẵn",
    "fails_when": "điều kiện báo lỗi",
    "type": "kiểu",
    "required": "bắt buộc",
    "originals": "bản chính",
    "copies": "bản sao",
    "replaced_by_data": "dữ liệu thay giấy",
    "shown_only": "chỉ đưa xem",
    "amount_vnd": "mức trực tiếp",
    "online_amount_vnd": "mức trực tuyến",
    "quantity_from": "nhân với ô",
    "valid_from": "từ ngày",
    "valid_to": "đến ngày",
    "hours": "số giờ",
    "qty": "số lượng",
    "unit": "đơn vị",
    "same_day_cutoff": "giờ chốt trong ngày",
    "clock_policy": "khi bổ sung",
    "kind": "loại",
    "setter": "nơi đặt mức",
    "law": "căn cứ",
    "role": "vai trò",
    "step": "bước",
    "value": "giá trị",
    "answers": "câu trả lời",
    "values": "giá trị tờ khai",
    "papers": "giấy tờ",
    "online_vnd": "phí trực tuyến",
    "direct_vnd": "phí trực tiếp",
    "received_at": "lúc nhận",
    "due_at": "hẹn trả",
    "exemptions": "diện miễn",
    "unit_code": "mã đơn vị",
    "unit_kind": "cơ quan",
    "question_vi": "câu hỏi cho cơ quan khác",
    "who": "loại đơn vị",
    "may": "được làm gì",
    "needs_vi": "cần gì",
    "needs_en": "cần gì, tiếng Anh",
    "template": "tin",
    "slip": "phiếu",
    "left_out": "bỏ, không gửi, không in",
    "more_vi": "câu thêm ở cuối",
    "instead_vi": "câu thay cả tin",
    "cases": "thời hạn riêng",
    "then": "mức từ số sau",
    "after": "sau số thứ",
    "each_vnd": "mức mỗi số",
    "most_vnd": "thu nhiều nhất",
    "times_from": "nhân tiếp với ô",
    "refund_when": "được hoàn khi hồ sơ",
}
NAMES = ("key", "paper", "step", "template", "slip", "who", "value", "fact", "name_vi")
"""What rows are told apart by, the first they have."""
TITLES = ("label_vi", "title_vi", "name_vi", "text_vi", "fact", "template", "slip", "who")
MOST_WORDS = 300
LOGIC = OPERATORS - {"var"}


@dataclass(frozen=True)
class Change:
    """One difference."""

    kind: Literal["added", "removed", "changed", "moved"]
    part: str
    """Which part of the version, in words."""
    what: str
    """Where in it, in words; empty for the part as a whole."""
    before: str = ""
    after: str = ""


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return what changed from one content to the next, part by part, in the order of the editor."""
    found: list[Change] = []
    for key in [*PARTS, *sorted((set(before) | set(after)) - set(PARTS))]:
        if key in before or key in after:
            part = PARTS.get(key, key)
            found += _compared(part, "", before.get(key), after.get(key))
    return found


def _compared(part: str, what: str, before: Any, after: Any) -> Iterator[Change]:
    if before == after or (_empty(before) and _empty(after)):
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping) and not _is_logic(before, after):
        for key in [*before, *(key for key in after if key not in before)]:
            word = PARTS.get(key, key)
            yield from _compared(part, f"{what} › {word}".strip(" ›"), before.get(key), after.get(key))
    elif _are_rows(before) and _are_rows(after) and (before or after):
        yield from _compared_rows(part, what, before or [], after or [])
    elif isinstance(before, list) and isinstance(after, list):
        yield from (Change("removed", part, what, before=say(item)) for item in before if item not in after)
        yield from (Change("added", part, what, after=say(item)) for item in after if item not in before)
        if sorted(map(say, before)) == sorted(map(say, after)):
            yield Change("moved", part, what, "; ".join(map(say, before)), "; ".join(map(say, after)))
    elif _empty(before):
        yield Change("added", part, what, after=say(after))
    elif _empty(after):
        yield Change("removed", part, what, before=say(before))
    else:
        yield Change("changed", part, what, say(before), say(after))


def _compared_rows(
    part: str, what: str, before: list[Mapping[str, Any]], after: list[Mapping[str, Any]]
) -> Iterator[Change]:
    old, new = _named(before), _named(after)
    for name, row in old.items():
        where = f"{what} › {_title(row)}".strip(" ›")
        if name in new:
            yield from _compared(part, where, row, new[name])
        else:
            yield Change("removed", part, where, before=_title(row))
    for name, row in new.items():
        if name not in old:
            yield Change("added", part, f"{what} › {_title(row)}".strip(" ›"), after=_title(row))
    kept_before = [name for name in old if name in new]
    kept_after = [name for name in new if name in old]
    if kept_before != kept_after:
        yield Change(
            "moved",
            part,
            what,
            "; ".join(_title(old[name]) for name in kept_before)[:MOST_WORDS],
            "; ".join(_title(new[name]) for name in kept_after)[:MOST_WORDS],
        )


def say(value: Any) -> str:
    """Return a value as a person reads it."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    if isinstance(value, str):
        return value[:MOST_WORDS]
    if isinstance(value, Mapping) and _title(value):
        return _title(value)
    return json.dumps(value, ensure_ascii=False)[:MOST_WORDS]


def _are_rows(found: Any) -> bool:
    return found is None or (isinstance(found, list) and all(isinstance(row, Mapping) for row in found))


def _is_logic(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return any(set(part) <= LOGIC for part in (before, after) if part)


def _name(row: Mapping[str, Any], number: int) -> str:
    return next((str(row[name]) for name in NAMES if row.get(name)), f"#{number}")


def _named(rows: list[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return the rows by name; the second of one name, such as a step taken on a condition, is told apart."""
    named: dict[str, Mapping[str, Any]] = {}
    for number, row in enumerate(rows):
        name, times = _name(row, number), 1
        while name in named:
            times += 1
            name = f"{_name(row, number)} #{times}"
        named[name] = row
    return named


def _title(row: Mapping[str, Any]) -> str:
    return next((str(row[name])[:MOST_WORDS] for name in TITLES if row.get(name)), str(row.get("key", "")))


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {}) or value is False
