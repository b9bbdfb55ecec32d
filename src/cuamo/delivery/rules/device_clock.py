"""Whether the time a phone told can be believed."""

from datetime import datetime, timedelta
from typing import Literal

Doubt = Literal["", "UNKNOWN", "SKEW", "AHEAD", "BEHIND", "BACKWARDS"]
SLACK = timedelta(minutes=2)
"""Clocks of phones with the network differ by less."""


def doubt_of(
    told: datetime,
    *,
    skew_s: int | None,
    contact_at: datetime | None,
    received_at: datetime,
    before: datetime | None,
) -> Doubt:
    """Return why the time of an act is not believed; empty when it is.

    Args:
        told: by the phone's clock, as it was. skew_s: seconds the phone was behind at its last contact.
        contact_at: the server's time at that contact. before: what the phone told with the act before.
    """
    if skew_s is None or contact_at is None:
        return "UNKNOWN"
    if abs(skew_s) >= SLACK.total_seconds():
        return "SKEW"
    meant = told + timedelta(seconds=skew_s)
    if meant > received_at + SLACK:
        return "AHEAD"
    if meant < contact_at - SLACK:
        return "BEHIND"
    if before is not None and told < before - SLACK:
        return "BACKWARDS"
    return ""
