"""Dossiers that say they are paid, and the demand for money does not."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.states import Money
from cuamo.payments.models import PaymentRequest
from cuamo.payments.rules.day import begins, closes


def said_paid(day: date) -> list[str]:
    """Return the codes of dossiers marked as paid whose demand is not settled (ghi đã trả, tiền chưa đủ).

    Those are dossiers of the day without a settled demand, and dossiers of any day whose live demand is open:
    its money went back, or never came. One that was sent in and is owed again stays among them until paid.
    """
    demands = PaymentRequest.objects.filter(subject_id=OuterRef("id"))
    of_the_day = Q(submitted_at__gte=begins(day), submitted_at__lt=closes(day)) & ~Exists(
        demands.filter(settled_at__isnull=False)
    )
    open_demands = PaymentRequest.objects.filter(settled_at=None, voided_at=None).values("subject_id")
    says_paid = Q(of_the_day | Q(id__in=open_demands), money=Money.PAID)
    owed_again = Q(id__in=open_demands, money=Money.AWAITING, submitted_at__isnull=False)
    wrong = Dossier.objects.filter(says_paid | owed_again)
    return sorted(dossier.shown_code for dossier in wrong.only("code", "external_code", "own_ref")[:1000])
