"""Delete of a person what no law keeps."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import ForeignObjectRel

from cuamo.appointments.services.forget import forget_bookings_of
from cuamo.documents.models import StoredFile
from cuamo.documents.services.erase_file import erase_file
from cuamo.dossiers.models import Callback, Dossier, DossierPaper, OwnPaper, PersonDossier, SupplementDraft
from cuamo.dossiers.selectors.own_data import drafts_to_delete
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.dossiers.states import State
from cuamo.kernel.actors import Actor
from cuamo.people.models import Person
from cuamo.people.services.correct_person import forget_conveniences


@transaction.atomic
def delete_own_data(*, person_id: UUID, actor: Actor, at: datetime) -> dict[str, int]:
    """Delete what is kept only for the person's convenience (xóa dữ liệu cá nhân).

    Goes: number and address of the record, words of lost sessions, drafts with their papers, supplements not
    sent, papers kept for use again, names in booked times that are over, numbers of calls that are over.
    Stays: the ledger, and dossiers that were sent, as long as the table of retention says.

    Returns what was deleted, counted by kind.

    Law: Law 91/2025/QH15 (right to deletion, and its limits where another law keeps).
    """
    number_hash = Person.objects.values_list("phone_hash", flat=True).get(id=person_id)
    told = {"bookings": forget_bookings_of(phone_hash=bytes(number_hash), at=at) if number_hash else 0}
    told |= forget_conveniences(person_id=person_id, actor=actor, at=at)
    told["drafts"] = sum(_empty_draft(each, actor, at) for each in drafts_to_delete(person_id))
    told["own_papers"] = OwnPaper.objects.filter(person_id=person_id, removed_at=None).update(removed_at=at)
    told["supplements"] = _drop_unsent(person_id, actor, at)
    over = Callback.objects.filter(person_id=person_id).exclude(state="WAITING")
    told["calls"] = over.exclude(ended_at=None).update(phone="", question="")
    return told


def _drop_unsent(person_id: UUID, actor: Actor, at: datetime) -> int:
    """Drop supplements that were put together and not sent."""
    keys = PersonDossier.objects.filter(person_id=person_id, role="APPLICANT").values("dossier_id")
    unsent = list(SupplementDraft.objects.filter(request__dossier_id__in=keys, request__answered_at=None))
    for draft in unsent:
        files = [paper.file for paper in draft.papers.select_related("file")]
        draft.delete()
        for file in files:
            if not _serves_another(file, None):
                erase_file(file_id=file.id, why="DESTROYED", actor=actor, at=at)
    return len(unsent)


def _empty_draft(dossier_id: UUID, actor: Actor, at: datetime) -> int:
    dossier = lock_dossier(dossier_id)
    if dossier.state != State.DRAFT:
        return 0
    for paper in DossierPaper.objects.filter(dossier=dossier).select_related("file"):
        paper.removed_at = paper.removed_at or at
        paper.save(update_fields=["removed_at"])
        if not _serves_another(paper.file, dossier):
            erase_file(file_id=paper.file_id, why="DESTROYED", actor=actor, at=at)
    dossier.answers, dossier.values, dossier.sources, dossier.delivery = {}, {}, {}, {}
    dossier.contact_phone, dossier.summary_hash, dossier.applicant = "", None, None
    dossier.save(
        update_fields=[
            "answers",
            "values",
            "sources",
            "delivery",
            "contact_phone",
            "summary_hash",
            "applicant",
        ]
    )
    PersonDossier.objects.filter(dossier_id=dossier.id).delete()
    tell("dossier.draft_deleted", dossier, actor=actor, at=at)
    return 1


def _serves_another(file: StoredFile, dossier: Dossier | None) -> bool:
    """Say whether anything beside this draft refers to the file: then its bytes stay."""
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if not isinstance(relation, ForeignObjectRel) or not isinstance(model, type):
            continue
        if model._meta.app_label == "documents":
            continue
        users = model._default_manager.filter(**{relation.field.name: file})
        if model is DossierPaper and dossier is not None:
            users = users.exclude(dossier=dossier)
        if users.exists():
            return True
    return False
