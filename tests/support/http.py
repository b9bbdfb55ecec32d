"""Ask over HTTP what a test started; `httpx.get` itself reads all certificates of the machine each time."""

import ssl
from functools import partial

import httpx

_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts no certificate: everything asked here is on the loopback and has none."""

get = partial(httpx.get, verify=_NOBODY)
post = partial(httpx.post, verify=_NOBODY)
