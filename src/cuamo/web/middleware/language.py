"""Chooses the language of a page: `/en/` in its address, else the person's cookie, else Vietnamese."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation
from django.utils.cache import patch_vary_headers

from cuamo.web import language


class Language:
    """Strip `/en` before routing and put it back into every address the page links to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        prefix_before = get_script_prefix()
        chosen = language.read(request.COOKIES.get(language.COOKIE))
        if request.path_info == language.ENGLISH_PREFIX or request.path_info.startswith("/en/"):
            chosen = "en"
            request.path_info = request.path_info.removeprefix(language.ENGLISH_PREFIX) or "/"
            set_script_prefix(prefix_before.rstrip("/") + language.ENGLISH_PREFIX + "/")
        request.language = chosen  # type: ignore[attr-defined]  # read by templates and views
        request.words = language.Words(chosen)  # type: ignore[attr-defined]  # read by templates and views
        try:
            with translation.override(chosen):
                response = self.get_response(request)
        finally:
            set_script_prefix(prefix_before)
        response.headers.setdefault("Content-Language", chosen)
        patch_vary_headers(response, ["Cookie"])
        return response
