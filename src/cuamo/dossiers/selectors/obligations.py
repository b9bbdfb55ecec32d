"""Money found while deciding."""

from cuamo.dossiers.models import Dossier, Obligation
from cuamo.dossiers.states import State


def open_obligation_of(dossier: Dossier) -> Obligation | None:
    """Return what the dossier waits for to be paid now, None when it waits for no money."""
    if dossier.state != State.PAYMENT:
        return None
    return Obligation.objects.filter(dossier=dossier, settled_at=None).first()


def obligations_of(dossier: Dossier) -> list[Obligation]:
    """Return everything the authority asked to be paid while deciding, oldest first."""
    return list(Obligation.objects.filter(dossier=dossier).order_by("asked_at", "id"))
