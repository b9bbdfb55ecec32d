"""What the recipient is told and may choose of an envelope."""

from dataclasses import dataclass
from uuid import UUID

from cuamo.delivery.models import Attempt
from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.states import FAILURE_REASONS, MOST_ATTEMPTS, ParcelState


@dataclass(frozen=True)
class Envelope:
    """Where an envelope is for its recipient: no name, no address."""

    label: str
    state: ParcelState
    window: str
    tries: int
    most_tries: int
    reason_vi: str
    reason_en: str
    chosen: str
    """The time agreed for the next attempt; empty when none is."""
    recalled: bool = False

    @property
    def may_choose(self) -> bool:
        """True when the courier comes again and a time can be chosen."""
        return self.state is ParcelState.FAILED_ATTEMPT and not self.recalled


def envelope_of(subject_id: UUID) -> Envelope | None:
    """Return the subject's envelope; None when nothing is sent by courier."""
    parcel = parcel_of(subject_id)
    if parcel is None:
        return None
    last = Attempt.objects.filter(parcel=parcel).order_by("-number").first()
    reason = FAILURE_REASONS.get(last.reason, ("", "")) if last else ("", "")
    return Envelope(
        label=parcel.label,
        state=ParcelState(parcel.state),
        window=parcel.window,
        tries=parcel.attempts,
        most_tries=MOST_ATTEMPTS,
        reason_vi=reason[0],
        reason_en=reason[1],
        chosen=last.next_window if last else "",
        recalled=parcel.recalled_at is not None,
    )
