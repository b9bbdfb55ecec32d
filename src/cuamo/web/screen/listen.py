"""«Nghe đọc»: the scene of this moment as sound."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from cuamo.documents.services.read_aloud import read_aloud
from cuamo.documents.types import Sound
from cuamo.dossiers.selectors.visits import dossier_of_visit
from cuamo.kernel.errors import DomainError
from cuamo.web.audiences import screen_paired
from cuamo.web.forms import read_number
from cuamo.web.language import current
from cuamo.web.screen.capture import capture_page, open_draft_of
from cuamo.web.screen.own_hand import may_type, typing_page
from cuamo.web.screen.seen import what_the_citizen_sees
from cuamo.web.screen.show import keep, paired, scene
from cuamo.web.screen.sign_summary import SCENES
from cuamo.web.screen.spoken import spoken_text

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@screen_paired
@require_GET
def listen(request: HttpRequest, code: str) -> HttpResponse:
    """Say what the screen shows now, the two buttons last."""
    visit, token = paired(request, code)
    dossier = dossier_of_visit(visit)
    seen = what_the_citizen_sees(visit, dossier)
    if "nghi" in request.GET:
        return keep(
            request, said(request, render_to_string("screen/blank.html", {"code": code}, request)), token
        )
    template, more = f"screen/{seen.scene}.html", scene(visit, dossier, seen, code)
    if "ky" in request.GET and seen.scene in SCENES:
        template = "screen/sign_summary.html"
    elif "tu-dien" in request.GET and dossier is not None and may_type(visit, dossier):
        template, typing = typing_page(dossier, read_number(request.GET.get("trang", ""), 1))
        more |= typing
    page = render_to_string(template, more, request)
    return keep(request, said(request, page), token)


@screen_paired
@require_GET
def listen_enter(request: HttpRequest) -> HttpResponse:
    """Say what the first page asks for."""
    return said(request, render_to_string("screen/enter.html", {}, request))


@screen_paired
@require_GET
def listen_capture(request: HttpRequest, code: str) -> HttpResponse:
    """Say which papers are to be photographed."""
    dossier = open_draft_of(code)
    return said(request, render_to_string("screen/capture.html", capture_page(code, dossier), request))


def said(request: HttpRequest, page: str) -> HttpResponse:
    """Say the words of a rendered page; where nothing can say them, a page in words answers."""
    try:
        words = request.words  # type: ignore[attr-defined]  # set by the middleware of languages
        text = spoken_text(page, button=words("Nút", "Button"), picked=words("Đang chọn", "Chosen"))
        sound = read_aloud(text, language=current())
    except DomainError as refused:
        return render(request, "screen/silent.html", {"error": refused}, status=refused.status)
    return part_of(sound, request.headers.get("Range", ""))


def part_of(sound: Sound, asked: str) -> HttpResponse:
    """Answer the whole sound, or the part a player asks for (phones ask for the first two bytes first)."""
    whole = len(sound.data)
    found = _RANGE.fullmatch(asked)
    first, last = 0, whole - 1
    if found and found[1]:
        first, last = int(found[1]), min(int(found[2] or last), last)
    elif found and found[2]:
        first = max(0, whole - int(found[2]))
    if found and first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{whole}"})
    answer = HttpResponse(sound.data[first : last + 1], content_type=sound.mime, status=206 if found else 200)
    answer.headers["Accept-Ranges"] = "bytes"
    if found:
        answer.headers["Content-Range"] = f"bytes {first}-{last}/{whole}"
    return answer
