"""Service health for everyone."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuamo.kernel.selectors.backlog import backlog
from cuamo.web.audiences import ActedRequest, everyone
from cuamo.web.language import vi_en

SLOW_EVENTS, SLOW_JOBS = 2000, 500


@everyone
def status(request: ActedRequest) -> HttpResponse:
    """Say in plain words which service works and which is behind."""
    waits = backlog()
    parts = [
        (vi_en("Nộp và tra cứu hồ sơ", "Sending and tracking dossiers"), True),
        (vi_en("Tin nhắn và ký số", "Texts and signatures"), waits["jobs_waiting"] < SLOW_JOBS),
        (vi_en("Số liệu công khai", "Public figures"), waits["feed_waiting"] < SLOW_EVENTS),
    ]
    return render(request, "service/status.html", {"parts": parts, "now": timezone.now()})
