"""The tab "Mẫu kết quả" of the editor: what the paper of the result says."""

from cuamo.web.catalogue.boxes import Box

PLACES = "Chỗ lấy từ tờ khai ghi tên ô trong ngoặc nhọn, ví dụ {ho_ten}"
RESULT_BOXES = (
    Box("result_template.title", "Tên văn bản", "text", hint="Để trống thì in tên kết quả"),
    Box("result_template.subtitle", "Dòng dưới tên", "text", hint="Ví dụ: (Bản sao)"),
    Box(
        "result_template.grounds",
        "Căn cứ",
        "lines",
        hint="Mỗi dòng một căn cứ, viết cả chữ Căn cứ",
        wide=True,
    ),
    Box("result_template.opening", "Câu mở đầu", "area", hint=PLACES, wide=True),
    Box(
        "result_template.rows",
        "Các dòng in ra",
        "rows",
        hint="Ô tờ khai để trống thì cán bộ tự ghi",
        columns=(
            Box("label", "Chữ in trước", "text", required=True),
            Box("field", "Lấy từ ô tờ khai", "text"),
            Box("required", "Bắt buộc có", "check"),
        ),
        wide=True,
    ),
    Box(
        "result_template.body",
        "Các đoạn sau bảng",
        "lines",
        hint=f"Mỗi dòng một đoạn hoặc một điều. {PLACES}",
        wide=True,
    ),
    Box("result_template.validity", "Hiệu lực", "area", hint=PLACES, wide=True),
    Box("result_template.recipients", "Nơi nhận", "lines", hint="Mỗi dòng một nơi, không ghi gạch đầu dòng"),
)
