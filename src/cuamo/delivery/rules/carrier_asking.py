"""When a carrier is asked again after it did not answer."""

from datetime import datetime, timedelta

FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=1)
LEASE = timedelta(minutes=3)
"""How long a turn that has begun is left alone: longer than two questions with fresh tokens may take."""
SILENT_AFTER = timedelta(hours=12)
"""An order nothing was heard of for so long is asked about."""
PROOF_FIRST = timedelta(minutes=5)
PROOF_LONGEST = timedelta(hours=6)


def ask_again_at(*, at: datetime, asked: int) -> datetime:
    """Return when to ask after `asked` questions without a certain answer: twice as long every time."""
    return at + min(FIRST * (1 << min(asked, 10)), LONGEST)


def proof_again_at(*, at: datetime, asked: int) -> datetime:
    """Return when to ask for a missing proof again."""
    return at + min(PROOF_FIRST * (1 << min(asked, 10)), PROOF_LONGEST)
