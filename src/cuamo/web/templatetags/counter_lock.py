"""`{% counter_lock %}`: the lock that lies over a counter page when its clerk has gone."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context

from cuamo.dossiers.selectors.rehearsed import code_on_the_phone
from cuamo.web.counter import lock_state
from cuamo.web.counter.lock_guard import AREA

register = template.Library()


@register.inclusion_tag("counter/_lock.html", takes_context=True)
def counter_lock(context: Context) -> dict[str, Any]:
    """Return what the lock needs to know; asks no table."""
    request: HttpRequest = context["request"]
    back = request.get_full_path() if request.method == "GET" else request.path
    return {
        "after": int(lock_state.AFTER.total_seconds()),
        "warn": int(lock_state.WARNED.total_seconds()),
        "tag": lock_state.tag_of(request),
        "clerk": str(request.user.pk),
        "name": getattr(request.user, "full_name", ""),
        "back": back if back.startswith(AREA) else AREA,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def rehearsed_code(context: Context) -> str:
    """Return the code the invented person's phone would show: a rehearsal sends no message."""
    match = context["request"].resolver_match
    code = match.kwargs.get("code", "") if match else ""
    return code_on_the_phone(code) if code else ""


@register.filter
def lock_tag(request: HttpRequest) -> str:
    """Return what tells this session from others in the browser."""
    return lock_state.tag_of(request)
