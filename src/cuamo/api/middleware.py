"""Refusals that come before or around the API, in the form of the API."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from cuamo.api import problems

PREFIX = "/api/v1/"
MOST_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
_SAYS = {
    400: ("request.refused", "The request is not understood.", "Máy chủ không hiểu yêu cầu này."),
    403: ("request.forbidden", "This may not be done.", "Không được làm việc này."),
    404: ("address.unknown", "There is nothing at this address.", "Không có gì ở địa chỉ này."),
    405: (
        "method.unknown",
        "This address does not take this method.",
        "Địa chỉ này không nhận cách gọi này.",
    ),
    500: (
        "server.fault",
        "The server failed; what was saved is safe.",
        "Máy chủ gặp lỗi; điều đã lưu vẫn còn.",
    ),
}
_HINTS = {500: "Try again in a minute; if it still fails, tell us the X-Request-ID."}
_DESCRIBED = "See /api/v1/openapi.json."


class ApiProblems:
    """Answer machines with problem+json where people would get a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        refusal = _refusal(request)
        if refusal is not None:
            return refusal
        response = self.get_response(request)
        if response.status_code < 400 or not _is_page(response):
            return response
        problem = _problem(response.status_code)
        if allow := response.headers.get("Allow"):
            problem.headers["Allow"] = allow
        return problem


def _refusal(request: HttpRequest) -> HttpResponseBase | None:
    words = [request.path_info, *request.GET, *(word for _, words in request.GET.lists() for word in words)]
    if any("\0" in word for word in words):
        return problems.answer(
            400,
            "request.nul",
            "The address holds a NUL character, which no text here has.",
            "Địa chỉ có ký tự NUL, không có trong văn bản nào.",
            where="path",
            hint="Leave out %00.",
        )
    if _length(request) > MOST_BYTES:
        return problems.answer(
            413,
            "request.too_large",
            f"The body is over {MOST_BYTES // 1024**2} MB.",
            f"Nội dung gửi lên quá {MOST_BYTES // 1024**2} MB.",
            where="body",
            hint="Send fewer or smaller papers.",
        )
    return None


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _is_page(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")


def _problem(status: int) -> HttpResponseBase:
    code, detail, detail_vi = _SAYS.get(status, _SAYS[400])
    return problems.answer(status, code, detail, detail_vi, hint=_HINTS.get(status, _DESCRIBED))
