"""What the archive's answers mean: come again, or never."""

import httpx

from cuamo.archive.errors import ArchiveRefused, ArchiveUnavailable

_COME_AGAIN = frozenset({401, 403, 404, 408, 425, 429})


def fault_of(answer: httpx.Response) -> ArchiveUnavailable | ArchiveRefused | None:
    """Return what an HTTP status means; None for success.

    A wrong secret or address is mended here without anything being lost, so it is tried again.
    """
    status = answer.status_code
    if 200 <= status < 300:
        return None
    if status >= 500 or status in _COME_AGAIN:
        return ArchiveUnavailable(f"status {status}")
    try:
        said = str(answer.json().get("error", ""))[:300]
    except (ValueError, AttributeError):
        said = ""
    return ArchiveRefused(said or f"mã {status}")
