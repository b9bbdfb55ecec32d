"""`SmsSender` on the gateway of the registered brand."""

from collections.abc import Sequence

from cuamo.interop.systems.sms import messages
from cuamo.interop.systems.sms.client import SmsClient
from cuamo.kernel.identifiers import phone as phones
from cuamo.notices.types import SentText


class GatewaySmsSender:
    """Sends through one gateway; the tracking id makes repeats harmless."""

    def __init__(self, base_url: str, secret: str) -> None:
        self._client = SmsClient(base_url, secret)

    def send(self, *, phone: str, text: str, tracking_id: str) -> SentText:
        content = {"phone": phones.e164(phone), "text": text, "tracking_id": tracking_id}
        return messages.read_sent(self._client.post("/message", content))

    def delivered(self, *, tracking_ids: Sequence[str]) -> list[str]:
        return messages.read_delivered(self._client.post("/reports", {"tracking_ids": list(tracking_ids)}))
