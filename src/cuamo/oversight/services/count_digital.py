"""Keep how far a dossier is digital."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, QuerySet, UUIDField, Value

from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import NotFound
from cuamo.kernel.events import EventRecord
from cuamo.oversight.models import DigitalFact

DIGITAL = (
    "dossier.accepted",
    "dossier.paper_digitised",
    "dossier.paper_reused",
    "dossier.reuse_undone",
    "dossier.signed",
    "dossier.finished",
    "dossier.result_kept",
)


def count_digital(event: EventRecord) -> None:
    """Add what the event says to the fact of its dossier.

    An event that is heard again, after a restore or a retried fault, is counted once: what was added is kept
    by its id. A dossier is counted on the day it was accepted, and on the day it had its result.

    Law: Decision 766/QĐ-TTg, 4.1 to 4.4.
    """
    data, day = event.data, event.occurred_at.astimezone(HANOI).date()
    DigitalFact.objects.get_or_create(dossier_id=event.stream_id)
    fact = DigitalFact.objects.filter(dossier_id=event.stream_id)
    places = {name: data.get(name, "") for name in ("procedure", "helped_at", "received_by", "decided_by")}
    if event.name == "dossier.accepted":
        fact.update(received_on=day, yields_paper=_yields_paper(event), **places)
    elif event.name == "dossier.paper_digitised":
        _once(fact, event).update(digitised=F("digitised") + 1, counted=_with(event))
    elif event.name == "dossier.paper_reused":
        _once(fact, event).update(reused=F("reused") + 1, counted=_with(event))
    elif event.name == "dossier.reuse_undone":
        _once(fact, event).update(reused=int(data["left"]), counted=_with(event))
    elif event.name == "dossier.signed":
        fact.update(result_file=bool(data.get("sha256")))
    elif event.name == "dossier.finished":
        fact.update(finished_on=day, **places)
    elif event.name == "dossier.result_kept":
        fact.update(kept=True)


def _once(fact: QuerySet[DigitalFact], event: EventRecord) -> QuerySet[DigitalFact]:
    return fact.exclude(counted__contains=[event.id])


def _with(event: EventRecord) -> Func:
    known = Value(event.id, output_field=UUIDField())
    return Func(F("counted"), known, function="array_append", output_field=_IDS)


def _yields_paper(event: EventRecord) -> bool:
    """Say whether the procedure, as it stood on the day of acceptance, ends in a paper."""
    on = event.occurred_at.astimezone(HANOI).date()
    try:
        content = version_in_force(event.data.get("procedure", ""), on=on).content
    except NotFound:
        return True
    return bool(content.get("result", {}).get("yields_paper", True))


_IDS: ArrayField = ArrayField(UUIDField())  # type: ignore[type-arg]  # the stubs ask for what is inferred
