"""What follows for the archive from news of dossiers."""

from cuamo.archive.services.file_dossier import file_dossier, submit_again
from cuamo.dossiers.states import CLOSED
from cuamo.kernel.consumers import subscriber
from cuamo.kernel.errors import NotFound
from cuamo.kernel.events import EventRecord

ENDINGS = (
    "dossier.finished",
    "dossier.returned",
    "dossier.refused",
    "dossier.stopped",
    "dossier.external_state_seen",
)


@subscriber("archive-keeping", *ENDINGS)
def note_the_end(event: EventRecord) -> None:
    """An ended dossier is noted with the days that follow from its end."""
    if event.data.get("state") in CLOSED:
        try:
            file_dossier(dossier_id=event.stream_id)
        except NotFound:
            return


@subscriber("archive-keeping", "dossier.result_corrected", "dossier.result_revoked")
def submit_the_change(event: EventRecord) -> None:
    """A result corrected or taken back after the dossier was packed makes it due again, whole."""
    submit_again(dossier_id=event.stream_id, at=event.occurred_at)
