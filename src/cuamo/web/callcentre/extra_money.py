"""C: somebody tells the call centre that they were asked for extra money; the agent reads the code aloud."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.kernel.errors import DomainError
from cuamo.kernel.money import parse_vnd
from cuamo.organisation.types import Role
from cuamo.oversight.services.receive_feedback import receive_feedback
from cuamo.web import phrases
from cuamo.web.audiences import ANONYMOUS, ActedRequest, staff_required


@staff_required(Role.CALL_AGENT)
@require_http_methods(["GET", "POST"])
def report(request: ActedRequest) -> HttpResponse:
    """Write down what a caller tells, in the caller's name of nobody; the agent cannot open it again."""
    errors: dict[str, str] = {}
    status, code = 200, ""
    if request.method == "POST":
        posted = request.POST
        try:
            code = receive_feedback(
                text=posted.get("noi_dung", ""),
                place=posted.get("noi", ""),
                extra_money=True,
                about=posted.get("ve", ""),
                asked_vnd=_amount(posted.get("so_tien", "")),
                channel="CALL",
                actor=ANONYMOUS,
                at=timezone.now(),
            ).code
        except DomainError as refused:
            errors, status = {refused.where or "noi_dung": phrases.say(refused)}, refused.status
    context = {"errors": errors, "posted": {} if code else request.POST, "code": code}
    return render(request, "callcentre/extra_money.html", context, status=status)


def _amount(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        return parse_vnd(text)
    except ValueError:
        return 0
