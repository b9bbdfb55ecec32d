"""Two addresses every browser and every search engine asks for unbidden."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from cuamo.web.audiences import machine
from cuamo.web.context import AREAS
from cuamo.web.language import ENGLISH_PREFIX

OPEN_AREAS = frozenset({"public", "service"})
OF_ONE_PERSON = ("/api/", "/nop/", "/t/", "/kiem-tra/", "/tuy-chon", "/metrics", "/readyz", "/healthz")
"""Addresses of one dossier, one result or one program, outside the areas."""


@require_safe
@machine
def favicon(request: HttpRequest) -> HttpResponse:
    """Send the browser to the icon, whose address changes with its picture."""
    return redirect(static("icon.svg"))


@require_safe
@machine
def robots(request: HttpRequest) -> HttpResponse:
    """Let search engines read what is public and nothing else."""
    closed = [area.prefix for area in AREAS.values() if area.staff or area.key not in OPEN_AREAS]
    lines = ["User-agent: *"]
    for prefix in sorted([*closed, *OF_ONE_PERSON]):
        lines += [f"Disallow: {prefix}", f"Disallow: {ENGLISH_PREFIX}{prefix}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
