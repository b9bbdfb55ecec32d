"""Who may take an envelope, in words a courier and a clerk act on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cuamo.delivery.models import Parcel, Passing, RecipientRule
from cuamo.delivery.ports import MandateBook
from cuamo.delivery.rules.recipient import NEED_WORDS, UNSAID, Named, Need, Rule, rule_from
from cuamo.delivery.states import Direction, Relation
from cuamo.kernel import ports

STANDARD, MINOR, COMPANY, HEIRS = "STANDARD", "MINOR", "COMPANY", "HEIRS"


@dataclass(frozen=True)
class Check:
    """What is to be looked at before the envelope is given."""

    say_vi: str
    say_en: str
    relations: list[tuple[str, str]]
    ticks: list[tuple[str, str]]
    """Everything that may have to be seen for one of the relations; nothing else counts."""
    named: list[Named]


def pick_rule(*, procedure_code: str, kind: str, minor: bool, company: bool) -> str:
    """Return the rule for a result: of its procedure, else of its kind, else of who gets it (cách kiểm tra).

    Args:
        kind: code of the national list of results; may be empty.
        minor: the recipient has not reached 18. company: it is a company's.
    """
    rules = list(RecipientRule.objects.values("code", "procedures", "kinds"))
    named = [each["code"] for each in rules if procedure_code in each["procedures"]]
    named += [each["code"] for each in rules if kind and kind in each["kinds"]]
    if minor:
        return MINOR
    if named:
        return str(named[0])
    return COMPANY if company else STANDARD


def rule_of(parcel: Parcel) -> Rule:
    """Return the rule pinned on the envelope."""
    fields = ("code", "say_vi", "say_en", "on_loss", "takers")
    row = RecipientRule.objects.filter(code=parcel.recipient_rule).values(*fields).first()
    return rule_from(row, row["takers"]) if row else UNSAID


def named_takers(parcel: Parcel, *, at: datetime) -> list[Named]:
    """Return who may take the envelope by name: under a mandate in the house, or as an heir by decision."""
    if parcel.recipient_rule == HEIRS:
        passing = Passing.objects.filter(parcel=parcel, decided_at__isnull=False, mistaken_at=None).first()
        heirs: Sequence[dict[str, str]] = passing.heirs if passing else ()
        return [Named(each["ref"], each["name"], Relation.HEIR) for each in heirs]
    return ports.get(MandateBook).takers(parcel.subject_id, at=at)  # type: ignore[type-abstract]  # a Protocol


def deaths_at_a_fetch(subject_id: UUID) -> list[Passing]:
    """Return what couriers who came to fetch papers were told of their sender's death, newest first.

    Also after nobody comes for the papers any more; not what was taken back.
    """
    said = Passing.objects.filter(
        parcel__subject_id=subject_id, parcel__direction=Direction.ORIGINALS, mistaken_at=None
    )
    return list(said.order_by("-reported_at", "parcel_id"))


def check_for(parcel: Parcel, *, at: datetime) -> Check:
    """Return what the courier or clerk is told and ticks for this envelope."""
    rule = rule_of(parcel)
    wanted = {need for taker in rule.takers for need in taker.needs | taker.without_code} | {Need.CARD}
    return Check(
        say_vi=rule.say_vi,
        say_en=rule.say_en,
        relations=[(taker.relation, Relation(taker.relation).label) for taker in rule.takers],
        ticks=[(str(need), NEED_WORDS[need][0]) for need in Need if need in wanted and need != Need.NAMED],
        named=named_takers(parcel, at=at),
    )
