"""`PaymentGateway` on the city's payment platform: signed page addresses, signed messages, questions."""

from collections.abc import Mapping
from datetime import datetime

from cuamo.interop.systems.payment import messages
from cuamo.interop.systems.payment.client import PaymentClient
from cuamo.interop.systems.payment.errors import unavailable
from cuamo.kernel.errors import Invalid
from cuamo.payments.types import GatewayOrder, RefundAnswer, RefundOrder, Transaction


class PlatformGateway:
    """Speaks to one platform; money goes to `account`, or to the account of whom the whole sum is due to."""

    def __init__(
        self,
        base_url: str,
        secret: str,
        *,
        bank: str,
        account: str,
        accounts: Mapping[str, str] | None = None,
    ) -> None:
        self._client = PaymentClient(base_url, secret)
        self._secret = secret
        self._bank = bank
        self._account = account
        self._accounts = dict(accounts or {})

    def pay_url(self, order: GatewayOrder) -> str:
        return f"{self._client.base_url}/tra-tien?{messages.signed_query(order, secret=self._secret)}"

    def beneficiary(self, owner: str = "") -> tuple[str, str]:
        return self._bank, self._accounts.get(owner, self._account)

    def read_callback(self, *, body: bytes, signature: str, at: datetime) -> Transaction:
        messages.require_signed(body=body, signature=signature, secret=self._secret, at=at)
        return messages.transaction_from(body)

    def find(self, reference: str) -> list[Transaction]:
        told = self._client.transactions(reference)
        try:
            return [messages.read_transaction(said) for said in told]
        except Invalid as error:
            raise unavailable(str(error)) from error

    def refund(self, order: RefundOrder) -> RefundAnswer:
        told = self._client.order_refund(messages.refund_body(order))
        try:
            return messages.read_refund(told, order_key=order.key)
        except Invalid as error:
            raise unavailable(str(error)) from error

    def find_refund(self, key: str) -> RefundAnswer | None:
        told = self._client.refund_of(key)
        try:
            return None if told is None else messages.read_refund(told, order_key=key)
        except Invalid as error:
            raise unavailable(str(error)) from error
