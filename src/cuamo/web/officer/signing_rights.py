"""X17: who may sign results of this unit, in which form, until when; given and ended by who heads it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.organisation.models import CertificateAt, SigningForm
from cuamo.organisation.selectors.signing_rights import in_force, rights_of
from cuamo.organisation.selectors.staff import staff_of
from cuamo.organisation.services.signing_right import end_signing_right, give_signing_right
from cuamo.organisation.types import Role
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.forms import read_date
from cuamo.web.officer.desk import desk_of

WHO = (Role.LEADER, Role.RECORDS_CLERK, Role.BUSINESS_ADMIN)
TYPED = ("holder", "form", "position", "behalf", "collective", "source", "key", "token_serial", "procedures")


@staff_required(*WHO)
@require_http_methods(["GET", "POST"])
def show(request: ActedRequest) -> HttpResponse:
    """List the rights of the unit; POST gives one."""
    now, errors = timezone.now(), {}
    status = 200
    if request.method == "POST":
        try:
            _give(request, now)
        except DomainError as refused:
            errors = {refused.where or "luu": phrases.say(refused)}
            status = refused.status
        else:
            messages.success(request, "Đã ghi quyền ký.")
            return redirect("officer:signing-rights")
    running = set(in_force(request.actor.unit_code, at=now).values_list("id", flat=True))
    context: dict[str, Any] = {
        "rights": [(right, right.id in running) for right in rights_of(request.actor.unit_code)],
        "people": [(str(one.id), one.full_name) for one in _people(request, now)],
        "forms": SigningForm.choices,
        "keys": CertificateAt.choices,
        "typed": {name: request.POST.get(name, "") for name in TYPED},
        "valid_from": read_date(request.POST, "valid_from") or f"{to_hanoi(now):%d/%m/%Y}",
        "valid_to": read_date(request.POST, "valid_to"),
        "errors": errors,
        "unit_name": desk_of(request.actor),
    }
    return render(request, "officer/signing_rights.html", context, status=status)


@staff_required(*WHO)
@require_POST
def end(request: ActedRequest, right_id: UUID) -> HttpResponse:
    """End a right now."""
    try:
        end_signing_right(right_id=right_id, actor=request.actor, at=timezone.now())
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
    else:
        messages.success(request, "Đã chấm dứt quyền ký.")
    return redirect("officer:signing-rights")


def _people(request: ActedRequest, now: datetime) -> list[Any]:
    return list(staff_of([request.actor.unit_code], Role.LEADER, at=now))


def _give(request: ActedRequest, now: datetime) -> None:
    posted = request.POST
    holder = next((one for one in _people(request, now) if str(one.id) == posted.get("holder")), None)
    if holder is None:
        raise Invalid("sign.no_holder", "Chọn người được ký.", "Choose who may sign.", where="holder")
    give_signing_right(
        unit_code=request.actor.unit_code,
        holder_id=str(holder.id),
        holder_name=holder.full_name,
        form=posted.get("form", ""),
        position=posted.get("position", ""),
        behalf=posted.get("behalf", ""),
        collective=posted.get("collective", ""),
        source=posted.get("source", ""),
        procedures=posted.get("procedures", "").replace(",", " ").split()[:200],
        certificate_at=posted.get("key", "") or CertificateAt.SERVICE,
        token_serial=posted.get("token_serial", ""),
        valid_from=_day(read_date(posted, "valid_from"), "valid_from"),
        valid_to=_day(said, "valid_to") if (said := read_date(posted, "valid_to")) else None,
        actor=request.actor,
        at=now,
    )


def _day(said: str, where: str) -> date:
    try:
        return datetime.strptime(said, "%d/%m/%Y").date()
    except ValueError:
        raise Invalid(
            "sign.day", "Ngày cần đủ ngày, tháng, năm.", "The date needs day, month and year.", where=where
        ) from None
