"""Whose address is counted: only the proxies named in CUAMO_TRUSTED_PROXIES may speak for a caller."""

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from cuamo.web.account.place import place_of

PROXY, CALLER = "10.0.0.9", "203.0.113.7"


def _counted(peer: str, *, trusted: str) -> str:
    counted: list[str] = []

    def count(environ, start_response):
        counted.append(place_of(WSGIRequest(environ)))
        return []

    asked = RequestFactory().get("/", headers={"X-Forwarded-For": CALLER}, REMOTE_ADDR=peer)
    app = wrap_wsgi_with_proxy_headers(count, trusted) if trusted else count
    app(asked.environ, lambda *args: None)
    return counted[0]


@pytest.mark.parametrize(
    ("peer", "trusted", "counted"),
    [(PROXY, PROXY, CALLER), (PROXY, "", PROXY), (PROXY, "10.0.0.8", PROXY)],
    ids=["trusted", "none is named", "another is named"],
)
def test_a_caller_is_counted_by_what_a_trusted_proxy_says_and_else_by_where_it_comes_from(
    peer, trusted, counted
):
    assert _counted(peer, trusted=trusted) == counted
