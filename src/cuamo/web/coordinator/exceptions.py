"""B3: what does not go by itself: alarms, news of carriers, orders of unknown outcome, failed attempts."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.delivery.models import Alarm, CarrierNews, CarrierOrder, Parcel
from cuamo.delivery.selectors.alarms import words_of
from cuamo.delivery.selectors.carrier_map import statuses_in_force
from cuamo.delivery.selectors.coordination import (
    Page,
    alarms_page,
    attempts_page,
    news_page,
    orders_page,
    silent_carriers,
    waiting_exceptions,
)
from cuamo.delivery.services.close_alarm import MAY_ANSWER
from cuamo.delivery.states import ParcelState
from cuamo.delivery.types import NewsVerdict, OrderState
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.operators import operator_names
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.carriage import STATE_WORDS
from cuamo.web.coordinator.people import COORDINATORS, may_act, operators_of
from cuamo.web.officer.words import time_left

ALARMS, NEWS, ORDERS, ATTEMPTS = "canh-bao", "tin", "don", "lan-giao"
PAGES: dict[str, Callable[..., Page[Any]]] = {
    ALARMS: alarms_page,
    NEWS: news_page,
    ORDERS: orders_page,
    ATTEMPTS: attempts_page,
}
TITLES = {
    ALARMS: "Cảnh báo",
    NEWS: "Tin của hãng cần xem",
    ORDERS: "Đơn chưa rõ",
    ATTEMPTS: "Giao chưa được từ 2 lần",
}
WRONG = {
    NewsVerdict.UNKNOWN: "Chưa ai xác nhận mã này nghĩa là gì",
    NewsVerdict.IMPOSSIBLE: "Trái với tin trước, hoặc của phong bì khác",
}
UNSURE = {
    OrderState.UNKNOWN: "Đã gửi, chưa biết hãng nhận chưa",
    OrderState.CANCELLING: "Đã xin hủy, chưa biết hãng hủy chưa",
}


@staff_required(*COORDINATORS)
@require_GET
def show(request: ActedRequest) -> HttpResponse:
    """List one kind of exception with owner and age."""
    return page_of(request, request.GET.get("nhom", ALARMS))


def page_of(
    request: ActedRequest, kind: str, *, wrong: str = "", error: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    """Draw the list of a kind; after a refusal with what was typed at the row it was typed for."""
    kind = kind if kind in PAGES else ALARMS
    now = timezone.now()
    units = operators_of(request.actor)
    page = PAGES[kind](units, after=request.GET.get("sau", ""))
    waiting = waiting_exceptions(units, at=now)
    counts = {ALARMS: waiting.alarms, NEWS: waiting.news, ORDERS: waiting.orders, ATTEMPTS: waiting.attempts}
    rows = _ROWS[kind](page.rows, now)
    for row in rows:
        row["field"] = f"words-{row['id'].hex}"
        if row["field"] == wrong:
            row |= {"error": error, "typed": typed}
    tabs = [(key, TITLES[key], counts[key], f"?nhom={key}", key == kind) for key in PAGES]
    acts = may_act(request.actor)
    answers = bool(request.actor.roles & {role.value for role in MAY_ANSWER})
    context = {
        "kind": kind,
        "tabs": tabs,
        "title": TITLES[kind],
        "rows": rows,
        "silent": silent_carriers(units),
        "errors": {wrong: error} if wrong else {},
        "next_url": "?" + urlencode({"nhom": kind, "sau": page.next_after}) if page.next_after else "",
        "may_act": answers if kind == ALARMS else acts,
    }
    return render(request, "coordinator/exceptions.html", context, status=status)


def _alarms(rows: list[Alarm], now: datetime) -> list[dict[str, Any]]:
    codes = {row.owner_unit for row in rows}
    codes |= {str(row.facts.get(key, "")) for row in rows for key in ("belongs", "place")}
    names = dict(Unit.objects.filter(code__in=codes).values_list("code", "name_vi"))
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "what": words_of(row, names=names),
            "thing": row.thing,
            "owner": names.get(row.owner_unit, row.owner_unit),
            "age": _age(row.raised_at, now),
            "late": row.due_at <= now,
            "due_at": row.due_at,
        }
        for row in rows
    ]


def _news(rows: list[CarrierNews], now: datetime) -> list[dict[str, Any]]:
    meanings = {
        (status.carrier, status.code): status
        for carrier in sorted({row.carrier for row in rows})
        for status in statuses_in_force(carrier)
    }
    names = operator_names()
    return [
        {
            "id": row.id,
            "thing": row.order.parcel.label if row.order else "",
            "number": row.number,
            "carrier": names.get(row.carrier, row.carrier),
            "code": row.code,
            "named": status.name_vi if (status := meanings.get((row.carrier, row.code))) else "",
            "why": WRONG[NewsVerdict(row.verdict)] if row.order else "Đơn này không phải của thành phố",
            "age": _age(row.received_at, now),
        }
        for row in rows
    ]


def _orders(rows: list[CarrierOrder], now: datetime) -> list[dict[str, Any]]:
    names = operator_names()
    return [
        {
            "id": row.id,
            "thing": row.parcel.label,
            "number": row.number,
            "carrier": names.get(row.carrier, row.carrier),
            "why": UNSURE[OrderState(row.state)],
            "asked": row.asked,
            "again_at": row.ask_again_at,
            "age": _age(row.created_at, now),
            "wanted": row.cancel_wanted_at is not None,
        }
        for row in rows
    ]


def _attempts(rows: list[Parcel], now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "thing": row.label,
            "attempts": row.attempts,
            "run": row.run,
            "words": STATE_WORDS[ParcelState(row.state)][0],
            "age": _age(row.created_at, now),
        }
        for row in rows
    ]


_ROWS: dict[str, Callable[[Any, datetime], list[dict[str, Any]]]] = {
    ALARMS: _alarms,
    NEWS: _news,
    ORDERS: _orders,
    ATTEMPTS: _attempts,
}


def _age(since: datetime, now: datetime) -> str:
    """Return how long ago something began."""
    return time_left(since, now).removeprefix("trễ ")
