"""Amounts people write on pages of the counter."""

from cuamo.kernel.errors import Invalid
from cuamo.kernel.money import parse_vnd


def read_amount(text: str, *, where: str) -> int:
    """Return an amount in whole đồng as people write it.

    Raises:
        Invalid: it is none; said at the field `where`.
    """
    try:
        return parse_vnd(text)
    except ValueError as error:
        raise Invalid(
            "counter.amount",
            "Số tiền chưa đọc được. Viết như 500.000 hoặc 500000.",
            "The amount cannot be read. Write 500.000 or 500000.",
            where=where,
        ) from error
