"""An open visit as a counter's PC carries it on when the line is cut."""

from typing import Any

from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.rules.mark import mark
from cuamo.dossiers.selectors.consents import consent_of
from cuamo.dossiers.selectors.papers import papers_given
from cuamo.people.selectors.uses import facts_for_forms


def snapshot_of(visit: Visit, dossier: Dossier | None) -> dict[str, Any]:
    """Return everything the eleven steps need of the visit, with the mark a conflict is seen by."""
    consent = consent_of(visit)
    person = visit.person
    return {
        "visit": {
            "id": str(visit.id),
            "ref": visit.ref,
            "step": visit.step,
            "mode": visit.mode,
            "started_at": visit.started_at.isoformat(),
        },
        "person": {
            "full_name": person.full_name,
            "birth_date": person.birth_date,
            "masked_id": person.masked_id,
            "facts": facts_for_forms(person),
            "warnings": visit.card_warnings,
        }
        if person
        else None,
        "consent": {
            "given": consent.given,
            "evidence": consent.evidence,
            "version": consent.text_version,
            "at": consent.decided_at.isoformat(),
        }
        if consent
        else None,
        "dossier": _dossier(dossier) if dossier else None,
        "mark": mark_of(visit, dossier),
    }


def mark_of(visit: Visit, dossier: Dossier | None) -> str:
    """Return the mark of where the visit and its draft stand on the server."""
    person_id = str(visit.person_id or "")
    if dossier is None:
        return mark(person_id=person_id)
    return mark(
        person_id=person_id,
        dossier_id=str(dossier.id),
        version_id=str(dossier.version_id),
        state=dossier.state,
        answers=dossier.answers,
        values=dossier.values,
        delivery=dossier.delivery,
        papers=[(paper.component_key, paper.file.sha256) for paper in papers_given(dossier)],
        confirmed=dossier.confirmed_at is not None,
        money=dossier.money,
    )


def _dossier(dossier: Dossier) -> dict[str, Any]:
    return {
        "id": str(dossier.id),
        "own_ref": dossier.own_ref,
        "procedure": dossier.procedure_code,
        "version_id": str(dossier.version_id),
        "state": dossier.state,
        "answers": dossier.answers,
        "values": dossier.values,
        "sources": dossier.sources,
        "delivery": dossier.delivery,
        "contact_phone": dossier.contact_phone,
        "papers": [
            {
                "key": paper.component_key,
                "sha256": paper.file.original_sha256,
                "stored_sha256": paper.file.sha256,
                "name": paper.file.original_name,
                "pages": paper.file.pages,
            }
            for paper in papers_given(dossier)
        ],
        "confirmed_at": dossier.confirmed_at.isoformat() if dossier.confirmed_at else None,
        "money": {"state": dossier.money, "fee": dossier.fee},
    }
