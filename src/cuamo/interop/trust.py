"""Whom this machine trusts when it calls somebody."""

from functools import cache
from ssl import SSLContext

import httpx


@cache
def trust() -> SSLContext:
    """Return the certificates this process trusts, read once: reading takes 50 ms of processor."""
    return httpx.create_ssl_context()
