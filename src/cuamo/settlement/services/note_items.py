"""Write down what operators did."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.selectors.filings import FilingFacts, filings_of
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.ids import uuid7
from cuamo.organisation.selectors.operators import operators_of
from cuamo.settlement.models import Item, Line
from cuamo.settlement.rules.custody import GONE, TWICE, Act, Envelope, acts_of
from cuamo.settlement.rules.subsidy import Filing
from cuamo.settlement.selectors.envelopes import envelopes_of
from cuamo.settlement.selectors.objections import granted_of
from cuamo.settlement.types import LineKind, Service, StatementState

CHANGING = (
    "operator_code",
    "proof",
    "evidence_id",
    "acted_at",
    "acted_on",
    "claim_key",
    "claimable",
    "reason",
    "facts",
    "filing",
)


@transaction.atomic
def note_items(*, subject_id: UUID, at: datetime) -> list[Item]:
    """Bring the items of one dossier in line with the hands its envelopes went through; safe to run again.

    What is claimed in a statement that was sent stays as it was. Of what may be claimed once the first that
    is complete is claimable; any other is kept as not claimable, with the reason. So is what turns out not to
    have been: an envelope that was found again was not lost. What the centre accepted an objection to stays
    claimable, before any other with the same key.
    """
    stored = Item.objects.select_for_update().filter(subject_id=subject_id).order_by("id")
    known = {(item.service, item.hand_over_id): item for item in stored}
    fixed = set(
        Line.objects.filter(item__in=[item.id for item in known.values()], carried_at=None)
        .filter(kind__in=[LineKind.SERVICE, LineKind.LIABILITY])
        .exclude(statement__state=StatementState.DRAFT)
        .values_list("item_id", flat=True)
    )
    granted = granted_of(known.values())
    filing = filings_of([subject_id]).get(subject_id)
    made = [_item(act, envelope, filing, at) for envelope, act in _acts(subject_id)]
    made += _assistance(filing, at)
    taken = {item.claim_key for item in known.values() if item.id in fixed and item.claimable}
    result = []

    def accepted(fresh: Item) -> bool:
        kept = known.get((fresh.service, fresh.hand_over_id))
        return kept is not None and (kept.id, fresh.operator_code) in granted

    for fresh in sorted(made, key=lambda item: (not accepted(item), item.acted_at, item.claim_key)):
        kept = known.get((fresh.service, fresh.hand_over_id))
        if kept is not None and kept.id in fixed:
            result.append(kept)
            continue
        if accepted(fresh):
            fresh.claimable, fresh.reason = True, ""
        item = fresh if kept is None else _follow(kept, fresh)
        if item.claimable and item.claim_key in taken:
            item.claimable, item.reason = False, TWICE
        elif item.claimable:
            taken.add(item.claim_key)
        result.append(item)
    still = {(item.service, item.hand_over_id) for item in made}
    for key, item in known.items():
        if key not in still and item.id not in fixed:
            item.claimable, item.reason = False, GONE
            result.append(item)
    for item in sorted(result, key=lambda item: item.claimable):
        if item.id not in fixed:
            item.save()
    return result


def _acts(subject_id: UUID) -> list[tuple[Envelope, Act]]:
    return [(envelope, act) for envelope in envelopes_of([subject_id]) for act in acts_of(envelope)]


def _follow(kept: Item, fresh: Item) -> Item:
    for name in CHANGING:
        setattr(kept, name, getattr(fresh, name))
    return kept


def _item(act: Act, envelope: Envelope, filing: FilingFacts | None, at: datetime) -> Item:
    return Item(
        id=uuid7(act.at),
        service=act.service,
        operator_code=act.operator,
        unit_code=envelope.origin_unit,
        subject_id=envelope.subject_id,
        subject_code=envelope.subject_code,
        parcel_id=envelope.id,
        label=envelope.label,
        hand_over_id=act.hand.id,
        proof=act.hand.proof,
        evidence_id=act.hand.evidence_id,
        ward_code=envelope.ward_code,
        acted_at=act.at,
        acted_on=to_hanoi(act.at).date(),
        claim_key=act.key,
        claimable=not act.reason,
        reason=act.reason,
        facts={
            "papers": envelope.papers,
            "ready_at": act.ready_at.isoformat(),
            "picked_at": act.picked_at.isoformat() if act.picked_at else None,
            "started_at": act.started_at.isoformat() if act.started_at else None,
            "tries": [[one.at.isoformat(), one.reason, one.next_window] for one in act.tries],
            "gaps": [str(hand.id) for hand in act.gaps],
            "excused": act.excused,
        },
        filing=_filing(filing),
        noted_at=at,
    )


def _assistance(filing: FilingFacts | None, at: datetime) -> list[Item]:
    """Help at an operator's agency counts once the dossier was accepted."""
    if filing is None or not filing.helped_at or filing.accepted_at is None:
        return []
    operator = operators_of([filing.helped_at]).get(filing.helped_at)
    if not operator:
        return []
    accepted = filing.accepted_at
    return [
        Item(
            id=uuid7(accepted),
            service=Service.ASSIST,
            operator_code=operator,
            unit_code=filing.helped_at,
            subject_id=filing.dossier_id,
            subject_code=filing.code,
            ward_code=filing.ward_code,
            acted_at=accepted,
            acted_on=to_hanoi(accepted).date(),
            claim_key=f"ASSIST:{filing.dossier_id}",
            claimable=True,
            facts={
                "papers": 0,
                "ready_at": accepted.isoformat(),
                "picked_at": None,
                "started_at": None,
                "tries": [],
                "gaps": [],
                "excused": "",
            },
            filing=_filing(filing),
            noted_at=at,
        )
    ]


def _filing(filing: FilingFacts | None) -> dict[str, object]:
    if filing is None:
        return asdict(Filing(channel="OUTSIDE"))
    return asdict(Filing(channel=filing.channel, groups=filing.groups, papers=filing.papers))
