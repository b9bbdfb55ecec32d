"""Where a request comes from, for counting tries."""

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest


def place_of(request: HttpRequest) -> str:
    """Return the network address, seen past the trusted proxies.

    A server on a private socket gives none, all share one count then.
    """
    return get_client_ip(request) or "local"
