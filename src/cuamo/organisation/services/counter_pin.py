"""Set the PIN of the counter, and try it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.crypto import keyed_hash
from cuamo.kernel.errors import Invalid
from cuamo.organisation import policies
from cuamo.organisation.models import CounterPin
from cuamo.organisation.rules.pin import why_weak
from cuamo.organisation.types import Role

MOST_WRONG = 5

WEAK = {
    "form": ("Mã PIN gồm 6 chữ số.", "A PIN has 6 digits."),
    "same": ("Mã PIN có một số lặp lại. Chọn các số khác nhau.", "The PIN repeats one figure. Mix figures."),
    "run": ("Mã PIN là dãy số liền nhau. Đổi thứ tự các số.", "The PIN counts in a row. Mix the figures."),
    "pattern": ("Mã PIN lặp theo nhịp. Chọn số khó đoán hơn.", "The PIN is a pattern. Choose a harder one."),
    "date": ("Mã PIN giống một ngày sinh. Chọn số khác.", "The PIN reads as a date. Choose another one."),
}


@dataclass(frozen=True)
class PinTry:
    """What came of one try."""

    right: bool
    left: int
    """Tries left before a full sign-in is needed."""


@transaction.atomic
def set_pin(*, clerk: Actor, pin: str, again: str, at: datetime) -> CounterPin:
    """Set or change one's own PIN (đặt mã PIN). Records `pin.set`.

    The page asks for a fresh second factor first: whoever sits at an open counter cannot change it.

    Raises:
        NotPermitted: `clerk` works at no counter.
        Invalid: the PIN is no six digits, easy to guess, or typed differently the second time.
    Law: none; ux Q15.
    """
    policies.require_role(clerk, Role.CLERK, Role.SHIFT_LEAD)
    weak = why_weak(pin)
    if weak:
        raise Invalid(f"pin.{weak}", *WEAK[weak], where="pin")
    if pin != again:
        raise Invalid(
            "pin.differs",
            "Hai lần nhập không giống nhau. Nhập lại mã PIN ở cả hai ô.",
            "The two entries differ. Enter the PIN again in both boxes.",
            where="again",
        )
    kept, _ = CounterPin.objects.update_or_create(
        account_id=UUID(clerk.id),
        defaults={"hash": hash_of(pin), "set_at": at, "wrong": 0, "blocked_at": None},
    )
    events.record("pin.set", UUID(clerk.id), actor=clerk, at=at)
    return kept


@transaction.atomic
def try_pin(*, account_id: UUID, pin: str, signed_in_at: datetime | None, at: datetime) -> PinTry:
    """Try a PIN; five wrong ones in a row block it until a full sign-in that is later than the block.

    The try is counted in the row's lock, so tries in parallel count too.

    Args:
        signed_in_at: when this session showed its second factor; None when it did not.
    """
    kept = CounterPin.objects.select_for_update().filter(account_id=account_id).first()
    if kept is None:
        return PinTry(right=False, left=0)
    if kept.blocked_at is not None:
        if signed_in_at is None or signed_in_at <= kept.blocked_at:
            return PinTry(right=False, left=0)
        kept.wrong, kept.blocked_at = 0, None
    right = len(pin) <= 12 and check_password(_peppered(pin), kept.hash)
    kept.wrong = 0 if right else kept.wrong + 1
    if kept.wrong >= MOST_WRONG:
        kept.blocked_at = at
    kept.save(update_fields=["wrong", "blocked_at"])
    return PinTry(right=right, left=MOST_WRONG - kept.wrong)


def hash_of(pin: str) -> str:
    """Return what is kept of a PIN."""
    return make_password(_peppered(pin))


def _peppered(pin: str) -> str:
    return keyed_hash(pin, purpose="counter-pin").hex()
