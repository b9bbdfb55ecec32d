"""Answers to a counter's PC: JSON with words, never a page, never a redirect."""

import functools
import gzip
import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.utils.cache import patch_vary_headers

from cuamo.kernel.errors import DomainError, Invalid
from cuamo.web.audiences import Audience, View, staff_required
from cuamo.web.counter.bench import CLERKS

P = ParamSpec("P")
ANSWERED_IN = "X-CSRF-Token"
"""The token the browser sends back as `X-CSRFToken`; a page open since yesterday has an old one."""
MOST_JSON = 512 * 1024
DEEPEST = 12
WAY_OUT = {
    "where": "role",
    "hint_vi": "Báo trưởng ca: trưởng ca của điểm gửi thay được, hoặc nhờ quản lý cấp lại vai trò."
    " Lượt vẫn còn trên máy này.",
    "hint_en": "Tell the lead of the point, who can send it, or ask for the role again. It stays on this PC.",
}
"""What a clerk does whose right has ended while something of theirs waits here."""
DAY, YEAR = 86_400, 31_536_000


def device_call(
    *methods: str, roles: tuple[str, ...] = CLERKS
) -> Callable[[Callable[Concatenate[Any, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """An address for the program on a counter's PC or a courier's phone, in the session of who works with it.

    Signed out is 401, a refusal of the domain its status with words; nothing here leads to a page.
    """

    def wrap(view: View[P]) -> Callable[..., HttpResponseBase]:
        guarded = staff_required(*roles)(view)

        @functools.wraps(view)
        def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in methods:
                refused = reasons_of(
                    Invalid("method", "Địa chỉ này không nhận cách gọi đó.", "Not this method here.")
                )
                response: HttpResponseBase = JsonResponse({"reasons": refused}, status=405)
                response.headers["Allow"] = ", ".join(methods)
                return response
            if not request.user.is_authenticated:
                return signed_out()
            try:
                response = guarded(request, *args, **kwargs)
            except DomainError as error:
                reasons = reasons_of(error)
                if error.code == "audience.staff" and roles == CLERKS:
                    reasons = [reasons[0] | WAY_OUT]
                response = JsonResponse({"reasons": reasons}, status=error.status)
            response.headers[ANSWERED_IN] = get_token(request)
            return response

        answered.audience = Audience.DEVICE  # type: ignore[attr-defined]  # read by audience_of
        return answered

    return wrap


def signed_out() -> HttpResponse:
    """The answer without a session: sign in, everything stays on the PC."""
    error = Invalid(
        "device.signed_out",
        "Phiên làm việc đã hết. Đăng nhập lại, mọi thứ vẫn còn trên máy này.",
        "The session has ended. Sign in again; everything is still on this PC.",
        where="session",
    )
    return JsonResponse({"reasons": reasons_of(error)}, status=401)


def reasons_of(error: DomainError) -> list[dict[str, str]]:
    """Return a refusal as the PC shows it."""
    return [
        {
            "code": error.code,
            "where": error.where,
            "vi": error.vi,
            "en": error.en,
            "hint_vi": error.hint_vi,
            "hint_en": error.hint_en,
        }
    ]


def read_json(request: HttpRequest, *, most: int = MOST_JSON) -> dict[str, Any]:
    """Read the body: an object, of sane size and depth, in characters a text can have.

    Raises:
        Invalid: it is something else; nothing of it was used.
    """
    body = body_of(request, most=most)
    if body is None:
        raise _unreadable(f"Nội dung gửi lên quá {most // 1024} kB.", f"The body is over {most // 1024} kB.")
    try:
        found = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise _unreadable("Nội dung gửi lên không đọc được.", "The body cannot be read.") from None
    if not isinstance(found, dict):
        raise _unreadable("Nội dung gửi lên phải là một đối tượng.", "The body has to be an object.")
    _require_sane(found)
    return found


def kept_answer(request: HttpRequest, content: Mapping[str, Any], *, immutable: bool = False) -> HttpResponse:
    """Answer with JSON that the PC keeps: compressed, and 304 when it has it already.

    Nothing in here is secret to the one who asks, so compressing tells nobody anything.
    """
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    tag = f'"{sha256(plain).hexdigest()[:32]}"'
    if tag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(gzip.compress(plain, mtime=0), content_type="application/json")
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(plain, content_type="application/json")
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = (
        f"private, max-age={YEAR}, immutable" if immutable else "private, no-cache"
    )
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def body_of(request: HttpRequest, *, most: int) -> bytes | None:
    """Return the body; None, unread where that can be, when it has more than `most` bytes."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    if said.isascii() and said.isdigit() and (len(said) > 12 or int(said) > most):
        return None
    return request.body if len(request.body) <= most else None


def _require_sane(found: Any) -> None:
    level, waiting = 0, [found]
    while waiting:
        level += 1
        if level > DEEPEST:
            raise _unreadable("Nội dung gửi lên lồng quá nhiều tầng.", "The body is nested too deeply.")
        inside: list[Any] = []
        for item in waiting:
            if isinstance(item, dict):
                inside += [*item.keys(), *item.values()]
            elif isinstance(item, list):
                inside += item
            elif isinstance(item, str):
                _require_text(item)
            elif isinstance(item, int | float) and abs(item) > 1e15:
                raise _unreadable("Có số quá lớn.", "A number is too large.")
        waiting = inside


def _require_text(text: str) -> None:
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise _unreadable("Có ký tự không dùng trong văn bản nào.", "It holds a character that no text has.")


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _unreadable(vi: str, en: str) -> Invalid:
    return Invalid(
        "device.body",
        vi,
        en,
        where="body",
        hint_vi="Hồ sơ vẫn còn trên máy này. Gọi hỗ trợ kỹ thuật và lưu tệp dự phòng.",
        hint_en="The dossier is still on this PC. Call technical support and save the rescue file.",
    )
