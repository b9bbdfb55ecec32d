"""What the services of cash bags share."""

from uuid import UUID

from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound
from cuamo.payments.models import CashBag
from cuamo.payments.rules.cash import plain_number
from cuamo.payments.states import BagState


def lock_bag(bag_id: UUID) -> CashBag:
    """Return the bag with its row locked until the transaction ends.

    Raises:
        NotFound: there is no such bag.
    """
    bag = CashBag.objects.select_for_update().filter(id=bag_id).first()
    if bag is None:
        raise NotFound("bag.unknown", "Không có túi tiền này.", "There is no such bag.")
    return bag


def read_number(text: str, *, where: str, what_vi: str, what_en: str) -> str:
    """Return a seal's or slip's number.

    Raises:
        Invalid: it is none.
    """
    number = plain_number(text)
    if not number:
        raise Invalid(
            "bag.number",
            f"Ghi {what_vi}: từ 3 đến 40 chữ cái, chữ số.",
            f"Write {what_en}: 3 to 40 letters and figures.",
            where=where,
        )
    return number


def require_seal(bag: CashBag, seen: str) -> None:
    """Let pass who reads the same number on the seal as was written when it was packed.

    Raises:
        Conflict: it is another seal; nobody signs for such a bag.
    """
    if plain_number(seen) != bag.seal_number:
        raise Conflict(
            "bag.seal",
            "Số niêm phong không khớp với số đã ghi. Chưa ký nhận. Xem lại túi cùng người giao.",
            "The seal's number is not the one written down. Nothing is signed. Look at the bag together.",
            where="seal_seen",
        )


def wrong_state(bag: CashBag) -> IllegalTransition:
    """Return the refusal of a step the bag is not at."""
    now = BagState(bag.state).label
    return IllegalTransition(
        "bag.state",
        f"Túi {bag.number} đang ở bước «{now}».",
        f"Bag {bag.number} is at another step: {bag.state}.",
    )
