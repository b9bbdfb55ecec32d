"""Tab of steps and terms (D1)."""

from cuamo.catalogue.rules.process import AUTHORITIES as AUTHORITIES_ASKED
from cuamo.web.catalogue.boxes import Box
from cuamo.web.catalogue.choices import CHECKED_AT, POLICIES, ROLES, STEPS, UNITS
from cuamo.web.catalogue.shelves import Sheet, Shelf

STEP_BOXES = (
    Box("step", "Bước", "select", options=STEPS, required=True),
    Box("role", "Ai làm", "select", options=ROLES),
    Box("hours", "Số giờ", "number", required=True),
    Box("unit_kind", "Hỏi cơ quan", "select", options=tuple(AUTHORITIES_ASKED.items())),
    Box("unit_code", "Hoặc mã đơn vị", "text"),
    Box("question_vi", "Hỏi gì", "area", wide=True),
    Box("when", "Chỉ làm bước này khi", "condition", wide=True),
)
"""Of one step, where its condition needs more than one comparison; the table asks the same."""

TIME_CASES = Shelf(
    ("time_limit", "cases"),
    "Thời hạn riêng",
    "Thêm thời hạn riêng",
    (
        Box("when", "Thời hạn này khi", "condition", required=True, wide=True),
        Box("qty", "Thời hạn", "int", required=True),
        Box("unit", "Đơn vị", "select", options=UNITS, required=True),
        Box(
            "same_day_cutoff",
            "Giờ chốt trả trong ngày",
            "text",
            hint="Ví dụ 15:00. Để trống nếu không trả trong ngày",
        ),
        Box("note", "Ghi chú", "text", wide=True, hint="Ví dụ: Phải kiểm tra, xác minh"),
    ),
    {"qty": 1, "unit": "WORKING_DAY", "note": ""},
    6,
    "note",
)

PROCESS = Sheet(
    ("time_limit", "process", "desk_checks"),
    (
        Box("time_limit.qty", "Thời hạn", "int", required=True),
        Box("time_limit.unit", "Đơn vị", "select", options=UNITS, required=True),
        Box(
            "time_limit.same_day_cutoff",
            "Giờ chốt trả trong ngày",
            "text",
            hint="Ví dụ 15:00. Để trống nếu không trả trong ngày",
        ),
        Box(
            "time_limit.clock_policy",
            "Khi người dân bổ sung giấy tờ",
            "select",
            options=POLICIES,
            required=True,
        ),
        Box("time_limit.note", "Ghi chú về thời hạn", "text", wide=True),
        Box(
            "process",
            "Các bước",
            "rows",
            hint="Một ngày làm việc là 8 giờ. Tổng số giờ bằng thời hạn, việc song song chỉ tính một lần",
            columns=(
                Box("step", "Bước", "select", options=STEPS, required=True),
                Box("role", "Ai làm", "select", options=ROLES),
                Box("hours", "Số giờ", "number", required=True),
                Box("when", "Chỉ khi", "when"),
                Box("unit_kind", "Hỏi cơ quan", "select", options=tuple(AUTHORITIES_ASKED.items())),
                Box("unit_code", "Hoặc mã đơn vị", "text"),
                Box("question_vi", "Hỏi gì", "area"),
            ),
            keep_empty=True,
            wide=True,
        ),
        Box(
            "desk_checks",
            "Việc cán bộ kiểm",
            "rows",
            hint="Giấy tờ tự có trong bảng kiểm của cán bộ; ở đây ghi việc khác cần đánh dấu",
            columns=(
                Box("key", "Tên trong máy", "key", required=True),
                Box("step", "Ở bước", "select", options=CHECKED_AT),
                Box("text_vi", "Kiểm việc gì", "area", required=True),
                Box("law", "Căn cứ", "text"),
                Box("about", "Về giấy hoặc ô nào", "text"),
                Box("when", "Chỉ khi", "when"),
                Box("required", "Cần kiểm", "check"),
                Box("blocks", "Chưa kiểm thì không qua bước", "check"),
            ),
            wide=True,
        ),
    ),
)
