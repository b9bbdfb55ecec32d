"""The living style page: every component of the design system, served without tables."""

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.utils.safestring import SafeString, mark_safe

from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, TooMany
from cuamo.web import preferences
from cuamo.web.phrases import Phrase

handler400 = "cuamo.web.errors.bad_request"
handler403 = "cuamo.web.errors.forbidden"
handler404 = "cuamo.web.errors.not_found"
handler500 = "cuamo.web.errors.server_fault"

TEMPLATES = Path(__file__).parent / "templates"
AT = datetime(2026, 3, 20, 9, 12, tzinfo=HANOI)
CLERK = Actor(kind=ActorKind.STAFF, id="nv-01", name="Nguyễn Thị Đặng Thẳng", unit_code="BĐ Kim Liên")


@dataclass(frozen=True)
class Line:
    name_vi: str
    citizen_vnd: int
    reason_vi: str = ""
    name_en: str = ""
    reason_en: str = ""


@dataclass(frozen=True)
class Fees:
    lines: tuple[Line, ...] = (
        Line("Lệ phí đăng ký khai sinh", 0, "Nộp trực tuyến: thành phố không thu"),
        Line("Phí cấp bản sao trích lục", 8000),
    )
    citizen_total_vnd: int = 8000
    unknown: bool = False


def qr() -> SafeString:
    out = io.BytesIO()
    segno.make("https://dichvucong.example/t/KX72Q", error="m").save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        border=0,
        scale=4,
        omitsize=True,
        title="Mã QR tra cứu hồ sơ",
    )
    return mark_safe(out.getvalue().decode())


def facts() -> dict[str, Any]:
    return {
        "steps": [
            {"state": "da-gui", "status": "xong", "at": AT, "who": "Bưu điện Kim Liên"},
            {"state": "da-tiep-nhan", "status": "xong", "at": AT, "who": "UBND phường Kim Liên"},
            {
                "state": "can-bo-sung",
                "status": "nay",
                "at": AT,
                "who": "UBND phường Kim Liên",
                "note": "Còn thiếu giấy chứng sinh. Bổ sung một lần trước 24/03/2026.",
            },
            {"state": "co-ket-qua", "status": "sau"},
            {"state": "da-tra", "status": "sau"},
        ],
        "states": [
            "nhap",
            "cho-mang",
            "da-gui",
            "da-tiep-nhan",
            "dang-giai-quyet",
            "can-bo-sung",
            "cho-tra-tien",
            "co-ket-qua",
            "dang-giao",
            "da-tra",
            "khong-giai-quyet",
            "da-rut",
        ],
        "fees": Fees(),
        "qr": qr(),
        "rows": [
            {"key": "ho_ten", "label_vi": "Họ và tên", "value_vi": "NGUYỄN THỊ ĐẶNG THẲNG"},
            {
                "key": "noi_o",
                "label_vi": "Nơi thường trú",
                "value_vi": "Số 12, ngõ 46B Phạm Ngọc Thạch, phường Kim Liên, Hà Nội",
            },
            {"key": "dan_toc", "label_vi": "Dân tộc", "value_vi": ""},
        ],
        "errors": {
            "so_can_cuoc": Phrase("Số căn cước mới có 11 số, cần đủ 12 số.", "12 digits"),
            "ngay_sinh": "Ngày sinh cần có năm, ví dụ 1949.",
        },
        "few": [("me", "Mẹ"), ("cha", "Cha"), ("ong-ba", "Ông hoặc bà")],
        "columns": [{"key": "ten", "label_vi": "Họ và tên"}, {"key": "qh", "label_vi": "Quan hệ"}],
        "files": [
            {"name": "Giấy chứng sinh", "pages": 1, "size": 1_400_000, "image_url": "/static/icon.svg"},
            {
                "name": "Căn cước của mẹ",
                "pages": 2,
                "size": 820_000,
                "image_url": "/static/icon.svg",
                "problem": "Ảnh bị mờ ở góc dưới.",
            },
        ],
        "work": [
            {
                "id": "h1",
                "left": "2 giờ",
                "late": False,
                "code": "H26.16-260320-0042",
                "person": "Nguyễn Thị Đặng Thẳng",
                "name": "Đăng ký khai sinh",
                "state": "dang-giai-quyet",
                "flag": "sap-tre",
            },
            {
                "id": "h2",
                "left": "−1 ngày",
                "late": True,
                "code": "H26.16-260319-0017",
                "person": "Trần Văn Ấn",
                "name": "Cấp bản sao trích lục hộ tịch",
                "state": "da-tiep-nhan",
                "flag": "tre",
            },
            {
                "id": "h3",
                "left": "3 ngày",
                "late": False,
                "code": "H26.16-260320-0051",
                "person": "Lê Hoàng Ỷ Lan",
                "name": "Xác nhận tình trạng hôn nhân",
                "state": "can-bo-sung",
                "flag": "",
            },
        ],
        "counter_steps": [
            {
                "name": name,
                "url": "#",
                "status": "done" if i < 4 else "now" if i == 4 else "wait" if i == 5 else "later",
            }
            for i, name in enumerate(
                [
                    "Người đến",
                    "Đồng ý",
                    "Thủ tục",
                    "Câu hỏi",
                    "Tờ khai",
                    "Giấy tờ",
                    "Xem lại",
                    "Xác nhận",
                    "Thu phí",
                    "Nộp",
                    "Bàn giao",
                ]
            )
        ],
        "keys": [
            {"key": "F4", "name": "Tìm", "url": "#"},
            {"key": "F8", "name": "Quét, chụp", "url": "#"},
            {"key": "Alt+0", "name": "Che màn hình", "url": "#"},
            {"key": "F10", "name": "Bước tiếp", "form": "to-khai", "main": True},
        ],
        "unit_name": "Bưu điện Kim Liên · Quầy 2",
    }


def page(name: str) -> Any:
    def view(request: HttpRequest) -> HttpResponse:
        if name in ("counter", "queue"):
            request.actor = CLERK
        source = (TEMPLATES / f"{name}.html").read_text()
        return HttpResponse(engines["django"].from_string(source).render(facts(), request))

    view.__name__ = name
    return view


def refuse(request: HttpRequest, status: int) -> HttpResponse:
    kind = {403: NotPermitted, 404: NotFound, 409: Conflict, 422: Invalid, 429: TooMany}[status]
    raise kind(
        "demo",
        "Hồ sơ này vừa được người khác nhận.",
        "Taken by somebody else.",
        where="Ô số căn cước",
        hint_vi="Mở hồ sơ kế tiếp.",
    )


def fault(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault of ours")


def saved(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [
    path("", page("public"), name="home"),
    path("du-lieu", page("parts"), name="parts"),
    path("quay/", page("counter")),
    path("quay/may-quet", page("scanner")),
    path("xu-ly/", page("queue")),
    path("luu", saved),
    path("man-hinh/1", page("screen")),
    path("giao/1", page("courier")),
    path("tuy-chon", preferences.save, name="preferences"),
    path("tu-choi/<int:status>", refuse),
    path("quay/tu-choi/<int:status>", refuse),
    path("loi", fault),
    path("healthz", healthz),
]
