"""Delete of a person what no law keeps."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.appointments.services.forget import forget_bookings_of
from cuamo.documents.models import StoredFile
from cuamo.dossiers.models import (
    Callback,
    Confirmation,
    Dossier,
    DossierPaper,
    OwnPaper,
    PaperUse,
    PersonDossier,
    SupplementDraft,
    TrayPage,
)
from cuamo.dossiers.selectors.form_files import files_of_form
from cuamo.dossiers.selectors.held import held_of
from cuamo.dossiers.selectors.own_data import drafts_to_delete
from cuamo.dossiers.selectors.proven_number import proven_number
from cuamo.dossiers.services.drop_draft_money import drop_draft_money
from cuamo.dossiers.services.drop_own_papers import drop_own_papers
from cuamo.dossiers.services.erase_unused import erase_unused
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
    Stays: the ledger, dossiers that were sent, as long as the table of retention says, and everything of a
    dossier on which a hold stands; times are the person's only where their number was proven.

    Dossiers are locked first, in one order, and the person last, as every act on a draft does.

    Returns what was deleted, counted by kind; `held`: dossiers left alone because of a hold.

    Law: Law 91/2025/QH15 (right to deletion, and its limits where another law keeps).
    """
    number = proven_number(Person.objects.get(id=person_id))
    unsent = SupplementDraft.objects.filter(
        request__dossier_id__in=PersonDossier.objects.filter(person_id=person_id, role="APPLICANT").values(
            "dossier_id"
        ),
        request__answered_at=None,
    )
    drafts = set(drafts_to_delete(person_id))
    supplements = set(unsent.values_list("request__dossier_id", flat=True))
    papers = OwnPaper.objects.filter(person_id=person_id)
    calls = Callback.objects.filter(person_id=person_id).exclude(state="WAITING").exclude(ended_at=None)
    concerned = drafts | supplements
    concerned |= set(papers.values_list("dossier_id", flat=True))
    concerned |= set(calls.values_list("dossier_id", flat=True))
    locked = {key: lock_dossier(key) for key in sorted(drafts | supplements)}
    held = held_of(concerned, at=at)

    emptied = [locked[key] for key in sorted(drafts - held) if locked[key].state == State.DRAFT]
    files = [file for draft in emptied for file in _empty_draft(draft, actor, at)]
    told = {"drafts": len(emptied)}
    told["supplements"] = sum(_drop_unsent(key, actor, at) for key in sorted(supplements - held))
    kept = papers.exclude(dossier_id__in=held).select_for_update(of=("self",)).select_related("file")
    told["own_papers"] = drop_own_papers(list(kept.order_by("id")), actor=actor, at=at)
    erase_unused(files, actor=actor, at=at, but_for=[draft.id for draft in emptied])
    told["calls"] = calls.exclude(dossier_id__in=held).update(phone="", question="")
    told["bookings"] = forget_bookings_of(phone_hash=number, at=at) if number else 0
    told |= forget_conveniences(person_id=person_id, actor=actor, at=at)
    return told | {"held": len(held)}


def _drop_unsent(dossier_id: UUID, actor: Actor, at: datetime) -> int:
    """Drop a supplement that was put together and not sent."""
    drafts = SupplementDraft.objects.filter(request__dossier_id=dossier_id, request__answered_at=None)
    for draft in list(drafts):
        files = [paper.file for paper in draft.papers.select_related("file")]
        draft.delete()
        erase_unused(files, actor=actor, at=at)
    return 1


def _empty_draft(dossier: Dossier, actor: Actor, at: datetime) -> list[StoredFile]:
    """Empty a locked draft and return the files that were in it."""
    files = _files_of(dossier)
    drop_draft_money(dossier, reason="Người nộp xóa hồ sơ chưa nộp", actor=actor, at=at)
    TrayPage.objects.filter(dossier=dossier).delete()
    Confirmation.objects.filter(dossier=dossier).delete()
    PaperUse.objects.filter(dossier_id=dossier.id).delete()
    DossierPaper.objects.filter(dossier=dossier, removed_at=None).update(removed_at=at)
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
    return files


def _files_of(dossier: Dossier) -> list[StoredFile]:
    """Return every file of a draft: papers, their pages, what form and signing took."""
    files = [paper.file for paper in DossierPaper.objects.filter(dossier=dossier).select_related("file")]
    for page in TrayPage.objects.filter(dossier=dossier).select_related("upload", "plain", "file"):
        files += [page.upload, page.plain, page.file]
    signed = Confirmation.objects.filter(dossier=dossier, evidence__isnull=False).select_related("evidence")
    files += [each.evidence for each in signed if each.evidence is not None]
    return files + files_of_form(dossier)
