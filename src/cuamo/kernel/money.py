"""Amounts in whole đồng."""


def format_vnd(amount: int) -> str:
    """Return `8.000 ₫`; thousands are parted by points."""
    return f"{amount:,}".replace(",", ".") + " ₫"
