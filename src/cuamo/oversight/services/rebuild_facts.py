"""Build the figures anew from the ledger."""

from django.db import transaction

from cuamo.kernel.events import as_record
from cuamo.kernel.models import Event
from cuamo.oversight.models import CaseFact, DayFact, DigitalFact, PostFact, StepFact
from cuamo.oversight.rules.counting import COUNTED
from cuamo.oversight.rules.post_delays import POSTED
from cuamo.oversight.services.count_digital import DIGITAL, count_digital
from cuamo.oversight.services.count_event import count_event
from cuamo.oversight.services.time_case import TIMED, time_case
from cuamo.oversight.services.time_post import time_post
from cuamo.oversight.services.time_steps import STEPPED, time_steps


@transaction.atomic
def rebuild_facts() -> int:
    """Forget every figure and count the whole ledger again; return how many events were counted.

    Run it with the consumer stopped: what the consumer has not read yet would be counted twice.
    """
    DayFact.objects.all().delete()
    CaseFact.objects.all().delete()
    StepFact.objects.all().delete()
    DigitalFact.objects.all().delete()
    PostFact.objects.all().delete()
    counted = 0
    for row in Event.objects.filter(name__in=COUNTED).order_by("id").iterator(chunk_size=2000):
        event = as_record(row)
        count_event(event)
        if event.name in TIMED:
            time_case(event)
        if event.name in STEPPED:
            time_steps(event)
        counted += 1
    for row in Event.objects.filter(name__in=DIGITAL).order_by("id").iterator(chunk_size=2000):
        count_digital(as_record(row))
    for row in Event.objects.filter(name__in=POSTED).order_by("id").iterator(chunk_size=2000):
        time_post(as_record(row))
    return counted
