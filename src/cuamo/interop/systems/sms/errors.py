"""What the gateway's answers mean: come again, or never."""

from cuamo.notices.errors import SmsRefused, SmsUnavailable

_COME_AGAIN = frozenset({408, 425, 429})


def fault_of(status: int) -> SmsUnavailable | SmsRefused | None:
    """Return what an HTTP status means; None for success.

    Server faults and "too many" pass with time; so does a wrong secret (401, 403), which somebody mends here
    without any text being lost. Every other refusal is about the text or the number and stays.
    """
    if 200 <= status < 300:
        return None
    if status >= 500 or status in _COME_AGAIN or status in {401, 403, 404}:
        return SmsUnavailable(f"status {status}")
    return SmsRefused(f"status {status}")
