"""Answers HEAD wherever GET is answered."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class Head:
    """Let a page see HEAD as GET: same status, same headers; the server leaves the body out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        try:
            return self.get_response(request)
        finally:
            request.method = "HEAD"
