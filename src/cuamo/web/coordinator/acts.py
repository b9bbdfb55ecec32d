"""B3: act on an exception, in words."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuamo.delivery.services.act_on_order import ask_now, call_off
from cuamo.delivery.services.close_alarm import close_alarm
from cuamo.delivery.services.look_at_news import look_at_news
from cuamo.kernel.errors import IllegalTransition, Invalid
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.coordinator.exceptions import ALARMS, NEWS, ORDERS, page_of
from cuamo.web.coordinator.people import ACTORS, COORDINATORS


@staff_required(*COORDINATORS)
@require_POST
def answer_alarm(request: ActedRequest, alarm_id: UUID) -> HttpResponse:
    """Close an alarm with what was found and done."""
    field = f"words-{alarm_id.hex}"
    words = request.POST.get(field, "")
    try:
        close_alarm(
            alarm_id=alarm_id,
            actor=request.actor,
            words=words,
            at=timezone.now(),
            death_confirmed="dead" in request.POST,
        )
    except Invalid as refused:
        return page_of(
            request, ALARMS, wrong=field, error=phrases.say(refused), typed=words, status=refused.status
        )
    messages.success(request, "Đã ghi trả lời và đóng cảnh báo.")
    return _back(ALARMS)


@staff_required(*ACTORS)
@require_POST
def look(request: ActedRequest, news_id: UUID) -> HttpResponse:
    """Say what became of a piece of news."""
    field = f"words-{news_id.hex}"
    words = request.POST.get(field, "")
    try:
        look_at_news(news_id=news_id, words=words, actor=request.actor, at=timezone.now())
    except Invalid as refused:
        return page_of(
            request, NEWS, wrong=field, error=phrases.say(refused), typed=words, status=refused.status
        )
    messages.success(request, "Đã ghi. Tin này không còn trong danh sách.")
    return _back(NEWS)


@staff_required(*ACTORS)
@require_POST
def ask(request: ActedRequest, order_id: UUID) -> HttpResponse:
    """Let the carrier be asked again within a minute."""
    ask_now(order_id=order_id, actor=request.actor, at=timezone.now())
    messages.success(request, "Máy hỏi lại hãng trong vòng 1 phút. Đơn không bị gửi hai lần.")
    return _back(ORDERS)


@staff_required(*ACTORS)
@require_POST
def call_off_one(request: ActedRequest, order_id: UUID) -> HttpResponse:
    """Ask for the order to be cancelled."""
    try:
        call_off(order_id=order_id, actor=request.actor, at=timezone.now())
    except IllegalTransition as refused:
        messages.error(request, phrases.say(refused))
    else:
        messages.success(request, "Đã xin hủy. Hãng trả lời xong thì phong bì đi được bằng đường khác.")
    return _back(ORDERS)


def _back(kind: str) -> HttpResponse:
    return redirect(f"{reverse('coordinator:exceptions')}?nhom={kind}")
