"""The courier's phone without the network: its service worker and the page it keeps; no name is in it."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_GET

from cuamo.organisation.types import Role
from cuamo.web.audiences import ActedRequest, everyone, staff_required
from cuamo.web.kept_shell import modules_in, version_of

WORKER = "js/courier/worker.js"
SHELL = (
    "vendor/citizen.css",
    "vendor/staff.css",
    "vendor/be-vietnam-pro-400.woff2",
    "vendor/be-vietnam-pro-600.woff2",
    "vendor/so-400.woff2",
    "vendor/so-600.woff2",
    "icon.svg",
    "js/connection.js",
    "js/sign.js",
    "js/offline/draw.js",
    "js/offline/link.js",
    "js/offline/shelf.js",
    "js/offline/store.js",
    "js/offline/vault.js",
    "js/offline/verdict.js",
    "js/offline/words.js",
)
"""What the page is made of, beside the modules in `js/courier/`; most are the counter's own."""
ICONS = (
    "arrow-right", "camera", "check", "check-circle", "clock", "info", "lock", "money", "offline", "paper",
    "parcel", "phone", "pin", "refresh", "scan", "send", "signature", "truck", "undo", "warning",
)  # fmt: skip


@require_GET
@everyone
def worker(request: HttpRequest) -> HttpResponse:
    """Answer the service worker of `/giao/`: which version of what to keep.

    For everyone: a browser asks for a worker made of modules without its cookies.
    """
    names = (*SHELL, *modules_in("js/courier"))
    lines = ",".join(f'"{static(name)}"' for name in names)
    version = version_of(names, "courier/offline")
    script = f'import {{ start }} from "{static(WORKER)}";\nstart("{version}", [{lines}]);\n'
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/giao/"
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_GET
@staff_required(Role.COURIER)
def phone(request: ActedRequest) -> HttpResponse:
    """Draw the page that is kept: G1–G3 drawn by the phone itself."""
    request.actor = replace(request.actor, name="", unit_code="", unit_name="")
    response = render(request, "courier/offline/may.html", {"icons": ICONS})
    response.headers["Cache-Control"] = "no-cache, private"
    return response
