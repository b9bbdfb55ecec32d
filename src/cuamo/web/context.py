"""What every template knows: language, reading comfort, area, hotline and version."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from cuamo import __version__
from cuamo.kernel.rehearsal import is_on
from cuamo.web import language
from cuamo.web.phrases import Phrase

SIZE_COOKIE = "co-chu"
CONTRAST_COOKIE = "tuong-phan"
THEME_COOKIE = "nen"
DENSITY_COOKIE = "mat-do"


@dataclass(frozen=True)
class Area:
    """One part of the product, told by the first word of the address."""

    key: str
    prefix: str
    name: Phrase
    staff: bool = False


PORTAL = Area("portal", "/", Phrase("Cổng dịch vụ công", "Public services"))
AREAS = {
    "toi": Area("my", "/toi/", Phrase("Hồ sơ của tôi", "My dossiers")),
    "quay": Area("counter", "/quay/", Phrase("Quầy hỗ trợ", "Counter"), staff=True),
    "man-hinh": Area("screen", "/man-hinh/", Phrase("Màn hình người dân", "Citizen screen")),
    "chup": Area("screen", "/chup/", Phrase("Chụp giấy tờ", "Photograph papers")),
    "xu-ly": Area("officer", "/xu-ly/", Phrase("Giải quyết hồ sơ", "Case handling"), staff=True),
    "giao": Area("courier", "/giao/", Phrase("Giao nhận", "Delivery"), staff=True),
    "cong-khai": Area("public", "/cong-khai/", Phrase("Công khai kết quả phục vụ", "Public performance")),
    "dang-nhap": Area("account", "/dang-nhap/", Phrase("Đăng nhập", "Sign in")),
    "giam-sat": Area("oversight", "/giam-sat/", Phrase("Giám sát", "Oversight"), staff=True),
    "tai-chinh": Area("finance", "/tai-chinh/", Phrase("Tài chính", "Finance"), staff=True),
    "dieu-phoi": Area("coordinator", "/dieu-phoi/", Phrase("Điều phối", "Coordination"), staff=True),
    "tong-dai": Area("callcentre", "/tong-dai/", Phrase("Tổng đài", "Call centre"), staff=True),
    "danh-muc": Area("catalogue", "/danh-muc/", Phrase("Danh mục thủ tục", "Catalogue"), staff=True),
    "tinh-trang": Area("service", "/tinh-trang", Phrase("Tình trạng dịch vụ", "Service health")),
    "viec": Area("service", "/viec/", Phrase("Việc đang chạy", "Running jobs"), staff=True),
}


@dataclass(frozen=True)
class Display:
    """Reading comfort chosen by the person; kept in cookies, drawn by the server."""

    size: int = 1
    contrast: bool = False
    theme: str = ""
    density: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Display":
        size = request.COOKIES.get(SIZE_COOKIE, "1")
        theme = request.COOKIES.get(THEME_COOKIE, "")
        density = request.COOKIES.get(DENSITY_COOKIE, "")
        return cls(
            size=int(size) if size in ("1", "2", "3") else 1,
            contrast=request.COOKIES.get(CONTRAST_COOKIE) == "1",
            theme=theme if theme in ("sang", "toi") else "",
            density=density if density in ("thoang", "gon") else "",
        )


def area_of(request: HttpRequest) -> Area:
    """Return the area a request belongs to, told by the first word of its address."""
    return AREAS.get(request.path_info.lstrip("/").split("/", 1)[0], PORTAL)


def page(request: HttpRequest) -> dict[str, object]:
    """Give every template its chrome; asks no table and touches no session."""
    area = area_of(request)
    chosen = language.read(getattr(request, "language", None))
    return {
        "language": chosen,
        "twin_url": language.twin(request.path, "vi" if chosen == "en" else "en"),
        "vietnamese_url": language.twin(request.path, "vi"),
        "english_url": language.twin(request.path, "en"),
        "home_url": "/en/" if chosen == "en" else "/",
        "login_url": settings.LOGIN_URL,
        "here": request.get_full_path(),
        "display": Display.of(request),
        "area": area,
        "area_name": area.name.say(chosen),
        "hotline": settings.HOTLINE,
        "hotline_link": "tel:" + "".join(c for c in settings.HOTLINE if c.isdigit() or c == "+"),
        "rehearsal": is_on(),
        "version": __version__,
        "connection_url": "/healthz",
    }
