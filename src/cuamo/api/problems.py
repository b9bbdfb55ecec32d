"""Errors of the API: application/problem+json (RFC 9457), in Vietnamese and English."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from cuamo.kernel.errors import DomainError


class Problem(Schema):
    """What went wrong, where, and how to mend it."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    detail_vi: str
    where: str = ""
    hint: str = ""
    errors: list[dict[str, Any]] = []


def answer(
    status: int,
    code: str,
    detail: str,
    detail_vi: str,
    *,
    where: str = "",
    hint: str = "",
    errors: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    """Return one problem."""
    problem = Problem(
        title=code, status=status, code=code, detail=detail, detail_vi=detail_vi, where=where, hint=hint,
        errors=errors or [],
    )  # fmt: skip
    body = json.dumps(problem.model_dump(), ensure_ascii=False)
    return HttpResponse(body, status=status, content_type="application/problem+json")


def install(api: NinjaAPI) -> None:
    """Let the API answer every refusal as a problem."""

    def domain(request: HttpRequest, error: Any) -> HttpResponse:
        return answer(error.status, error.code, error.en, error.vi, where=error.where, hint=error.hint_en)

    def invalid(request: HttpRequest, error: Any) -> HttpResponse:
        faults = [
            {"where": ".".join(str(part) for part in fault["loc"]), "what": fault["msg"]}
            for fault in error.errors
        ]
        return answer(
            422,
            "request.invalid",
            "The request does not fit the description.",
            "Yêu cầu không đúng mô tả.",
            where=faults[0]["where"] if faults else "",
            hint="See /api/v1/openapi.json.",
            errors=faults,
        )

    def unknown(request: HttpRequest, error: Any) -> HttpResponse:
        response = answer(401, "token.unknown", "A valid bearer token is needed.", "Cần mã truy cập hợp lệ.")
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    def plain(request: HttpRequest, error: Any) -> HttpResponse:
        return answer(error.status_code, "request.refused", str(error), str(error))

    api.add_exception_handler(DomainError, domain)
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(AuthenticationError, unknown)
    api.add_exception_handler(HttpError, plain)
