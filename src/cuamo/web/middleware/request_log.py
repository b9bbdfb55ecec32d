"""One structured line per request, without personal data, and its time in the histogram."""

import re
import time
from collections.abc import Callable
from hashlib import blake2b
from uuid import uuid4

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from prometheus_client import Histogram

SECONDS = Histogram(
    "cuamo_request_seconds",
    "Time of a request by route",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestLog:
    """Log method, route, status, milliseconds and a hash of the actor; never a path, a query or a name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        if not structlog.is_configured():
            _write_json_lines()
        self.log = structlog.get_logger("cuamo.request")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        request_id = _request_id(request)
        request.request_id = request_id  # type: ignore[attr-defined]  # read by the error pages
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        seconds = time.perf_counter() - started
        method = request.method if request.method in _METHODS else "OTHER"
        route = _route(request)
        SECONDS.labels(method, route, str(response.status_code)).observe(seconds)
        self.log.info(
            "request",
            request_id=request_id,
            method=method,
            route=route,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
            **_actor(request),
        )
        return response


def _request_id(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-ID", "")
    return given if _GIVEN_ID.fullmatch(given) else uuid4().hex


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None:
        return "-"
    return match.view_name or match.route or "-"


def _actor(request: HttpRequest) -> dict[str, str]:
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"actor_kind": "NONE"}
    digest = blake2b(str(actor.id).encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=6)
    return {"actor_kind": str(actor.kind), "actor": digest.hexdigest()}


def _write_json_lines() -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        cache_logger_on_first_use=True,
    )
