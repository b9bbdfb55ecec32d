"""A case ended without its result and its fee may go back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.selectors.money_subject import subject_of
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition
from cuamo.payments.models import PaymentRequest, Refund
from cuamo.payments.services import ask_refund
from cuamo.payments.services.parts import lock_request


@transaction.atomic
def ask_fee_back(
    *, request_id: UUID, line_ids: Collection[UUID], reason: str, accountant: Actor, at: datetime
) -> list[Refund]:
    """Ask that the fee of a dossier that ended without its result goes back (đề nghị hoàn phí).

    The accountant reads how the case ended and changes nothing about it. Whether a fee goes back says the
    version of the procedure the dossier is pinned to.

    Raises:
        NotFound: there is no such demand.
        NotPermitted: not an accountant of the centre.
        IllegalTransition: the case runs or has its result, or the procedure does not let the fee go back.
    """
    request: PaymentRequest = lock_request(request_id)
    subject = subject_of(request.subject_id)
    if subject is None or not subject.is_fee or not subject.ending:
        raise IllegalTransition(
            "refund.case_runs",
            "Hồ sơ còn đang giải quyết hoặc đã có kết quả, phí không hoàn.",
            "The case runs or has its result; the fee does not go back.",
        )
    return ask_refund.ask_fee_back(
        request_id=request_id,
        line_ids=line_ids,
        ending=subject.ending,
        reason=reason,
        accountant=accountant,
        at=at,
    )
