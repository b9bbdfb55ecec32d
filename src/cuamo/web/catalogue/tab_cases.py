"""Tab of the test cases (D1)."""

from collections.abc import Mapping
from typing import Any

from cuamo.web.catalogue.boxes import Box
from cuamo.web.catalogue.choices import EXEMPT
from cuamo.web.catalogue.content_parts import fields_named, parts_of
from cuamo.web.catalogue.shelves import Shelf


def case_boxes(content: Mapping[str, Any]) -> tuple[Box, ...]:
    """Return the boxes of a test case: one for each question the content asks."""
    asked = [part for part in parts_of(content.get("questions")) if part.get("key")]
    papers = [part for part in parts_of(content.get("components")) if part.get("key")]
    return (
        Box("name_vi", "Bài thử này thử điều gì", "text", required=True, wide=True),
        *(
            Box(
                f"answers.{part['key']}",
                str(part.get("label_vi") or part["key"]),
                "select",
                options=[
                    (str(o.get("value", "")), str(o.get("label_vi", "")))
                    for o in parts_of(part.get("options"))
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
                Box("name", "Ô", "select", options=fields_named(content)),
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
