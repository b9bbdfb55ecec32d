"""What each tab of the editor asks (D1)."""

from dataclasses import dataclass

from cuamo.web.catalogue.result_boxes import RESULT_BOXES
from cuamo.web.catalogue.shelves import Sheet, Shelf
from cuamo.web.catalogue.tab_cases import CASES
from cuamo.web.catalogue.tab_citizen import CITIZEN, PAPERS, QUESTIONS
from cuamo.web.catalogue.tab_money import FEES
from cuamo.web.catalogue.tab_process import PROCESS, TIME_CASES
from cuamo.web.catalogue.tab_words import WORDS


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
