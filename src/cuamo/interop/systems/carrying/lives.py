"""The life a simulated item leads when it is left to itself: drawn by seed and number, always the same."""

import random

_START = ("ACCEPTED", "PICKED_UP", "IN_TRANSIT", "OUT_FOR_DELIVERY")
_AGAIN = ("FAILED_ATTEMPT", "OUT_FOR_DELIVERY")
LIVES: tuple[tuple[int, tuple[str, ...]], ...] = (
    (80, (*_START, "DELIVERED")),
    (9, (*_START, *_AGAIN, "DELIVERED")),
    (7, (*_START, *_AGAIN, *_AGAIN, "FAILED_ATTEMPT", "RETURNING", "RETURNED")),
    (2, ("ACCEPTED", "CANCELLED")),
    (2, ("ACCEPTED", "PICKED_UP", "IN_TRANSIT", "LOST")),
)
NAMES = ("Nguyễn Thị Mẫu", "Trần Văn Thử", "Lê Thị Ví Dụ", "Phạm Văn Giả Định", "Hoàng Thị Minh Họa")
RELATIONS = ("SELF", "SELF", "SELF", "FAMILY")


def life_of(number: str, *, seed: str) -> tuple[str, ...]:
    """Return the canonical states an item goes through, after CREATED."""
    drawn = _random(number, seed)
    return drawn.choices([life for _, life in LIVES], [weight for weight, _ in LIVES])[0]


def taker_of(number: str, *, seed: str, time: int = 1) -> tuple[str, str]:
    """Return name and relation of who takes the item, at its first or a later delivery."""
    drawn = _random(number, f"{seed}/{time}")
    return NAMES[(drawn.randrange(len(NAMES)) + time) % len(NAMES)], drawn.choice(RELATIONS)


def _random(number: str, seed: str) -> random.Random:
    return random.Random(f"{seed}/{number}")  # noqa: S311 - invented lives, nothing to protect
