"""The four figures with which somebody shows that cash coming back is theirs."""

from uuid import UUID

from cuamo.kernel.crypto import keyed_hash


def cash_code(refund_id: UUID) -> str:
    """Return the code of a refund in cash; it stands in the payer's text and account and nowhere else."""
    return f"{int.from_bytes(keyed_hash(str(refund_id), purpose='cash-refund')[:8]) % 10_000:04d}"
