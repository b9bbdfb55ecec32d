"""Open a draft for a procedure."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.rules import form
from cuamo.catalogue.rules.lacking import with_lacking
from cuamo.catalogue.selectors.helpers import require_may_file
from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.dossiers.models import ActedFor, Dossier, DossierKey, Mandate, PersonDossier, Visit
from cuamo.dossiers.policies import require_own_visit
from cuamo.dossiers.rules.mandate import APPLIES_THEMSELVES
from cuamo.dossiers.selectors.consents import has_consented
from cuamo.dossiers.selectors.mandates import covers
from cuamo.dossiers.selectors.visits import matter_in_front
from cuamo.dossiers.services.parts import lock_visit, random_code, tell
from cuamo.dossiers.services.set_phone import lacking_in, number_for
from cuamo.dossiers.states import Channel, State
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Invalid
from cuamo.kernel.ids import uuid7
from cuamo.people.models import Person
from cuamo.people.selectors.uses import facts_for_forms


@transaction.atomic
def choose_procedure(
    *, visit_id: UUID, clerk: Actor, procedure_code: str, mode: str = "TOGETHER", at: datetime
) -> Dossier:
    """Open a draft in the visit; choosing the same procedure again returns the open draft of the same matter.

    A draft of the person's own is none for somebody they act for, nor one for another child.
    Where the person acts for somebody who applies themselves, the represented is the applicant.

    Raises:
        Invalid: the person has not consented, or the procedure is not offered, or not at this kind of place,
            or the mandate they act under does not cover it or has ended.
        NotPermitted: it is another clerk's visit.
    """
    visit = lock_visit(visit_id)
    require_own_visit(visit, clerk)
    if visit.person is None or not has_consented(visit):
        raise Invalid(
            "visit.no_consent",
            "Chưa có đồng ý của người được hỗ trợ. Chờ bấm trên màn hình công dân.",
            "The person has not agreed yet. Wait for their answer on the citizen screen.",
            where="Q2",
        )
    today = at.astimezone(HANOI).date()
    mandate = visit.mandate if visit.mandate_id else None
    applicant = applicant_under(mandate) or visit.person
    open_now = matter_in_front(visit).filter(procedure_code=procedure_code, state=State.DRAFT)
    existing = open_now.order_by("-id").first()
    if existing is not None:
        return existing
    if mandate is not None and not covers(mandate, procedure_code, today=today):
        raise Invalid(
            "mandate.not_covered",
            "Ủy quyền đã ghi không dùng cho thủ tục này hôm nay.",
            "The authority written down does not cover this procedure today.",
            where="q",
            hint_vi="Xem lại việc được làm thay và thời hạn ở bước 1.",
            hint_en="Check scope and term in step 1.",
        )
    in_force = version_in_force(procedure_code, on=today)
    require_may_file(in_force.content, visit.agency_code)
    visit.mode = mode
    visit.save(update_fields=["mode"])
    dossier = open_draft(
        person=applicant,
        procedure_code=procedure_code,
        channel=Channel.COUNTER,
        visit=visit,
        contact_phone=number_for(visit),
        actor=clerk,
        at=at,
    )
    if lacks := lacking_in(visit, dossier):
        dossier.answers = with_lacking(dossier.answers, lacks)
        dossier.save(update_fields=["answers"])
    if mandate is not None:
        act_under(mandate, dossier, actor=clerk, at=at)
    return dossier


def applicant_under(mandate: Mandate | None) -> Person | None:
    """Return who applies under a mandate where the represented does; None where the one who acts applies."""
    return mandate.represented if mandate is not None and mandate.kind in APPLIES_THEMSELVES else None


def act_under(mandate: Mandate, dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    """Bind a new draft to the mandate: both see the dossier, each in their part."""
    ActedFor.objects.create(dossier_id=dossier.id, mandate=mandate)
    parts = [("ACTOR", mandate.holder_id), ("REPRESENTED", mandate.represented_id)]
    PersonDossier.objects.bulk_create(
        PersonDossier(person_id=person_id, dossier_id=dossier.id, role=role)
        for role, person_id in parts
        if person_id and person_id != dossier.applicant_id
    )
    tell("dossier.acted_for", dossier, actor=actor, at=at, mandate=str(mandate.id), kind=mandate.kind)


@transaction.atomic
def open_draft(
    *,
    person: Person,
    procedure_code: str,
    channel: Channel,
    actor: Actor,
    at: datetime,
    visit: Visit | None = None,
    contact_phone: str | None = None,
    api_client: str = "",
) -> Dossier:
    """Open a draft (hồ sơ nháp) of the version in force today, prefilled from what is known of the person.

    Args:
        contact_phone: where messages go; the person's own number by default.
    Raises:
        Invalid: nothing of this code is in force, or it is published for information only.
    """
    version: ProcedureVersion = version_in_force(procedure_code, on=at.astimezone(HANOI).date())
    if not version.content.get("form", {}).get("sections"):
        raise Invalid(
            "procedure.not_offered",
            "Thủ tục này chưa nộp được ở đây. Xem hướng dẫn và nơi nhận.",
            "This procedure cannot be filed here yet. See the guide and where to go.",
            where=procedure_code,
        )
    prefilled = form.prefill(version.content, {}, facts_for_forms(person))
    dossier = Dossier.objects.create(
        id=uuid7(at),
        own_ref=f"HT-{at.astimezone(HANOI):%y%m%d}-{random_code(6)}",
        tracking_token=random_code(12),
        procedure_code=procedure_code,
        version=version,
        route=version.content["route"],
        channel=channel,
        applicant=person,
        visit=visit,
        api_client=api_client,
        helped_at=visit.agency_code if visit else "",
        values={key: value for key, (value, _) in prefilled.items()},
        sources={key: source for key, (_, source) in prefilled.items()},
        contact_phone=person.phone if contact_phone is None else contact_phone,
        created_at=at,
        saved_at=at,
    )
    DossierKey.objects.bulk_create(
        [
            DossierKey(kind="REF", value=dossier.own_ref, dossier_id=dossier.id),
            DossierKey(kind="TOKEN", value=dossier.tracking_token, dossier_id=dossier.id),
        ]
    )
    PersonDossier.objects.create(person=person, dossier_id=dossier.id)
    tell("dossier.drafted", dossier, actor=actor, at=at, version=str(version.id))
    return dossier
