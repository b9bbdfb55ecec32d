"""Accountants, a platform that gives money back, and money that lies in suspense."""

from datetime import timedelta

from cuamo.kernel.actors import Actor, ActorKind
from cuamo.organisation.models import Unit
from cuamo.organisation.types import Role, UnitKind
from cuamo.payments.errors import GatewayUnavailable
from cuamo.payments.models import SuspenseItem
from cuamo.payments.services.ask_refund import ask_refund
from cuamo.payments.services.decide_refund import approve_refund
from cuamo.payments.services.receive_callback import receive_callback
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.types import RefundAnswer, RefundOrder
from tests.payments.conftest import NOON, ask_for, message, sign

LATER = NOON + timedelta(minutes=1)
WHY = "Người nộp chuyển hai lần cho một hồ sơ"


class RememberingRefunds:
    """A platform that gives back once per key; it can be silent before or after it did, or refuse."""

    def __init__(self) -> None:
        self.orders: dict[str, RefundOrder] = {}
        self.asked: list[str] = []
        self.silent_before = self.silent_after = self.refuses = False

    def refund(self, order: RefundOrder) -> RefundAnswer:
        self.asked.append(order.key)
        if self.silent_before:
            raise GatewayUnavailable("no answer")
        self.orders.setdefault(order.key, order)
        if self.silent_after:
            raise GatewayUnavailable("no answer")
        return self._said(order.key)

    def find_refund(self, key: str) -> RefundAnswer | None:
        if self.silent_before:
            raise GatewayUnavailable("no answer")
        return self._said(key) if key in self.orders else None

    def _said(self, key: str) -> RefundAnswer:
        if self.refuses:
            return RefundAnswer("REFUSED", reason="Tài khoản đã đóng")
        return RefundAnswer("PAID", number=f"RF-{key[-4:]}")


def accountant(name: str = "Trần Thị Sổ", *, unit: str = "TTPVHCC") -> Actor:
    kind = UnitKind.CENTRE if unit == "TTPVHCC" else UnitKind.OPERATOR
    Unit.objects.get_or_create(
        code=unit, defaults={"kind": kind, "name_vi": "Trung tâm", "name_en": "Centre"}
    )
    return Actor(ActorKind.STAFF, name, name, unit_code=unit, roles=frozenset({Role.FINANCE.value}))


def first() -> Actor:
    return accountant("Trần Thị Sổ")


def second() -> Actor:
    return accountant("Lê Văn Cái")


def paid_twice(amount_vnd: int = 8_000) -> SuspenseItem:
    """Money that came twice for one demand; the second sum waits."""
    attempt = start_attempt(request_id=ask_for(amount_vnd).id, at=NOON)
    for number in (f"{attempt.reference}-1", f"{attempt.reference}-2"):
        body = message(attempt.reference, amount_vnd, number=number)
        receive_callback(body=body, signature=sign(body, LATER), at=LATER)
    return SuspenseItem.objects.get(request=attempt.request)


def nobody_knows(amount_vnd: int = 8_000, *, number: str = "FT-X", words: str = "tien ho so") -> SuspenseItem:
    body = message(words, amount_vnd, number=number)
    receive_callback(body=body, signature=sign(body, LATER), at=LATER)
    return SuspenseItem.objects.get(source=f"gateway:{number}")


def asked(item: SuspenseItem, *, way: str = "GATEWAY"):
    return ask_refund(item_id=item.id, way=way, reason=WHY, accountant=first(), at=LATER)


def approved(item: SuspenseItem, *, way: str = "GATEWAY"):
    return approve_refund(refund_id=asked(item, way=way).id, accountant=second(), at=LATER)
