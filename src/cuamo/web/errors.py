"""Pages for what a person may run into: what happened, where, and what to do next; never a bare code."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import timezone

from cuamo.kernel.errors import DomainError
from cuamo.web import context, language
from cuamo.web.phrases import Phrase

TITLES = {
    400: Phrase("Máy chủ không hiểu yêu cầu này", "The server did not understand this request"),
    403: Phrase("Trang này dành cho người khác", "This page is for somebody else"),
    404: Phrase("Không thấy trang này", "This page was not found"),
    405: Phrase("Trang này mở bằng một nút bấm", "This page opens by a button"),
    409: Phrase("Việc này vừa thay đổi", "This has just changed"),
    422: Phrase("Còn chỗ cần sửa", "Something needs mending"),
    429: Phrase("Đã thử quá nhiều lần", "Too many tries"),
    500: Phrase("Chưa làm được, đang được sửa", "Not done yet, it is being mended"),
}
WHAT = {
    400: Phrase("Địa chỉ hoặc nội dung gửi lên bị thiếu.", "The address or what was sent is incomplete."),
    403: Phrase("Tài khoản đang dùng không được mở trang này.", "The account in use may not open this page."),
    404: Phrase(
        "Trang đã chuyển, hoặc địa chỉ gõ chưa đúng.", "The page has moved, or the address is mistyped."
    ),
    405: Phrase("Địa chỉ này không mở thẳng được.", "This address cannot be opened directly."),
    409: Phrase(
        "Có người vừa làm việc này trước. Thông tin đã nhập vẫn còn.",
        "Somebody did this first. What was entered is still there.",
    ),
    422: Phrase("Thông tin vừa gửi cần sửa lại.", "What was sent needs to be mended."),
    429: Phrase("Để an toàn, máy nghỉ một lát.", "To stay safe, this pauses for a while."),
    500: Phrase(
        "Máy chủ gặp lỗi. Thông tin đã lưu vẫn còn nguyên.",
        "The server failed. What was saved is still there.",
    ),
}
HOW = {
    400: Phrase("Quay lại trang trước và thử lần nữa.", "Go back and try again."),
    403: Phrase(
        "Đăng nhập bằng tài khoản khác, hoặc hỏi người phụ trách.",
        "Sign in with another account, or ask the person in charge.",
    ),
    404: Phrase("Tìm ở trang đầu, hoặc tra cứu hồ sơ bằng mã.", "Search from home, or track by code."),
    405: Phrase("Quay lại trang trước rồi bấm nút ở đó.", "Go back and press the button there."),
    409: Phrase("Mở lại trang để xem tình trạng mới.", "Open the page again to see where it stands."),
    422: Phrase("Quay lại, sửa rồi gửi lần nữa.", "Go back, mend it and send again."),
    429: Phrase("Chờ một phút rồi thử lại.", "Wait a minute, then try again."),
    500: Phrase(
        "Thử lại sau một phút. Nếu vẫn chưa được, gọi đường dây miễn phí và đọc mã bên dưới.",
        "Try again in a minute. If it still fails, call the free hotline and read out the code below.",
    ),
}
BASES = {
    "counter": "base_staff.html",
    "officer": "base_staff.html",
    "oversight": "base_staff.html",
    "courier": "base_phone.html",
    "screen": "base_screen.html",
}
LAST_RESORT = (
    '<!DOCTYPE html><html lang="vi"><meta charset="utf-8"><title>Chưa làm được</title>'
    "<h1>Chưa làm được, đang được sửa</h1><p>Thông tin đã lưu vẫn còn. Thử lại sau một phút.</p></html>"
)
"""Said when even the templates cannot be read."""
MESSAGE_TARGET = "#thong-bao"


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Show a refusal of the domain: a page, or for htmx a notice put into the live region."""
    english = language.read(getattr(request, "language", None)) == "en"
    what = error.en if english else error.vi
    how = error.hint_en if english else error.hint_vi
    return respond(request, error.status, what=what, how=how, where=error.where)


def respond(
    request: HttpRequest, status: int, *, title: str = "", what: str = "", how: str = "", where: str = ""
) -> HttpResponse:
    """Answer with the error page of `status`; the given words win over the general ones."""
    chosen = language.read(getattr(request, "language", None))
    area = context.area_of(request)
    facts = {
        "status": status,
        "title": title or TITLES.get(status, TITLES[400]).say(chosen),
        "what": what or WHAT.get(status, WHAT[400]).say(chosen),
        "how": how or ("" if what else HOW.get(status, HOW[400]).say(chosen)),
        "where": where,
        "request_id": getattr(request, "request_id", ""),
        "at": timezone.now(),
        "base": BASES.get(area.key, "base.html"),
    }
    if getattr(request, "htmx", False):
        response = render(request, "errors/fragment.html", facts, status=status)
        response["HX-Retarget"] = MESSAGE_TARGET
        response["HX-Reswap"] = "innerHTML"
        return response
    return render(request, "errors/page.html", facts, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return respond(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return respond(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return respond(request, 404)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose safety token is missing or old; what was typed stays in the browser."""
    chosen = language.read(getattr(request, "language", None))
    what = Phrase("Trang mở đã quá lâu nên chưa gửi được.", "The page was open too long, so it was not sent.")
    how = Phrase(
        "Bấm nút quay lại của trình duyệt, tải lại trang rồi gửi lần nữa.",
        "Go back in the browser, reload the page and send again.",
    )
    title = Phrase("Chưa gửi được", "It was not sent").say(chosen)
    return respond(request, 403, title=title, what=what.say(chosen), how=how.say(chosen))


def server_fault(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours from one self-contained template that asks no table and no session."""
    at = timezone.localtime()
    facts = {
        "language": language.read(getattr(request, "language", None)),
        "hotline": settings.HOTLINE,
        "request_id": getattr(request, "request_id", ""),
        "time": at.strftime("%H:%M"),
        "date": at.strftime("%d/%m/%Y"),
    }
    try:
        body = loader.get_template("errors/500.html").render(facts)
    except Exception:
        body = LAST_RESORT
    return HttpResponse(body, status=500)
