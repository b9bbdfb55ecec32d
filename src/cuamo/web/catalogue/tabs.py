"""What each tab of the editor asks (D1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cuamo.catalogue.rules import helpers, messages, paper_facts
from cuamo.catalogue.rules.fees import EXEMPTIONS
from cuamo.catalogue.rules.process import AUTHORITIES as AUTHORITIES_ASKED
from cuamo.dossiers.rules.proposed_fields import usually_read_from
from cuamo.payments.rules.refunds import ENDINGS
from cuamo.web.catalogue.boxes import Box
from cuamo.web.catalogue.result_boxes import RESULT_BOXES

LEVELS = (
    ("FULL", "Toàn trình"),
    ("PARTIAL", "Một phần"),
    ("NONE", "Chỉ để xem, chưa nộp được"),
)
STAGES = (
    ("1", "Mức 1: thông tin"),
    ("2", "Mức 2: tải được mẫu đơn"),
    ("3", "Mức 3: nộp trực tuyến, trả phí và nhận tại chỗ"),
    ("4", "Mức 4: trả phí và nhận kết quả trực tuyến hoặc tại nhà"),
)
"""Decree 43/2011/NĐ-CP, replaced by Decree 42/2022/NĐ-CP."""
AUTHORITIES = (
    ("WARD", "Ủy ban nhân dân phường, xã"),
    ("DEPARTMENT", "Sở, ngành"),
    ("POLICE", "Công an"),
    ("LAND", "Đất đai"),
    ("OTHER", "Cơ quan khác"),
)
AUDIENCES = (("citizen", "Công dân"), ("business", "Doanh nghiệp"), ("organisation", "Tổ chức"))
RETURNS = (
    ("HOME", "Bưu tá giao tận nhà"),
    ("POINT", "Nhận tại điểm"),
    ("ELECTRONIC", "Bản điện tử"),
)
CONFIDENCE = (
    ("sourced", "Có nguồn"),
    ("high", "Chắc chắn"),
    ("medium", "Cần kiểm tra"),
    ("low", "Chưa kiểm chứng"),
    ("unknown", "Chưa biết"),
)
UNITS = (
    ("WORKING_DAY", "ngày làm việc"),
    ("DAY", "ngày"),
    ("HOUR", "giờ làm việc"),
    ("MONTH", "tháng"),
    ("OTHER", "cách khác"),
)
TYPES = (
    ("text", "Chữ, một dòng"),
    ("textarea", "Chữ, nhiều dòng"),
    ("date", "Ngày"),
    ("enum", "Chọn một"),
    ("multi", "Chọn nhiều"),
    ("checkbox", "Đánh dấu"),
    ("pid12", "Số căn cước"),
    ("phone", "Số điện thoại"),
    ("email", "Thư điện tử"),
    ("money", "Số tiền"),
    ("integer", "Số nguyên"),
    ("address", "Địa chỉ"),
    ("taxcode", "Mã số thuế"),
    ("table", "Bảng nhiều dòng"),
    ("file", "Tệp, ảnh"),
    ("signature", "Chữ ký"),
)
PREFILLS = (
    ("person.full_name", "Họ tên"),
    ("person.personal_id", "Số căn cước"),
    ("person.birth_date", "Ngày sinh"),
    ("person.sex", "Giới tính"),
    ("person.address", "Nơi cư trú"),
    ("person.phone", "Số điện thoại"),
)
KINDS_OF_FEE = (("LE_PHI", "Lệ phí"), ("PHI", "Phí"), ("THAM_DINH", "Phí thẩm định"))
SETTERS = (("COUNCIL", "Hội đồng nhân dân"), ("MOF", "Bộ Tài chính"), ("OTHER", "Nơi khác"))
STEPS = (
    ("INTAKE", "Tiếp nhận"),
    ("EXAMINE", "Thẩm định"),
    ("APPROVE", "Phê duyệt"),
    ("ISSUE", "Cấp kết quả"),
    ("CONSULT", "Hỏi ý kiến"),
)
CHECKED_AT = STEPS[:3]
ROLES = (
    ("RECEIVER", "Cán bộ tiếp nhận"),
    ("SPECIALIST", "Chuyên viên"),
    ("LEADER", "Lãnh đạo"),
    ("RECORDS_CLERK", "Văn thư"),
)
POLICIES = (("PAUSE", "Tạm dừng, rồi chạy tiếp"), ("RESTART", "Tính lại từ đầu"))
ENDINGS_OF_CASE = tuple((key, words[:1].upper() + words[1:]) for key, words in ENDINGS.items())
EXEMPT = tuple((key, vi[:1].upper() + vi[1:]) for key, (vi, _) in EXEMPTIONS.items())
FACTS = (
    ("code_and_name", "Mã và tên"),
    ("service_level", "Mức độ trực tuyến"),
    ("channels_portal", "Cách nộp"),
    ("competent_authority", "Cơ quan giải quyết"),
    ("statutory_time", "Thời hạn"),
    ("components", "Giấy tờ"),
    ("eform_fields", "Các ô của tờ khai"),
    ("fee_standard", "Mức tiền nộp trực tiếp"),
    ("fee_hanoi_online", "Mức tiền nộp trực tuyến ở Hà Nội"),
)
"""What a source is weighed for, part by part."""
HELPERS = tuple((key, vi) for key, (vi, _) in helpers.KINDS.items())
MAY_HELP = tuple((key, vi) for key, (vi, _) in helpers.MAY.items())
TEXTS = tuple((kind.id, f"{kind.id}: {kind.when_vi}") for kind in messages.kinds().values())
READ_PAPERS = (
    *((paper, name) for paper, (name, _) in paper_facts.PAPERS.items()),
    (paper_facts.NEVER, "Không đọc từ giấy nào"),
)
READ_FACTS = tuple((fact, paper_facts.fact_words(fact)) for fact in paper_facts.offered_facts())
KEY_HINT = "Chữ không dấu, số, gạch dưới. Ví dụ: muc_dich"


@dataclass(frozen=True)
class Sheet:
    """A tab that is one form over some keys of the content."""

    keys: tuple[str, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Shelf:
    """A tab that is a list of parts, one open at a time."""

    path: tuple[str, ...]
    word: str
    add: str
    boxes: tuple[Box, ...] | Callable[[Mapping[str, Any]], tuple[Box, ...]]
    """What each part asks; a function where that hangs on the rest of the content."""
    template: Mapping[str, Any]
    most: int
    title: str = "label_vi"

    def boxes_of(self, content: Mapping[str, Any]) -> tuple[Box, ...]:
        """Return what a part asks in this content."""
        return self.boxes(content) if callable(self.boxes) else self.boxes


OPTION_BOXES = (
    Box("value", "Giá trị", "text", required=True),
    Box("label_vi", "Câu hiện ra", "text", required=True),
    Box("label_en", "Tiếng Anh", "text", required=True),
)

CITIZEN = Sheet(
    (
        "name_vi",
        "name_en",
        "field_vi",
        "field_code",
        "audience",
        "result",
        "level",
        "stage_2019",
        "route",
        "authority",
        "legal_basis",
        "notes_vi",
        "notes_en",
        "everyday_words",
        "old_names",
        "returns",
        "delegation",
        "helpers",
        "unconfirmed",
        "confidence",
        "source",
        "as_of",
    ),
    (
        Box("name_vi", "Tên thủ tục", "area", required=True, hint="Đúng như quyết định công bố"),
        Box("name_en", "Tên tiếng Anh", "text"),
        Box("field_vi", "Lĩnh vực", "text", required=True),
        Box("field_code", "Mã lĩnh vực", "text", hint="Theo Thông tư 03/2025/TT-VPCP, ví dụ G15-TP07"),
        Box("audience", "Ai làm thủ tục này", "set", options=AUDIENCES),
        Box("result.name_vi", "Người dân nhận được gì", "text", required=True),
        Box("result.name_en", "Kết quả bằng tiếng Anh", "text", required=True),
        Box("level", "Mức độ trực tuyến", "select", options=LEVELS, required=True),
        Box(
            "stage_2019",
            "Mức độ theo cách xếp cũ, trước năm 2022",
            "select",
            options=STAGES,
            hint="Chỉ để tra lại lịch sử",
        ),
        Box(
            "route",
            "Nơi nộp",
            "text",
            required=True,
            hint="Thành phố: ghi CITY. Bộ Công an: ghi MINISTRY:G01. Bộ khác: thay G01 bằng mã bộ",
        ),
        Box("authority.kind", "Loại cơ quan giải quyết", "select", options=AUTHORITIES, required=True),
        Box("authority.name_vi", "Tên cơ quan giải quyết", "text"),
        Box("authority.name_en", "Tên cơ quan, tiếng Anh", "text"),
        Box("authority.unit_code", "Mã đơn vị", "text", hint="Để trống nếu tùy nơi cư trú"),
        Box(
            "notes_vi", "Điều cần biết", "lines", hint="Mỗi dòng một ý. Câu ngắn, tối đa 30 tiếng", wide=True
        ),
        Box("notes_en", "Điều cần biết, tiếng Anh", "lines", hint="Mỗi dòng một ý", wide=True),
        Box("everyday_words", "Từ người dân hay dùng", "lines", hint="Mỗi dòng một cách nói", wide=True),
        Box("old_names", "Tên cũ", "lines", hint="Mỗi dòng một tên", wide=True),
        Box(
            "legal_basis",
            "Căn cứ pháp lý",
            "lines",
            hint="Mỗi dòng một văn bản",
            wide=True,
            group="Pháp lý và nguồn",
        ),
        Box("delegation.allowed", "Được ủy quyền cho người khác nộp", "check", group="Pháp lý và nguồn"),
        Box("delegation.note_vi", "Điều kiện ủy quyền", "text", group="Pháp lý và nguồn"),
        Box("delegation.note_en", "Điều kiện ủy quyền, tiếng Anh", "text", group="Pháp lý và nguồn"),
        Box(
            "helpers",
            "Đơn vị nào được hỗ trợ",
            "rows",
            hint="Loại không ghi ở đây thì làm và nộp được. Quầy không được làm thì thấy nơi gần nhất",
            columns=(
                Box("who", "Loại đơn vị", "select", options=HELPERS, required=True),
                Box("may", "Được làm gì", "select", options=MAY_HELP, required=True),
                Box("needs_vi", "Cần gì, ví dụ phiếu gửi hồ sơ", "area"),
                Box("needs_en", "Cần gì, tiếng Anh", "area"),
            ),
            wide=True,
            group="Ai được làm giúp",
        ),
        Box(
            "unconfirmed",
            "Điều chưa xác nhận",
            "rows",
            hint="Người dân thấy lời nhắc hỏi lại trước khi đi",
            columns=(
                Box("fact", "Điều gì", "text", required=True),
                Box("confidence", "Độ chắc chắn", "select", options=CONFIDENCE),
                Box("note", "Ghi chú", "text"),
            ),
            empty_row={"confidence": "medium"},
            wide=True,
            group="Pháp lý và nguồn",
        ),
        Box(
            "confidence",
            "Độ chắc chắn của từng mục",
            "pairs",
            hint="Nguồn chắc đến đâu: sourced, high, medium, low, unknown, kèm lời ngắn nếu cần",
            columns=(
                Box("name", "Mục", "select", options=FACTS),
                Box("value", "Chắc đến đâu", "text"),
            ),
            wide=True,
            group="Pháp lý và nguồn",
        ),
        Box("source", "Nguồn", "area", group="Pháp lý và nguồn", wide=True),
        Box("as_of", "Tính đến ngày", "text", group="Pháp lý và nguồn"),
    ),
)

QUESTIONS = Shelf(
    ("questions",),
    "Câu hỏi",
    "Thêm câu hỏi",
    (
        Box("label_vi", "Câu hỏi", "text", required=True, hint="Người dân và nhân viên đọc đúng câu này"),
        Box("label_en", "Câu hỏi bằng tiếng Anh", "text", required=True),
        Box("help_vi", "Lời giải thích", "text"),
        Box("help_en", "Lời giải thích, tiếng Anh", "text"),
        Box("key", "Tên dùng trong điều kiện", "key", required=True, hint=KEY_HINT),
        Box("options", "Các lựa chọn", "rows", columns=OPTION_BOXES, keep_empty=True, wide=True),
        Box("when", "Chỉ hỏi khi", "condition", wide=True),
    ),
    {"key": "", "label_vi": "", "label_en": "", "options": []},
    6,
)

PAPERS = Shelf(
    ("components",),
    "Giấy tờ",
    "Thêm giấy tờ",
    (
        Box("name_vi", "Tên giấy tờ", "text", required=True),
        Box("name_en", "Tên tiếng Anh", "text", required=True),
        Box("key", "Tên dùng trong máy", "key", required=True, hint=KEY_HINT),
        Box("originals", "Số bản chính", "int", required=True),
        Box("copies", "Số bản sao", "int", required=True),
        Box("required", "Bắt buộc có", "check", default=True),
        Box("shown_only", "Chỉ đưa xem rồi trả lại ngay", "check"),
        Box(
            "replaced_by_data",
            "Dữ liệu thay cho giấy",
            "text",
            hint="Ghi tên cơ sở dữ liệu. Có thì không phải nộp giấy",
        ),
        Box("note_vi", "Ghi chú cho người dân", "text"),
        Box("note_en", "Ghi chú tiếng Anh", "text"),
        Box("when", "Chỉ cần khi", "condition", wide=True),
    ),
    {"key": "", "name_vi": "", "name_en": "", "originals": 1, "copies": 0},
    60,
    "name_vi",
)


def fee_boxes(content: Mapping[str, Any]) -> tuple[Box, ...]:
    """Return the boxes of a fee: what it may be counted by is named by the questions and fields there are."""
    counts = _counts(content)
    return (
        Box("name_vi", "Tên khoản", "text", required=True),
        Box("name_en", "Tên tiếng Anh", "text"),
        Box("key", "Tên dùng trong máy", "key", required=True, hint=KEY_HINT),
        Box("kind", "Loại", "select", options=KINDS_OF_FEE, required=True),
        Box("setter", "Nơi đặt mức", "select", options=SETTERS, required=True),
        Box("amount_vnd", "Mức nộp trực tiếp", "money", hint="Chưa biết thì để trống, không ghi 0"),
        Box("online_amount_vnd", "Mức nộp trực tuyến", "money", hint="Để trống nếu như mức trực tiếp"),
        Box(
            "quantity_from",
            "Nhân với số ở ô",
            "select",
            options=counts,
            hint="Ví dụ số bản. Để trống nếu thu một lần",
            group=BY_QUANTITY,
        ),
        Box(
            "then.after",
            "Mức khác từ sau số thứ",
            "int",
            hint="Ví dụ 2: từ trang thứ 3 thì mức khác",
            group=BY_QUANTITY,
        ),
        Box("then.each_vnd", "Mức của mỗi số sau đó", "money", group=BY_QUANTITY),
        Box(
            "most_vnd",
            "Thu nhiều nhất",
            "money",
            hint="Tính xong vượt mức này thì chỉ thu bằng mức này",
            group=BY_QUANTITY,
        ),
        Box(
            "times_from",
            "Rồi nhân tiếp với số ở ô",
            "select",
            options=counts,
            hint="Ví dụ số bản, khi mỗi bản thu nhiều nhất một mức",
            group=BY_QUANTITY,
        ),
        Box("exemptions", "Diện được miễn", "set", options=EXEMPT, wide=True),
        Box(
            "refund_when",
            "Được hoàn khi hồ sơ",
            "set",
            options=ENDINGS_OF_CASE,
            hint="Chỉ chọn khi có văn bản cho hoàn. Phí hộ kinh doanh không bao giờ hoàn",
            wide=True,
        ),
        Box("valid_from", "Áp dụng từ ngày", "day", hint="24/11/2026"),
        Box("valid_to", "Đến hết ngày", "day", hint="Để trống nếu chưa có hạn"),
        Box("confidence", "Độ chắc chắn", "select", options=CONFIDENCE),
        Box("when", "Chỉ thu khi", "condition", wide=True),
    )


BY_QUANTITY = "Nhân theo số lượng, mức nhiều nhất"
FEES = Shelf(
    ("fees",),
    "Khoản tiền",
    "Thêm khoản tiền",
    fee_boxes,
    {
        "key": "",
        "name_vi": "",
        "kind": "LE_PHI",
        "setter": "COUNCIL",
        "amount_vnd": None,
        "confidence": "medium",
    },
    30,
    "name_vi",
)

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

_REASON_COLUMNS = (
    Box("key", "Tên trong máy", "key", required=True),
    Box("text_vi", "Lời gửi người dân", "area", required=True),
    Box("text_en", "Lời gửi, tiếng Anh", "area"),
    Box("law", "Căn cứ", "text"),
)
WORDS = Sheet(
    ("messages", "slips", "supplement_reasons", "refusal_reasons", "result", "returns", "other_results"),
    (
        Box(
            "messages",
            "Tin nhắn của riêng thủ tục này",
            "rows",
            hint="Không ghi gì thì gửi tin chung. Điện thoại nhận chữ không dấu. Tin thay giữ nguyên các chỗ "
            "trong ngoặc nhọn, ví dụ {code}",
            columns=(
                Box("template", "Tin", "select", options=TEXTS, required=True),
                Box("more_vi", "Thêm một câu ở cuối", "area"),
                Box("instead_vi", "Hoặc thay cả tin", "area"),
                Box("left_out", "Không gửi", "check"),
            ),
            wide=True,
        ),
        Box(
            "slips",
            "Phiếu in của riêng thủ tục này",
            "rows",
            hint="Câu thêm in ở dòng Ghi chú. Phiếu 01 đến 05 bắt buộc in",
            columns=(
                Box("slip", "Phiếu", "select", options=tuple(messages.SLIPS.items()), required=True),
                Box("note_vi", "In thêm câu này", "area"),
                Box("left_out", "Không in", "check"),
            ),
            wide=True,
        ),
        Box(
            "supplement_reasons",
            "Lý do yêu cầu bổ sung",
            "rows",
            hint="In trên phiếu yêu cầu bổ sung và gửi cho người dân",
            columns=_REASON_COLUMNS,
            wide=True,
        ),
        Box(
            "refusal_reasons",
            "Lý do từ chối",
            "rows",
            hint="In trên phiếu từ chối và gửi cho người dân",
            columns=_REASON_COLUMNS,
            wide=True,
        ),
        Box("returns", "Cách nhận kết quả", "set", options=RETURNS),
        Box("result.yields_paper", "Kết quả có bản giấy", "check", default=True),
        Box("result.code", "Mã loại giấy kết quả", "text"),
        Box("other_results", "Kết quả khác có thể có", "lines", hint="Mỗi dòng một kết quả"),
    ),
)

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


def case_boxes(content: Mapping[str, Any]) -> tuple[Box, ...]:
    """Return the boxes of a test case: one for each question the content asks."""
    asked = [part for part in _parts(content.get("questions")) if part.get("key")]
    papers = [part for part in _parts(content.get("components")) if part.get("key")]
    return (
        Box("name_vi", "Bài thử này thử điều gì", "text", required=True, wide=True),
        *(
            Box(
                f"answers.{part['key']}",
                str(part.get("label_vi") or part["key"]),
                "select",
                options=[
                    (str(o.get("value", "")), str(o.get("label_vi", ""))) for o in _parts(part.get("options"))
                ],
            )
            for part in asked
        ),
        Box("received_at", "Nộp và nhận lúc", "moment", required=True, hint="24/11/2026 09:00"),
        Box("due_at", "Phải hẹn trả lúc", "moment", required=True, hint="25/11/2026 17:00"),
        Box("online_vnd", "Phải thu khi nộp trực tuyến", "money", hint="Để trống nếu chưa biết mức"),
        Box("direct_vnd", "Phải thu khi nộp trực tiếp", "money", hint="Để trống nếu chưa biết mức"),
        Box(
            "papers",
            "Phải cần những giấy tờ này",
            "set",
            options=[(str(p["key"]), str(p.get("name_vi") or p["key"])) for p in papers],
            wide=True,
            keep_empty=True,
        ),
        Box(
            "exemptions",
            "Người nộp thuộc diện miễn",
            "set",
            options=EXEMPT,
            group="Giá trị tờ khai và diện miễn",
            wide=True,
        ),
        Box(
            "values",
            "Giá trị tờ khai",
            "pairs",
            hint="Gõ như người dân gõ. Ô đánh dấu: ghi true",
            columns=(
                Box("name", "Ô", "select", options=_fields_named(content)),
                Box("value", "Giá trị", "loose"),
            ),
            group="Giá trị tờ khai và diện miễn",
            wide=True,
        ),
        Box(
            "faults",
            "Các ô phải báo lỗi",
            "lines",
            hint="Mỗi dòng một tên ô; để trống nếu không xét",
            group="Giá trị tờ khai và diện miễn",
        ),
    )


CASES = Shelf(
    ("test_cases",),
    "Bài thử",
    "Thêm bài thử",
    case_boxes,
    {
        "name_vi": "",
        "answers": {},
        "received_at": "",
        "papers": [],
        "online_vnd": None,
        "direct_vnd": None,
        "due_at": "",
    },
    60,
    "name_vi",
)


@dataclass(frozen=True)
class Tab:
    """One tab of the editor."""

    slug: str
    name: str
    parts: tuple[str, ...]
    """Keys of the content whose faults count here."""
    sheet: Sheet | None = None
    shelf: Shelf | None = None
    """With a sheet as well: the sheet stands first in the outline, the parts below it."""


TABS = (
    Tab(
        "nguoi-dan",
        "Người dân đọc",
        (*(key for key in CITIZEN.keys if key != "returns"), "code"),
        sheet=CITIZEN,
    ),
    Tab("cau-hoi", "Câu hỏi", ("questions",), shelf=QUESTIONS),
    Tab("to-khai", "Tờ khai", ("form",)),
    Tab("giay-to", "Giấy tờ", ("components",), shelf=PAPERS),
    Tab("phi", "Tiền", ("fees",), shelf=FEES),
    Tab(
        "quy-trinh", "Bước và ngày", ("time_limit", "process", "desk_checks"), sheet=PROCESS, shelf=TIME_CASES
    ),
    Tab(
        "thong-bao",
        "In và nhắn",
        ("messages", "slips", "supplement_reasons", "refusal_reasons", "returns", "other_results"),
        sheet=WORDS,
    ),
    Tab("ket-qua", "Mẫu kết quả", ("result_template",), sheet=Sheet(("result_template",), RESULT_BOXES)),
    Tab("bai-thu", "Bài thử", ("test_cases",), shelf=CASES),
)
BY_SLUG = {tab.slug: tab for tab in TABS}


def _parts(found: Any) -> list[Mapping[str, Any]]:
    return [part for part in found if isinstance(part, Mapping)] if isinstance(found, list) else []


def _fields_named(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the fields of the form, each by its key and the words on it."""
    form = content.get("form")
    sections = _parts(form.get("sections") if isinstance(form, Mapping) else None)
    fields = [part for section in sections for part in _parts(section.get("fields")) if part.get("key")]
    return [(str(part["key"]), str(part.get("label_vi") or part["key"])) for part in fields]


def _counts(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a fee may be multiplied by: whole numbers, tables by their rows, questions."""
    form = content.get("form")
    sections = _parts(form.get("sections") if isinstance(form, Mapping) else None)
    fields = [part for section in sections for part in _parts(section.get("fields"))]
    counted = [part for part in fields if part.get("type") in {"integer", "table"}]
    return [
        (str(part["key"]), f"{part.get('label_vi') or part['key']} ({part['key']})")
        for part in [*counted, *_parts(content.get("questions"))]
        if part.get("key")
    ]
