"""Reading comfort (text size, contrast, ground, row height) and language, kept in cookies without scripts."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from cuamo.web import context, language
from cuamo.web.audiences import everyone

YEAR = 365 * 24 * 3600
CHOICES = {
    context.SIZE_COOKIE: ("1", "2", "3"),
    context.CONTRAST_COOKIE: ("0", "1"),
    context.THEME_COOKIE: ("", "sang", "toi"),
    context.DENSITY_COOKIE: ("", "thoang", "gon"),
    language.COOKIE: ("vi", "en"),
}


@require_POST
@everyone
def save(request: HttpRequest) -> HttpResponse:
    """Keep the choice for a year and return to the page the person was reading."""
    back = _back(request)
    if request.POST.get(language.COOKIE) in ("vi", "en"):
        back = _in_language(request, back, language.read(request.POST[language.COOKIE]))
    response = HttpResponseRedirect(back)
    for name, allowed in CHOICES.items():
        value = request.POST.get(name)
        if value in allowed:
            response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


def _back(request: HttpRequest) -> str:
    back = request.POST.get("ve", "/")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return back if safe and back.startswith("/") else "/"


def _in_language(request: HttpRequest, back: str, chosen: language.Language) -> str:
    path, mark, query = back.partition("?")
    first_word = language.twin(path, "vi").lstrip("/").split("/", 1)[0]
    has_english_address = first_word not in context.AREAS or first_word == "cong-khai"
    return language.twin(path, chosen if has_english_address else "vi") + mark + query
