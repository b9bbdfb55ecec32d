"""Tab of the form: its sections, fields and checks (D1)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cuamo.catalogue.rules import paper_facts
from cuamo.dossiers.rules.proposed_fields import usually_read_from
from cuamo.web.catalogue.boxes import Box
from cuamo.web.catalogue.choices import KEY_HINT, PREFILLS, READ_FACTS, READ_PAPERS, TYPES
from cuamo.web.catalogue.tab_citizen import OPTION_BOXES

WHOLE_FORM_BOXES = (
    Box("ref", "Mẫu tờ khai theo văn bản", "text", wide=True, hint="Ví dụ: CT01, Thông tư 53/2025/TT-BCA"),
)
SECTION_BOXES = (
    Box("title_vi", "Tiêu đề phần", "text", required=True),
    Box("title_en", "Tiêu đề tiếng Anh", "text", required=True),
    Box("key", "Tên dùng trong máy", "key", required=True, hint=KEY_HINT),
    Box("help_vi", "Lời giải thích", "text", wide=True),
    Box("when", "Chỉ hiện khi", "condition", wide=True),
)
SECTION: Mapping[str, Any] = {"key": "", "title_vi": "", "title_en": "", "fields": []}
FIELD_BOXES = (
    Box("label_vi", "Câu hiện ra", "text", required=True),
    Box("label_en", "Câu tiếng Anh", "text", required=True),
    Box("key", "Tên dùng trong máy", "key", required=True, hint=KEY_HINT),
    Box("type", "Kiểu", "select", options=TYPES, required=True),
    Box("required", "Bắt buộc điền", "check"),
    Box("help_vi", "Lời giải thích", "text"),
    Box("help_en", "Lời giải thích, tiếng Anh", "text"),
    Box(
        "options",
        "Các lựa chọn",
        "rows",
        hint="Cho kiểu chọn một, chọn nhiều",
        columns=OPTION_BOXES,
        wide=True,
    ),
    Box(
        "columns",
        "Các cột của bảng",
        "rows",
        hint="Cho kiểu bảng nhiều dòng",
        columns=(
            Box("key", "Tên trong máy", "key", required=True),
            Box("label_vi", "Tên cột", "text", required=True),
            Box("label_en", "Tiếng Anh", "text", required=True),
            Box(
                "type",
                "Kiểu",
                "select",
                options=tuple(t for t in TYPES if t[0] not in {"table", "file", "signature"}),
            ),
            Box("required", "Bắt buộc", "check"),
            Box("options", "Lựa chọn: giá trị | câu hiện ra | tiếng Anh", "choices"),
            Box("max_length", "Dài nhất", "int"),
            Box("partial", "Ngày, tháng có thể không nhớ", "check"),
        ),
        empty_row={"type": "text"},
        wide=True,
        group="Bảng, điền sẵn, giới hạn",
    ),
    Box(
        "max_rows", "Bảng nhiều nhất mấy dòng", "int", hint="Để trống là 20", group="Bảng, điền sẵn, giới hạn"
    ),
    Box("prefill", "Điền sẵn từ căn cước", "select", options=PREFILLS, group="Bảng, điền sẵn, giới hạn"),
    Box(
        "read_from",
        "Gợi ý từ giấy đã quét",
        "rows",
        hint="Máy đọc chỉ gợi ý, người xem rồi mới dùng",
        columns=(
            Box("paper", "Giấy", "select", options=READ_PAPERS),
            Box("fact", "Dữ kiện trên giấy", "select", options=READ_FACTS),
        ),
        wide=True,
        group="Bảng, điền sẵn, giới hạn",
    ),
    Box("max_length", "Dài nhất, số chữ", "int", group="Bảng, điền sẵn, giới hạn"),
    Box("min", "Số nhỏ nhất", "int", group="Bảng, điền sẵn, giới hạn"),
    Box("max", "Số lớn nhất", "int", group="Bảng, điền sẵn, giới hạn"),
    Box("partial", "Ngày, tháng có thể không nhớ", "check", group="Bảng, điền sẵn, giới hạn"),
    Box("past", "Ngày không được ở tương lai", "check", group="Bảng, điền sẵn, giới hạn"),
    Box("today", "Địa chỉ hiện nay: đổi phường xã cũ sang mới", "check", group="Bảng, điền sẵn, giới hạn"),
    Box("prefill_when", "Chỉ điền sẵn khi", "condition", wide=True, group="Bảng, điền sẵn, giới hạn"),
    Box("when", "Chỉ hiện khi", "condition", wide=True),
)


def field_boxes(part: Mapping[str, Any]) -> tuple[Box, ...]:
    """Return the boxes of a field; what its key already means stands beside what may be written instead."""
    usual = [
        f"{paper_facts.PAPERS[row['paper']][0]} ({paper_facts.fact_words(row['fact'])})"
        for row in usually_read_from(str(part.get("key", "")))
    ]
    if not usual:
        return FIELD_BOXES
    return tuple(
        replace(box, hint=f"{box.hint}. Để trống thì đọc từ {', '.join(usual)}")
        if box.key == "read_from"
        else box
        for box in FIELD_BOXES
    )


FIELD: Mapping[str, Any] = {"key": "", "label_vi": "", "label_en": "", "type": "text"}
CHECK_BOXES = (
    Box("field", "Báo lỗi ở ô", "key", required=True, hint="Tên trong máy của ô"),
    Box("vi", "Lời báo lỗi", "text", required=True, wide=True),
    Box("en", "Lời báo lỗi tiếng Anh", "text", required=True, wide=True),
    Box("fails_when", "Báo lỗi khi", "condition", required=True, wide=True),
)
CHECK: Mapping[str, Any] = {"field": "", "vi": "", "en": "", "fails_when": {}}
