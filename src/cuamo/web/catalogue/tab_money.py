"""Tab of the fees (D1)."""

from collections.abc import Mapping
from typing import Any

from cuamo.web.catalogue.boxes import Box
from cuamo.web.catalogue.choices import CONFIDENCE, ENDINGS_OF_CASE, EXEMPT, KEY_HINT, KINDS_OF_FEE, SETTERS
from cuamo.web.catalogue.content_parts import countable
from cuamo.web.catalogue.shelves import Shelf


def fee_boxes(content: Mapping[str, Any]) -> tuple[Box, ...]:
    """Return the boxes of a fee: what it may be counted by is named by the questions and fields there are."""
    counts = countable(content)
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
