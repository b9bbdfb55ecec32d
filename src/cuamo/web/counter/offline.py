"""The counter without the network: service worker and the pages kept, none with a word about a citizen."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_GET

from cuamo.web.audiences import ActedRequest, everyone, staff_required
from cuamo.web.counter.bench import CLERKS
from cuamo.web.counter.beside import beside_the_page, may_show_papers
from cuamo.web.kept_shell import modules_in, version_of

SHELL = (
    "vendor/citizen.css",
    "vendor/staff.css",
    "vendor/screen.css",
    "css/areas/counter.css",
    "css/areas/offline.css",
    "vendor/be-vietnam-pro-400.woff2",
    "vendor/be-vietnam-pro-600.woff2",
    "vendor/so-400.woff2",
    "vendor/so-600.woff2",
    "icon.svg",
    "js/keys.js",
    "js/connection.js",
    "js/live.js",
    "js/dialog.js",
    "js/counter.js",
    "js/wedge.js",
    "js/beside.js",
    "js/sign.js",
    "js/papers/intake.js",
    "js/papers/faults.js",
)
"""What the pages below are made of, beside the modules in `js/offline/`."""
MODULES = "js/offline"
WORKER = "js/offline/worker.js"
ICONS = (
    "arrow-right", "card", "check", "check-circle", "clock", "eye", "info", "lock", "money", "offline",
    "paper", "pencil", "people", "person", "upload", "warning",
)  # fmt: skip


@require_GET
@everyone
def worker(request: HttpRequest) -> HttpResponse:
    """Answer the service worker of `/quay/`: which version of what to keep.

    For everyone: a browser asks for a worker made of modules without its cookies.
    """
    names = _assets()
    lines = ",".join(f'"{static(name)}"' for name in names)
    version = version_of(names, "counter/offline")
    script = f'import {{ start }} from "{static(WORKER)}";\nstart("{version}", [{lines}]);\n'
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/quay/"
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_GET
@may_show_papers
@staff_required(*CLERKS)
def bench(request: ActedRequest) -> HttpResponse:
    """The bench: eleven steps drawn by the PC itself."""
    return _shell(request, "counter/offline/ban.html")


@require_GET
@staff_required(*CLERKS)
def window(request: ActedRequest) -> HttpResponse:
    """The citizen's window on the second screen of the same PC."""
    return _shell(request, "counter/offline/guong.html")


@require_GET
@beside_the_page
@staff_required(*CLERKS)
def sheet(request: ActedRequest) -> HttpResponse:
    """A sheet to print: provisional slip, summary, consent."""
    return _shell(request, "counter/offline/phieu.html")


def _shell(request: ActedRequest, template: str) -> HttpResponse:
    """Draw a page that is kept on the PC: the clerk's name is left to the PC's own store."""
    request.actor = replace(request.actor, name="", unit_code="", unit_name="")
    response = render(request, template, {"icons": ICONS})
    response.headers["Cache-Control"] = "no-cache, private"
    return response


def _assets() -> tuple[str, ...]:
    return (*SHELL, *modules_in(MODULES))
