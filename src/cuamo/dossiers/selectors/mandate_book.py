"""The house's answer to `delivery.ports.MandateBook`: who may take a result for somebody else."""

from datetime import datetime
from uuid import UUID

from cuamo.delivery.rules.recipient import Named
from cuamo.dossiers.models import ActedFor, Dossier, Mandate
from cuamo.dossiers.selectors.mandates import covers
from cuamo.kernel.clock import to_hanoi

MOST = 5


class MandatesInHouse:
    """Mandates that run now: the one the dossier was prepared under, and those the applicant gave."""

    def takers(self, subject_id: UUID, *, at: datetime) -> list[Named]:
        """Return who may take what is sent about the dossier, by name; a stopped mandate counts no more."""
        dossier = Dossier.objects.filter(id=subject_id).first()
        if dossier is None or dossier.applicant_id is None:
            return []
        today = to_hanoi(at).date()
        running = Mandate.objects.filter(revoked_at=None, starts_on__lte=today, ends_on__gte=today)
        running = running.select_related("holder")
        found = list(running.filter(represented_id=dossier.applicant_id).order_by("-made_at")[:MOST])
        used = ActedFor.objects.filter(dossier_id=dossier.id).values_list("mandate_id", flat=True)
        found += list(running.filter(id__in=list(used)).exclude(holder_id=dossier.applicant_id))
        named = {
            each.holder_id: Named(str(each.id), each.holder.full_name, "AUTHORISED")
            for each in found
            if covers(each, dossier.procedure_code, today=today)
        }
        return list(named.values())
