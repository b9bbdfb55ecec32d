"""The working time a dossier's clock runs by."""

from cuamo.dossiers.models import Dossier
from cuamo.kernel.calendar import WorkingCalendar
from cuamo.organisation.selectors.calendar_of import calendar_of


def office_of(dossier: Dossier) -> str:
    """Return the unit whose hours count: it receives until acceptance, it decides from then on."""
    return dossier.received_by if dossier.accepted_at is None else dossier.decided_by


def calendar_for(dossier: Dossier) -> WorkingCalendar:
    """Return the calendar of the office whose time the dossier is using up."""
    return calendar_of(office_of(dossier))
