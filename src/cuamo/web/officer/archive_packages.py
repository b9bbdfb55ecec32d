"""Packages for the archive: the list, one package with what can be done with it, its file, its receipt."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.archive.models import Keeping, Package
from cuamo.archive.policies import KEEPERS, READERS
from cuamo.archive.selectors.lists import packages_page
from cuamo.archive.services.build_package import package_path
from cuamo.archive.services.send_package import drop_package, record_receipt, start_sending
from cuamo.archive.types import PackageState, Receipt
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.organisation.selectors.scope import units_under
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.archive import around, moment

MOST_SHOWN = 200


@staff_required(*sorted(READERS))
@require_GET
def packages(request: ActedRequest) -> HttpResponse:
    """List the packages of the territory, newest first."""
    page = packages_page(units_under(request.actor.unit_code), after=request.GET.get("sau", ""))
    shown = {"rows": page.rows, "next_after": page.next_after}
    return render(request, "officer/archive/packages.html", around(request, "archive-packages") | shown)


@staff_required(*sorted(READERS))
@require_http_methods(["GET", "POST"])
def package(request: ActedRequest, package_id: UUID) -> HttpResponse:
    """Show a package; POST hands it over, gives it up, or keeps the receipt of one handed over as a file."""
    found, now = _found(request, package_id), timezone.now()
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            if request.POST.get("viec") == "bien-ban":
                record_receipt(
                    package_id=found.id, officer=request.actor, receipt=_receipt(request, found), at=now
                )
                messages.success(request, f"Đã lưu biên bản giao nhận của gói {found.number}.")
                return redirect("officer:archive-package", found.id)
            if request.POST.get("viec") == "bo":
                drop_package(package_id=found.id, officer=request.actor, at=now)
                messages.success(request, f"Đã bỏ gói {found.number}. Các hồ sơ trong gói lại đến hạn nộp.")
                return redirect("officer:archive-package", found.id)
            sent = start_sending(package_id=found.id, officer=request.actor, at=now)
            if sent.state == PackageState.REFUSED:
                return redirect("officer:archive-package", found.id)
        except DomainError as refused:
            if refused.status in {403, 404}:
                raise
            errors, status = {refused.where or "nop": phrases.say(refused)}, refused.status
            found = _found(request, package_id)
        else:
            return redirect("service:job", found.id)
    return render(request, "officer/archive/package.html", _page(request, found, errors), status=status)


@staff_required(*sorted(KEEPERS))
@require_GET
def download(request: ActedRequest, package_id: UUID) -> HttpResponseBase:
    """Answer the package as a file to carry over; only while the archive does not have it yet."""
    found = _found(request, package_id)
    path = package_path(found)
    if found.state not in {PackageState.READY, PackageState.SENDING} or not path.exists():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{found.number}.zip")


def _found(request: ActedRequest, package_id: UUID) -> Package:
    found = Package.objects.filter(id=package_id, unit_code__in=units_under(request.actor.unit_code)).first()
    if found is None:
        raise Http404
    return found


def _page(request: ActedRequest, found: Package, errors: dict[str, str]) -> dict[str, Any]:
    ids = [UUID(dossier_id) for dossier_id in found.dossiers[:MOST_SHOWN]]
    rows = Keeping.objects.in_bulk(ids)
    return around(request, "archive-packages") | {
        "package": found,
        "dossiers": [rows[key] for key in ids if key in rows],
        "received_at": moment(found.receipt.get("received_at", "")),
        "may_send": found.state == PackageState.READY,
        "may_record": found.state in {PackageState.READY, PackageState.SENDING},
        "errors": errors,
        "typed": {name: request.POST.get(name, "") for name in ("so", "nguoi_nhan", "ma_bam", "ngay")},
    }


def _receipt(request: ActedRequest, found: Package) -> Receipt:
    try:
        day = date.fromisoformat(request.POST.get("ngay", "").strip())
    except ValueError:
        raise Invalid(
            "receipt.day",
            "Cần ngày nhận như trên biên bản.",
            "Give the day on the receipt.",
            where="ngay",
        ) from None
    return Receipt(
        number=request.POST.get("so", "").strip()[:80],
        sha256=request.POST.get("ma_bam", "").strip().lower(),
        dossiers=len(found.dossiers),
        received_at=datetime.combine(day, time(12), tzinfo=HANOI),
        received_by=request.POST.get("nguoi_nhan", "").strip()[:200],
    )
