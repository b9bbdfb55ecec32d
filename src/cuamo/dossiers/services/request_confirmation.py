"""Show the citizen the whole summary."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.rules import fees, form
from cuamo.dossiers.models import Confirmation, Dossier, DossierPaper
from cuamo.dossiers.rules.completeness import missing
from cuamo.dossiers.rules.summary import summary_hash
from cuamo.dossiers.selectors.linked_fees import with_parts
from cuamo.dossiers.services.fill_form import lock_draft
from cuamo.dossiers.services.parts import tell
from cuamo.dossiers.states import Money
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Invalid


class Incomplete(Invalid):
    """Something is missing; `gaps` lists all of it at once."""

    def __init__(self, gaps: list[Any]) -> None:
        super().__init__(
            "dossier.incomplete",
            f"Còn thiếu {len(gaps)} việc: " + "; ".join(gap.vi for gap in gaps[:5]),
            f"{len(gaps)} things are missing: " + "; ".join(gap.en for gap in gaps[:5]),
            where=gaps[0].where,
            hint_vi="Làm xong các mục này rồi xem lại.",
            hint_en="Complete these, then check again.",
        )
        self.gaps = gaps


@transaction.atomic
def request_confirmation(*, dossier_id: UUID, actor: Actor, at: datetime) -> Confirmation:
    """Freeze what the citizen will see, with the fee, and show it (xem lại). Nothing is sent.

    Asking again without a change gives the same summary.

    Raises:
        Incomplete: answers, fields, papers or the way of return are missing; all are listed.
    """
    dossier = lock_draft(dossier_id, actor, at=at)
    today = at.astimezone(HANOI).date()
    papers = papers_of(dossier)
    gaps = missing(
        dossier.version.content,
        answers=dossier.answers,
        values=dossier.values,
        papers={paper.component_key for paper in papers},
        delivery=dossier.delivery,
        today=today,
    )
    if gaps:
        raise Incomplete(gaps)
    fee = assess(dossier, today)
    content_hash = hash_of(dossier, papers, fee)
    live = Confirmation.objects.filter(dossier=dossier, outdated_at=None).first()
    if live is not None and bytes(live.summary_hash) == content_hash:
        return live
    Confirmation.objects.filter(dossier=dossier, outdated_at=None).update(outdated_at=at)
    dossier.fee = fee
    dossier.summary_hash = content_hash
    dossier.confirmed_at = None
    dossier.save(update_fields=["fee", "summary_hash", "confirmed_at"])
    rows = form.summary(dossier.version.content, dossier.values, dossier.answers)
    confirmation = Confirmation.objects.create(
        dossier=dossier,
        summary={
            "rows": [asdict(row) for row in rows],
            "papers": [[paper.component_key, paper.file.sha256, paper.file.pages] for paper in papers],
            "fee": fee,
            "delivery": dossier.delivery,
        },
        summary_hash=content_hash,
        shown_at=at,
    )
    tell("dossier.summarised", dossier, actor=actor, at=at, hash=content_hash.hex())
    return confirmation


def assess(dossier: Dossier, today: date) -> dict[str, Any]:
    """Return the fee as the engine sees it today, ready to be kept. Assisted filing counts as online."""
    found = fees.assess(
        dossier.version.content,
        answers=dossier.answers,
        values=dossier.values,
        channel="ONLINE",
        filed_on=today,
        exemptions=frozenset(dossier.answers.get("exemptions", "").split()),
    )
    fee = {
        "lines": [asdict(line) for line in found.lines],
        "citizen_total_vnd": found.citizen_total_vnd,
        "budget_total_vnd": found.budget_total_vnd,
        "unknown": found.unknown,
    }
    return with_parts(fee, dossier, today=today)


def money_state_of(fee: dict[str, Any]) -> Money:
    """Return the financial state a fresh assessment leads to."""
    if fee["unknown"]:
        return Money.UNKNOWN
    return Money.AWAITING if fee["citizen_total_vnd"] else Money.NOTHING_OWED


def papers_of(dossier: Dossier) -> list[DossierPaper]:
    """Return the draft's papers in the order they were added."""
    kept = DossierPaper.objects.filter(dossier=dossier, removed_at=None)
    return list(kept.select_related("file").order_by("added_at", "id"))


def hash_of(dossier: Dossier, papers: list[DossierPaper], fee: dict[str, Any]) -> bytes:
    """Return the hash over everything the citizen confirms."""
    return summary_hash(
        version_id=str(dossier.version_id),
        answers=dossier.answers,
        values=dossier.values,
        papers=[(paper.component_key, paper.file.sha256) for paper in papers],
        delivery=dossier.delivery,
        fee=fee,
    )
