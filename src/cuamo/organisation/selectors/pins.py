"""Who has a PIN for the counter."""

from uuid import UUID

from cuamo.organisation.models import CounterPin


def has_pin(account_id: UUID | str) -> bool:
    """Return whether the account can unlock a counter (đã đặt mã PIN)."""
    return CounterPin.objects.filter(account_id=UUID(str(account_id))).exists()
