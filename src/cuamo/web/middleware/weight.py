"""Refuses what is far too heavy by its announced length, before a byte of it is read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, JsonResponse

from cuamo.web import errors
from cuamo.web.language import vi_en

MOST_BYTES = 64 * 1024 * 1024
"""Of one request: three papers of 20 MB and their form. A single file may weigh 20 MB."""


class Weight:
    """Answer 413 with words a person can act on; a page's script gets them as JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        weight = announced(request)
        if weight <= MOST_BYTES:
            return self.get_response(request)
        megabytes = round(weight / 1_048_576)
        what = vi_en(
            f"Gửi lên {megabytes} MB một lúc, quá mức. Chưa nhận gì, tệp vẫn còn trên máy.",
            f"{megabytes} MB at once is too much. Nothing was taken; the files are still there.",
        )
        how = vi_en(
            "Mỗi tệp không quá 20 MB. Chụp từng trang ở cỡ ảnh thường, rồi gửi từng tệp.",
            "A file may weigh 20 MB. Photograph page by page at normal size, and send one file at a time.",
        )
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"error": f"{what} {how}", "pages": [], "told": []}, status=413)
        return errors.respond(request, 413, title=vi_en("Tệp nặng quá", "Too heavy"), what=what, how=how)


def announced(request: HttpRequest) -> int:
    """Return how many bytes the request says it carries."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
