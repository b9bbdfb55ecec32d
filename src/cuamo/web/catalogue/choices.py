"""What can be chosen in the boxes of the editor (D1)."""

from cuamo.catalogue.rules import helpers, messages, paper_facts
from cuamo.catalogue.rules.fees import EXEMPTIONS
from cuamo.payments.rules.refunds import ENDINGS

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
