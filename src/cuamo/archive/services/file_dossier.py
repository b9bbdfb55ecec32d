"""A dossier has ended: from now on its days count."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cuamo.archive.jobs import clear_images
from cuamo.archive.models import Keeping, RetentionTerm
from cuamo.archive.rules.retention import fate
from cuamo.archive.selectors.terms import as_rule, chosen_terms
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.dossiers.states import CLOSED, Money, Sync
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.ids import first_id


@transaction.atomic
def file_dossier(*, dossier_id: UUID) -> Keeping | None:
    """Note when a finished dossier ended and which days follow from it; None while it is open.

    Safe to repeat: a later end (the result handed out) moves the days, what was done stays done.
    """
    dossier = lock_dossier(dossier_id, destroyed_too=True)
    if dossier.state not in CLOSED:
        return None
    ended_at = dossier.returned_at or dossier.finished_at or dossier.saved_at
    keeping = Keeping.objects.select_for_update().filter(dossier_id=dossier.id).first()
    if keeping is None:
        keeping = Keeping(dossier_id=dossier.id)
    if keeping.destroyed_at is not None:
        return keeping
    keeping.code = dossier.shown_code
    keeping.unit_code = dossier.decided_by or dossier.received_by or dossier.helped_at
    keeping.procedure_code = dossier.procedure_code
    keeping.field_vi = dossier.version.content.get("field_vi", "")
    keeping.ended_at = ended_at
    count_days(keeping, list(RetentionTerm.objects.all()), dossier)
    keeping.save()
    if keeping.images_looked_at is None:
        clear_images.enqueue(dossier_id=str(dossier.id))
    return keeping


def file_closed(*, since: datetime, at: datetime) -> int:
    """Take up dossiers begun since then that ended and were not noted; return how many."""
    found = 0
    known = Keeping.objects.values("dossier_id")
    closed = Dossier.objects.filter(id__gte=first_id(since), id__lt=first_id(at + timedelta(days=1)))
    for dossier_id in (
        closed.filter(state__in=list(CLOSED)).exclude(id__in=known).values_list("id", flat=True)
    ):
        found += file_dossier(dossier_id=dossier_id) is not None
    return found


@transaction.atomic
def submit_again(*, dossier_id: UUID, at: datetime) -> bool:
    """Let a dossier that changed after it was packed be due again; True when the archive has it as it was.

    What counts is the moment its package was begun, not the day on the receipt. A package that is still on
    its way learns it from `changed_at`: it is not handed over, or the dossier is due again after it.

    Args:
        at: when the dossier changed.
    """
    found = Keeping.objects.select_for_update(of=("self",)).select_related("package")
    keeping = found.filter(dossier_id=dossier_id, destroyed_at=None).first()
    if keeping is None:
        return False
    keeping.changed_at = max(at, keeping.changed_at or at)
    packed_at = keeping.package.made_at if keeping.package is not None else keeping.archived_at
    stale = keeping.archived_at is not None and packed_at is not None and packed_at < at
    if stale:
        keeping.archived_at, keeping.package = None, None
    keeping.save(update_fields=["changed_at", "archived_at", "package"])
    return stale


def count_days(keeping: Keeping, rows: list[RetentionTerm], dossier: Dossier | None = None) -> None:
    """Set the days of a keeping by the table; what a ministry keeps is submitted there, not here."""
    ended_on = to_hanoi(keeping.ended_at).date()
    term, money = chosen_terms(rows, procedure=keeping.procedure_code, field=keeping.field_vi, on=ended_on)
    row = dossier or Dossier.objects.filter(id=keeping.dossier_id).only("id", "money", "sync").first()
    found = fate(
        ended_on,
        term=as_rule(term) if term else None,
        complaint_days=term.complaint_days if term else 0,
        money=as_rule(money) if money else None,
        paid=row is not None and row.money == Money.PAID,
    )
    elsewhere = row is not None and row.sync == Sync.EXTERNAL
    keeping.term_code = term.code if term else ""
    keeping.submit_from = None if elsewhere else found.submit_from
    keeping.submit_by = None if elsewhere else found.submit_by
    keeping.destroy_from = found.destroy_from
