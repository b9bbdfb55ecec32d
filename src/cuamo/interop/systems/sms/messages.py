"""The shapes of the gateway's answers."""

from typing import Any

from cuamo.notices.errors import SmsUnavailable
from cuamo.notices.types import SentText


def read_sent(said: Any) -> SentText:
    """Read the answer to a text handed over.

    Raises:
        SmsUnavailable: not the agreed form; the same tracking id is simply sent again.
    """
    if not isinstance(said, dict) or not isinstance(said.get("id"), str) or not said["id"]:
        raise SmsUnavailable("answer without id")
    return SentText(provider_id=said["id"][:64], repeated=said.get("repeated") is True)


def read_delivered(said: Any) -> list[str]:
    """Read which tracking ids have arrived.

    Raises:
        SmsUnavailable: not the agreed form.
    """
    if not isinstance(said, dict) or not isinstance(said.get("delivered"), list):
        raise SmsUnavailable("answer without list")
    return [tracking_id for tracking_id in said["delivered"] if isinstance(tracking_id, str)]
