"""A platform that answers from memory, a request to pay, a clerk with an open shift."""

import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest

from cuamo.interop.systems.payment.adapter import PlatformGateway
from cuamo.kernel import ports
from cuamo.kernel.actors import SYSTEM, Actor, ActorKind
from cuamo.kernel.clock import local
from cuamo.organisation.models import Counter, Shift, Unit
from cuamo.organisation.services.shift import open_shift
from cuamo.organisation.types import Role, UnitKind
from cuamo.payments.errors import GatewayUnavailable
from cuamo.payments.models import PaymentRequest
from cuamo.payments.ports import PaymentGateway
from cuamo.payments.services.open_request import open_request
from cuamo.payments.types import Transaction
from cuamo.people.models import Account

SECRET = "a-shared-secret"
NOON = local("2026-09-11 12:00")
FEE: list[dict[str, Any]] = [
    {
        "key": "ban-sao",
        "name_vi": "Phí cấp bản sao trích lục hộ tịch",
        "kind": "PHI",
        "setter": "MOF",
        "citizen_vnd": 8_000,
        "budget_vnd": 0,
    }
]


class RememberedGateway(PlatformGateway):
    """The real adapter, but questions are answered from a list instead of over the line."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:9", SECRET, bank="970432", account="1234567890123")
        self.known: list[Transaction] = []
        self.silent = False

    def find(self, reference: str) -> list[Transaction]:
        if self.silent:
            raise GatewayUnavailable("no answer")
        return [known for known in self.known if known.reference == reference]


@pytest.fixture(autouse=True)
def gateway():
    remembered = RememberedGateway()
    ports.bind(PaymentGateway, lambda: remembered)
    return remembered


def sign(body: bytes, at: datetime, secret: str = SECRET) -> str:
    moment = str(int(at.timestamp()))
    proof = hmac.new(secret.encode(), moment.encode() + b"." + body, sha256).hexdigest()
    return f"t={moment},v1={proof}"


def message(
    reference: str, amount_vnd: int, *, number: str = "FT1", status: str = "PAID", at: datetime = NOON
) -> bytes:
    content = {
        "transaction_id": number,
        "reference": reference,
        "amount_vnd": amount_vnd,
        "status": status,
        "occurred_at": at.isoformat(),
    }
    return json.dumps(content).encode()


def ask_for(amount_vnd: int = 8_000, subject_id: UUID | None = None, budget_vnd: int = 0) -> PaymentRequest:
    lines = [{**FEE[0], "citizen_vnd": amount_vnd, "budget_vnd": budget_vnd}]
    return open_request(
        subject_id=subject_id or uuid4(),
        subject_code="CM-260911-0001",
        lines=lines,
        payer_name="Nguyễn Văn An",
        actor=SYSTEM,
        at=NOON,
    )


@pytest.fixture
def request_8000(db) -> PaymentRequest:
    return ask_for()


@pytest.fixture
def sit_down(db) -> Callable[..., tuple[Actor, Shift]]:
    made = 0

    def sit() -> tuple[Actor, Shift]:
        nonlocal made
        made += 1
        unit, _ = Unit.objects.get_or_create(
            code="HN001", defaults={"kind": UnitKind.AGENCY, "name_vi": "Bưu điện", "name_en": "Post"}
        )
        counter = Counter.objects.create(unit=unit, number=made)
        account = Account.objects.create(username=f"clerk{made}", full_name="Lê Thị Bình", kind="STAFF")
        clerk = Actor(
            ActorKind.STAFF,
            str(account.id),
            account.full_name,
            unit_code="HN001",
            roles=frozenset({Role.CLERK.value}),
        )
        shift = open_shift(
            clerk=clerk, counter_id=counter.id, float_vnd=500_000, at=NOON - timedelta(hours=4)
        )
        return clerk, shift

    return sit
