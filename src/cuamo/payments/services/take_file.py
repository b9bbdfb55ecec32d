"""An accountant brings a file, or asks for a day once more."""

from datetime import date, datetime

from django.db import transaction

from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Invalid
from cuamo.payments.models import MoneyFile, ReconciledDay
from cuamo.payments.policies import require_accountant
from cuamo.payments.reconciling import FileSide, FileState
from cuamo.payments.services.read_money_file import read_money_file
from cuamo.payments.services.reconcile_day import reconcile_day

MOST_BYTES = 32 * 1024 * 1024


@transaction.atomic
def take_file(
    *, side: FileSide, day: date, content: bytes, name: str, actor: Actor, at: datetime
) -> MoneyFile:
    """Read a file somebody uploads, and run its day (tải tệp đối soát lên).

    A file with faults is kept with them; its day goes on waiting.

    Raises:
        NotPermitted: not an accountant of the centre.
        Invalid: the day is not over, or the file is too heavy.
    """
    require_accountant(actor)
    if day >= at.astimezone(HANOI).date():
        raise Invalid(
            "reconciliation.future",
            "Ngày này chưa tới, hoặc chưa hết. Chọn ngày đã qua.",
            "This day is not over. Choose a day that is over.",
            where="ngay",
        )
    if len(content) > MOST_BYTES:
        raise Invalid(
            "reconciliation.heavy",
            "Tệp nặng hơn 32 MB. Xin tệp của một ngày.",
            "The file is heavier than 32 MB. Ask for the file of one day.",
            where="tep",
        )
    file = read_money_file(side=side, day=day, content=content, actor=actor, at=at, by_hand=True, name=name)
    reconcile_day(day=day, at=at)
    return file


@transaction.atomic
def run_again(*, day: date, actor: Actor, at: datetime) -> ReconciledDay:
    """Hold the sides of a day against each other once more (đối soát lại).

    Raises:
        NotPermitted: not an accountant of the centre.
        Invalid: no file of the day has come.
    """
    require_accountant(actor)
    if not MoneyFile.objects.filter(day=day, state=FileState.CURRENT).exists():
        raise Invalid(
            "reconciliation.no_file",
            "Ngày này chưa có tệp nào. Tải tệp lên trước.",
            "No file of this day has come. Upload one first.",
            where="ngay",
        )
    return reconcile_day(day=day, at=at)
