"""Tab of what is printed and texted (D1)."""

from cuamo.catalogue.rules import messages
from cuamo.web.catalogue.boxes import Box
from cuamo.web.catalogue.choices import RETURNS, TEXTS
from cuamo.web.catalogue.shelves import Sheet

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
