"""What notices need from outside; `config/wiring.py` binds the adapters."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from cuamo.notices.types import SentText


@runtime_checkable
class SmsSender(Protocol):
    """Sends a text to a phone under the registered brand (SMS brandname, Decree 91/2020/NĐ-CP)."""

    def send(self, *, phone: str, text: str, tracking_id: str) -> SentText:
        """Hand one text to the provider; the same `tracking_id` again sends nothing again.

        Raises:
            SmsUnavailable: no answer, or the provider is busy; try again later.
            SmsRefused: the provider will not send this; trying again does not help.
        """
        ...

    def delivered(self, *, tracking_ids: Sequence[str]) -> list[str]:
        """Return those of `tracking_ids` whose text has reached the phone.

        Raises:
            SmsUnavailable: no answer.
        """
        ...
