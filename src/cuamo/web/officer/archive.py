"""The archive's desk: what is due for submission, and the retention table."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.archive.policies import KEEPERS, READERS
from cuamo.archive.selectors.lists import COUNTED, figures, submission_page
from cuamo.archive.selectors.terms import terms
from cuamo.archive.services.start_package import MOST, start_package
from cuamo.catalogue.models import Procedure
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError
from cuamo.organisation.selectors.scope import units_under
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.desk import desk_of

TABS = (
    ("archive", "Đến hạn nộp lưu"),
    ("archive-packages", "Gói nộp lưu"),
    ("archive-destroy", "Hết hạn bảo quản"),
    ("archive-lists", "Danh mục tiêu huỷ"),
    ("archive-holds", "Đình chỉ tiêu huỷ"),
    ("archive-terms", "Bảng thời hạn"),
)
KEYS = (
    ("Alt+1 … Alt+6", "sang nhóm khác"),
    ("↑ ↓", "sang dòng trên, dưới"),
    ("Enter", "mở dòng"),
    ("F10", "làm việc chính của trang"),
)


@staff_required(*sorted(READERS))
@require_http_methods(["GET", "POST"])
def overview(request: ActedRequest) -> HttpResponse:
    """List dossiers due for the archive, soonest term first; POST packs what is due."""
    now, units = timezone.now(), units_under(request.actor.unit_code)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            made = start_package(unit_code=request.POST.get("don_vi", ""), officer=request.actor, at=now)
        except DomainError as refused:
            if refused.status in {403, 404}:
                raise
            errors, status = {"lap-goi": phrases.say(refused)}, refused.status
        else:
            return redirect("service:job", made.id)
    page = submission_page(units, at=now, after=request.GET.get("sau", ""))
    today = to_hanoi(now).date()
    names = names_of_procedures({row.procedure_code for row in page.rows})
    shown: dict[str, Any] = {
        "rows": [
            {
                "keeping": row,
                "procedure": names.get(row.procedure_code, row.procedure_code),
                "late": row.submit_by is not None and row.submit_by < today,
            }
            for row in page.rows
        ],
        "units": sorted({row.unit_code for row in page.rows}),
        "next_after": page.next_after,
        "figures": figures(units, at=now),
        "counted": COUNTED,
        "most": MOST,
        "errors": errors,
    }
    return render(request, "officer/archive/due.html", around(request, "archive") | shown, status=status)


@staff_required(*sorted(READERS))
@require_GET
def table(request: ActedRequest) -> HttpResponse:
    """Show the retention table with source and who confirmed each row."""
    return render(
        request, "officer/archive/terms.html", around(request, "archive-terms") | {"terms": terms()}
    )


def around(request: ActedRequest, here: str) -> dict[str, Any]:
    """Return what every page of the archive shows around its content."""
    return {
        "tabs": TABS,
        "tab": here,
        "after": request.GET.get("sau", ""),
        "keeps": is_keeper(request.actor),
        "unit_name": desk_of(request.actor),
        "keys_here": KEYS,
    }


def is_keeper(officer: Actor) -> bool:
    """True for who packs and proposes."""
    return bool(officer.roles & KEEPERS)


def names_of_procedures(codes: set[str]) -> dict[str, str]:
    """Return the names of procedures by code."""
    return dict(Procedure.objects.filter(code__in=codes).values_list("code", "name_vi"))


def moment(iso: str) -> datetime | None:
    """Return a moment that was kept as text."""
    try:
        return datetime.fromisoformat(iso)
    except ValueError:
        return None
