"""Turns a refusal of the domain into a page that says what, where and how to mend it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from cuamo.kernel.errors import DomainError
from cuamo.web import errors


class DomainErrors:
    """Answer every `DomainError` that a page let through; the request's transaction is already undone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return errors.refusal(request, exception)
        return None
