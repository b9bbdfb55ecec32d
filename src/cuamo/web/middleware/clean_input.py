"""Answers requests no page was made for: characters no text has, a press without its button."""

from collections.abc import Callable, Iterable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase

from cuamo.web import errors

_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_NOTHING = "\0"


class CleanInput:
    """Refuse NUL in address, parameters, fields and file names: PostgreSQL keeps no such text.

    A page that only takes a press says so instead of staying blank.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if any(_NOTHING in text for text in _texts(request)):
            return errors.bad_request(request)
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not getattr(response, "content", b""):
            page = errors.respond(request, response.status_code)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response


def _texts(request: HttpRequest) -> Iterable[str]:
    yield request.path_info
    yield from _words(request.GET.lists())
    if request.content_type in _FORMS:
        yield from _words(request.POST.lists())
        for name, uploads in request.FILES.lists():
            yield str(name)
            yield from (upload.name or "" for upload in uploads)


def _words(fields: Iterable[tuple[str, list[str]]]) -> Iterable[str]:
    for name, values in fields:
        yield name
        yield from values
