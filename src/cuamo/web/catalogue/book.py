"""The list of all procedures: what people read, what is being written."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.policies import APPROVERS, EDITORS
from cuamo.catalogue.selectors.accepting import standing_of
from cuamo.catalogue.selectors.book import PAGE, book, counts, version_numbered
from cuamo.catalogue.selectors.versions import versions_of
from cuamo.catalogue.services.start_draft import start_draft_from, start_draft_of_file, start_empty_draft
from cuamo.catalogue.states import VersionStatus
from cuamo.kernel.errors import DomainError, NotFound
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.catalogue.audience import catalogue_staff
from cuamo.web.catalogue.words import STATUS_WORDS, StatusWord

FILTERS: tuple[tuple[str, str, VersionStatus | None], ...] = (
    ("", "Tất cả", None),
    ("nhap", "Bản nháp", VersionStatus.DRAFT),
    ("cho", "Chờ duyệt", VersionStatus.WAITING),
    ("da-duyet", "Đã duyệt", VersionStatus.APPROVED),
    ("hieu-luc", "Đang hiệu lực", VersionStatus.IN_FORCE),
    ("de-xem", "Chỉ để xem", VersionStatus.INFORMATION),
)


@catalogue_staff
@require_GET
def listing(request: ActedRequest) -> HttpResponse:
    """Search and filter; one page of fifty."""
    words = request.GET.get("q", "").strip()[:200]
    chosen = request.GET.get("loc", "")
    status = next((state for slug, _, state in FILTERS if slug == chosen), None)
    rows = book(words=words, status=status, after=request.GET.get("sau", "")[:20])
    many = counts()
    filters = [
        {"slug": slug, "name": name, "many": many.get(state, 0) if state else None, "here": slug == chosen}
        for slug, name, state in FILTERS
    ]
    shown = [
        {
            "procedure": row.procedure,
            "readable": _marked(row.readable),
            "unfinished": [_marked(version) for version in row.unfinished],
        }
        for row in rows
    ]
    return render(
        request,
        "catalogue/book.html",
        {
            "rows": shown,
            "words": words,
            "chosen": chosen,
            "filters": filters,
            "next": rows[-1].procedure.code if len(rows) == PAGE and not words else "",
            "is_editor": bool(request.actor.roles & EDITORS),
        },
    )


@catalogue_staff
@require_GET
def procedure(request: ActedRequest, code: str) -> HttpResponse:
    """Every version of one procedure, newest first."""
    versions = versions_of(code)
    if not versions:
        raise NotFound(
            "catalogue.no_procedure", f"Không thấy thủ tục {code}.", f"There is no procedure {code}."
        )
    return render(
        request,
        "catalogue/procedure.html",
        {
            "procedure": versions[0].procedure,
            "accepting": standing_of(code),
            "accepting_code": code,
            "versions": [_marked(version) for version in versions],
            "is_editor": bool(request.actor.roles & EDITORS),
            "is_approver": bool(request.actor.roles & APPROVERS),
        },
    )


@catalogue_staff
@require_http_methods(["GET", "POST"])
def start(request: ActedRequest) -> HttpResponse:
    """Begin a procedure from nothing, or with a file somebody exported."""
    values = {name: request.POST.get(name, "").strip() for name in ("code", "name_vi", "field_vi")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            upload = request.FILES.get("tep")
            if request.POST.get("cach") == "tep":
                version = start_draft_of_file(
                    data=upload.read(3_000_000) if upload else b"",
                    actor=request.actor,
                    at=timezone.now(),
                    source=f"Tệp {upload.name}"[:300] if upload and upload.name else "",
                )
            else:
                version = start_empty_draft(**values, actor=request.actor, at=timezone.now())
            return redirect("catalogue:edit", version.procedure_id, version.number, "nguoi-dan")
        except DomainError as refused:
            if refused.status == 403:
                raise
            errors = {refused.where or "code": phrases.say(refused)}
    return render(
        request, "catalogue/start.html", {"values": values, "errors": errors}, status=422 if errors else 200
    )


@catalogue_staff
@require_POST
def draft_from(request: ActedRequest, code: str, number: int) -> HttpResponse:
    """Begin a draft with the content of this version."""
    version = version_numbered(code, number)
    draft = start_draft_from(version_id=version.id, actor=request.actor, at=timezone.now())
    messages.success(request, f"Đã tạo bản nháp số {draft.number} từ phiên bản {number}.")
    return redirect("catalogue:edit", code, draft.number, "nguoi-dan")


@catalogue_staff
@require_GET
def export(request: ActedRequest, code: str, number: int) -> HttpResponse:
    """The version as a JSON file another installation, or this one, can begin a draft with."""
    version = version_numbered(code, number)
    answer = JsonResponse(
        {
            "format": "cuamo.procedure.1",
            "number": version.number,
            "status": version.status,
            "valid_from": version.valid_from,
            "sha256": version.content_sha256,
            "content": version.content,
        },
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    answer["Content-Disposition"] = f'attachment; filename="thu-tuc-{code}-v{number}.json"'
    return answer


def _marked(version: ProcedureVersion | None) -> dict[str, Any]:
    if version is None:
        return {}
    word: StatusWord = STATUS_WORDS[VersionStatus(version.status)]
    return {"version": version, "word": word}
