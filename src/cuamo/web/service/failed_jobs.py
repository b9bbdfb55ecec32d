"""Background work that failed for good, events no consumer could take, and texts no phone got."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuamo.kernel.models import ConsumerFault
from cuamo.kernel.selectors.backlog import failed_jobs, parked_events
from cuamo.kernel.services.retry_failed import retry_job
from cuamo.notices.selectors.notices import given_up
from cuamo.notices.services.send_again import send_again
from cuamo.organisation.types import Role
from cuamo.payments.selectors.closing_work import closing_work
from cuamo.web.audiences import ActedRequest, staff_required


@staff_required(Role.TECH_ADMIN)
def failed(request: ActedRequest) -> HttpResponse:
    """List what failed for good, newest first."""
    found = {
        "jobs": failed_jobs(),
        "events": parked_events(),
        "texts": given_up(),
        "closing": closing_work(at=timezone.now()),
    }
    return render(request, "service/failed.html", found)


@staff_required(Role.TECH_ADMIN)
@require_POST
def again(request: ActedRequest, job_id: int) -> HttpResponse:
    """Put one failed job back into the queue."""
    if retry_job(job_id=job_id, at=timezone.now()):
        messages.success(request, f"Việc {job_id} đã vào hàng đợi lại.")
    else:
        messages.error(request, f"Việc {job_id} không còn ở trạng thái lỗi.")
    return redirect("service:failed-jobs")


@staff_required(Role.TECH_ADMIN)
@require_POST
def take_again(request: ActedRequest, fault_id: int) -> HttpResponse:
    """Let the consumer try a parked event again."""
    freed = ConsumerFault.objects.filter(id=fault_id, parked=True)
    if freed.update(parked=False, attempts=0, next_try_at=timezone.now()):
        messages.success(request, "Sự kiện sẽ được thử lại.")
    return redirect("service:failed-jobs")


@staff_required(Role.TECH_ADMIN)
@require_POST
def text_again(request: ActedRequest, notice_id: UUID) -> HttpResponse:
    """Send a text that was given up once more."""
    if send_again(notice_id=notice_id, at=timezone.now()):
        messages.success(request, "Tin nhắn sẽ được gửi lại.")
    else:
        messages.error(request, "Tin nhắn này không còn chờ gửi lại.")
    return redirect("service:failed-jobs")
