"""Which line of the summary the citizen wants changed."""

from cuamo.dossiers.models import Dossier
from cuamo.kernel import events

_ANSWERS = frozenset({"dossier.summarised", "dossier.change_settled", "dossier.summary_agreed"})


def change_asked(dossier: Dossier) -> str:
    """Return the key of the line the citizen pressed «Sửa» on since the summary was shown, else empty."""
    for event in reversed(events.history_of(dossier.id)):
        if event.name in _ANSWERS:
            return ""
        if event.name == "dossier.change_asked":
            return str(event.data["line"])
    return ""
