"""Send one filing as several dossiers."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from cuamo.catalogue.models import LinkedSet, ProcedureVersion
from cuamo.catalogue.rules.linked import Filled, LinkedContent, LinkedPartSpec, fill
from cuamo.catalogue.selectors.linked import content_of, versions_of_parts
from cuamo.dossiers.models import (
    ActedFor,
    Dossier,
    DossierKey,
    DossierPaper,
    LinkedFiling,
    LinkedPart,
    PersonDossier,
)
from cuamo.dossiers.rules.deadline import answer_due
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.services.budget_part import bear_budget_part
from cuamo.dossiers.services.parts import random_code, tell, wait_at
from cuamo.dossiers.states import Money, Move, State, Step, Sync, after
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Invalid
from cuamo.kernel.ids import uuid7
from cuamo.kernel.numbering import take_number
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.routing import deciding_unit, receiving_unit

CITY = "CITY"


def send_linked(
    filing: Dossier, linked: LinkedSet, papers: Sequence[DossierPaper], *, actor: Actor, at: datetime
) -> dict[str, Any]:
    """Send a confirmed, locked draft as the parts of its set (nộp hồ sơ liên thông), in one transaction.

    The draft becomes the filing: the code on the receipt, the form as it was confirmed, the money. Each part
    is a dossier of its own at its authority; papers are shared by reference. A part that needs another's
    result has its code and waits; no clock of it runs. Records `dossier.linked`, and `dossier.submitted` of
    each part.

    Raises:
        Invalid: a procedure of the set is not in force.
    Law: Decree 63/2024/NĐ-CP (liên thông điện tử).
    """
    said = content_of(linked)
    versions = versions_of_parts(said, on=at.astimezone(HANOI).date())
    _require_all(said, versions)
    first = receiving_unit(versions[said.parts[0].procedure].content, filing.ward_code)
    filing.state = after(Move.SUBMIT, filing.state)
    filing.submitted_at = at
    filing.code = _next_code(filing, first, at)
    filing.save(update_fields=["state", "submitted_at", "code"])
    row = LinkedFiling.objects.create(dossier=filing, linked_set=linked, filed_at=at)
    made: dict[str, LinkedPart] = {}
    for position, part in enumerate(said.parts, start=1):
        dossier = _part_dossier(filing, part, versions[part.procedure], at)
        made[part.key] = LinkedPart.objects.create(
            dossier=dossier,
            filing=row,
            key=part.key,
            position=position,
            starts_after=made[part.starts_after] if part.starts_after else None,
            started_at=None if part.starts_after else at,
        )
        shared = _share(part, dossier, papers)
        _register(filing, dossier)
        bear_budget_part(dossier, actor=actor, at=at)
        if part.starts_after is None:
            assert dossier.answer_due_at is not None
            wait_at(dossier, Step.INTAKE, at=at, step_due_at=dossier.answer_due_at)
        _tell_sent(dossier, shared, filing, waits=part.starts_after is not None, actor=actor, at=at)
    tell(
        "dossier.linked",
        filing,
        actor=actor,
        at=at,
        code=filing.code,
        set=str(linked.id),
        parts=[str(part.dossier_id) for part in made.values()],
        papers=len(papers),
        pages=sum(paper.file.pages for paper in papers),
        citizen_vnd=filing.fee["citizen_total_vnd"],
        budget_vnd=filing.fee["budget_total_vnd"],
    )
    return {"dossier": str(filing.id), "code": filing.shown_code}


def filled_part(
    filing: Dossier,
    part: LinkedPartSpec,
    content: Mapping[str, Any],
    *,
    today: date,
    result: Mapping[str, Any] | None = None,
) -> Filled:
    """Return what one part takes from the filing's common form."""
    return fill(part, content, answers=filing.answers, values=filing.values, today=today, result=result)


def _require_all(said: LinkedContent, versions: Mapping[str, ProcedureVersion]) -> None:
    for part in said.parts:
        version = versions.get(part.procedure)
        if version is None or not version.content.get("form", {}).get("sections"):
            raise Invalid(
                "linked.part_not_offered",
                f"«{part.name_vi}» hiện chưa nộp được ở đây, nên chưa nộp chung được.",
                f"“{part.name_en}” cannot be filed here now, so the set cannot be filed at once.",
                where="Q3",
                hint_vi="Nộp riêng từng thủ tục, hoặc báo quản trị danh mục.",
                hint_en="File each procedure on its own, or tell the catalogue's administrator.",
            )


