"""Open a draft for a procedure."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.rules import form
from cuamo.catalogue.selectors.helpers import require_may_file
from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.dossiers.models import Dossier, DossierKey, PersonDossier, Visit
from cuamo.dossiers.policies import require_own_visit
from cuamo.dossiers.selectors.consents import has_consented
from cuamo.dossiers.services.parts import lock_visit, random_code, tell
from cuamo.dossiers.states import Channel, State
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Invalid
from cuamo.kernel.ids import since, uuid7
from cuamo.people.models import Person


@transaction.atomic
def choose_procedure(
    *, visit_id: UUID, clerk: Actor, procedure_code: str, mode: str = "TOGETHER", at: datetime
) -> Dossier:
    """Open a draft in the visit; choosing the same procedure again returns the open draft.

    Raises:
        Invalid: the person has not consented, or the procedure is not offered, or not at this kind of place.
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
    existing = Dossier.objects.filter(
        visit=visit, procedure_code=procedure_code, state=State.DRAFT, id__gte=since(visit.id)
    ).first()
    if existing is not None:
        return existing
    in_force = version_in_force(procedure_code, on=at.astimezone(HANOI).date())
    require_may_file(in_force.content, visit.agency_code)
    visit.mode = mode
    visit.save(update_fields=["mode"])
    return open_draft(
        person=visit.person,
        procedure_code=procedure_code,
        channel=Channel.COUNTER,
        visit=visit,
        actor=clerk,
        at=at,
    )


@transaction.atomic
def open_draft(
    *,
    person: Person,
    procedure_code: str,
    channel: Channel,
    actor: Actor,
    at: datetime,
    visit: Visit | None = None,
    api_client: str = "",
) -> Dossier:
    """Open a draft (hồ sơ nháp) of the version in force today, prefilled from what is known of the person.

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
    prefilled = form.prefill(version.content, {}, person.facts())
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
        contact_phone=person.phone,
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
