"""Addresses outside systems report to."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cuamo.delivery.services.take_news import receive_news
from cuamo.kernel.errors import DomainError, Invalid, NotPermitted
from cuamo.payments.services.receive_callback import receive_callback

MOST_BYTES = 16 * 1024


@csrf_exempt
@require_POST
def payment(request: HttpRequest) -> JsonResponse:
    """Take a message of the payment platform; 200 says it is kept, anything else asks to send it again."""
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return JsonResponse({"code": "callback.too_long"}, status=413)
    signature = request.headers.get("X-Signature", "")
    try:
        outcome = receive_callback(body=body, signature=signature, at=timezone.now())
    except DomainError as error:
        return JsonResponse({"code": error.code, "message": error.en}, status=error.status)
    return JsonResponse({"verdict": outcome.verdict})


@csrf_exempt
@require_POST
def carrier(request: HttpRequest, code: str) -> JsonResponse:
    """Take a message of a carrier; 200: kept; 401: not theirs; 400: it says nothing."""
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return JsonResponse({"code": "callback.too_long"}, status=413)
    try:
        verdict = receive_news(carrier=code, body=body, at=timezone.now())
    except NotPermitted as error:
        return JsonResponse({"code": error.code, "message": error.en}, status=401)
    except Invalid as error:
        return JsonResponse({"code": error.code, "message": error.en}, status=400)
    except DomainError as error:
        return JsonResponse({"code": error.code, "message": error.en}, status=error.status)
    return JsonResponse({"verdict": verdict})