def _part_dossier(filing: Dossier, part: LinkedPartSpec, version: ProcedureVersion, at: datetime) -> Dossier:
    content = version.content
    taken = filled_part(filing, part, content, today=at.astimezone(HANOI).date())
    receiver = receiving_unit(content, filing.ward_code)
    fee = _fee_of(filing, part.key)
    dossier = Dossier(
        id=uuid7(at),
        own_ref=f"HT-{at.astimezone(HANOI):%y%m%d}-{random_code(6)}",
        tracking_token=random_code(12),
        procedure_code=part.procedure,
        version=version,
        route=CITY,
        channel=filing.channel,
        applicant=filing.applicant,
        api_client=filing.api_client,
        helped_at=filing.helped_at,
        received_by=receiver.code,
        decided_by=deciding_unit(content, filing.ward_code).code,
        state=State.SUBMITTED,
        money=_money_of(filing, fee),
        sync=Sync.PENDING,
        answers=taken.answers,
        values=taken.values,
        delivery=filing.delivery,
        contact_phone=filing.contact_phone,
        fee=fee,
        ward_code=filing.ward_code,
        created_at=at,
        saved_at=at,
        confirmed_at=filing.confirmed_at,
        submitted_at=at,
    )
    if part.starts_after is None:
        dossier.answer_due_at = answer_due(submitted_at=at, calendar=calendar_for(dossier))
    dossier.code = _next_code(dossier, receiver, at)
    dossier.save(force_insert=True)
    return dossier


def _next_code(dossier: Dossier, receiver: Unit, at: datetime) -> str:
    day = f"{at.astimezone(HANOI):%Y%m%d}"
    number = take_number(f"dossier:{receiver.identifier}:{day}")
    code = f"{receiver.identifier}-{day}-{number:07d}"
    DossierKey.objects.create(kind="CODE", value=code, dossier_id=dossier.id)
    return code


def _share(part: LinkedPartSpec, dossier: Dossier, papers: Sequence[DossierPaper]) -> list[DossierPaper]:
    shared = [
        DossierPaper(
            dossier=dossier,
            component_key=key,
            file_id=paper.file_id,
            copy_kind=paper.copy_kind,
            added_at=paper.added_at,
            added_by=paper.added_by,
            remarks=paper.remarks,
        )
        for key, common in part.papers.items()
        for paper in papers
        if paper.component_key in common
    ]
    return DossierPaper.objects.bulk_create(shared)


def _register(filing: Dossier, dossier: Dossier) -> None:
    """Let everybody who may see the filing see the part; it is found by its reference and its own address."""
    DossierKey.objects.bulk_create(
        [
            DossierKey(kind="REF", value=dossier.own_ref, dossier_id=dossier.id),
            DossierKey(kind="TOKEN", value=dossier.tracking_token, dossier_id=dossier.id),
        ]
    )
    PersonDossier.objects.bulk_create(
        PersonDossier(person_id=row.person_id, dossier_id=dossier.id, role=row.role)
        for row in PersonDossier.objects.filter(dossier_id=filing.id)
    )
    acts = ActedFor.objects.filter(dossier_id=filing.id).first()
    if acts is not None:
        ActedFor.objects.create(dossier_id=dossier.id, mandate_id=acts.mandate_id)


def _tell_sent(
    dossier: Dossier,
    papers: Sequence[DossierPaper],
    filing: Dossier,
    *,
    waits: bool,
    actor: Actor,
    at: datetime,
) -> None:
    """Record that the part was sent; what it shares is counted in the filing's pages."""
    tell(
        "dossier.submitted",
        dossier,
        actor=actor,
        at=at,
        code=dossier.code,
        papers=len(papers),
        pages=0,
        route=dossier.route,
        citizen_vnd=dossier.fee["citizen_total_vnd"],
        budget_vnd=dossier.fee["budget_total_vnd"],
        linked_to=str(filing.id),
        waits=waits,
    )


def _fee_of(filing: Dossier, key: str) -> dict[str, Any]:
    """Return the part's share of what was assessed and paid for the filing."""
    lines = [line for line in filing.fee.get("lines", []) if line.get("part") == key]
    return {
        "lines": lines,
        "citizen_total_vnd": sum(line["citizen_vnd"] or 0 for line in lines),
        "budget_total_vnd": sum(line["budget_vnd"] or 0 for line in lines),
        "unknown": any(line["citizen_vnd"] is None for line in lines),
    }


def _money_of(filing: Dossier, fee: Mapping[str, Any]) -> Money:
    if fee["unknown"]:
        return Money.UNKNOWN
    return Money(filing.money) if fee["citizen_total_vnd"] else Money.NOTHING_OWED
