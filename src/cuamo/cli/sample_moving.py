"""What does not move in the sample: a request to move it, a letter ready, an explanation, a late request."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from cuamo.dossiers.models import Expedite, WorkItem
from cuamo.dossiers.services.ask_supplement import ask_supplement
from cuamo.dossiers.services.expedite import ask_expedite
from cuamo.dossiers.services.prepare_apology import prepare_apologies
from cuamo.dossiers.services.warn import warn
from cuamo.dossiers.services.warn_slow import warn_slow
from cuamo.dossiers.states import Step
from cuamo.kernel.actors import Actor
from cuamo.kernel.calendar import WorkingCalendar
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import DomainError
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.organisation.selectors.staff import actor_of
from cuamo.oversight.models import Explanation
from cuamo.oversight.services.explain import demand_explanation
from cuamo.people.models import Account

UNIT = "PX-00070"
"""The authority of the tour."""
BLURRED = {
    "about": "",
    "label": "Giấy tờ tùy thân",
    "reason": "Trang 2 bị mờ ở góc dưới.",
    "todo": "Chụp lại trang 2, đủ bốn góc.",
}


def make_moving(now: datetime) -> dict[str, int]:
    """Make one of each, if there is none; what can be shown depends on what the sample left waiting."""
    made = {"requests to move": 0, "explanations": 0, "late requests": 0}
    if not Expedite.objects.exists():
        warn(at=now)
        warn_slow(at=now)
        made["letters ready"] = prepare_apologies(at=now)
        made["requests to move"] = _ask(now)
        made["late requests"] = _ask_late(now) if made["requests to move"] else 0
    if not Explanation.objects.exists():
        made["explanations"] = _demand(now, current_calendar())
    return made


def _late(now: datetime) -> QuerySet[WorkItem]:
    """Return what is late in the authority of the tour, else anywhere, with somebody examining it."""
    rows = WorkItem.objects.filter(step=Step.EXAMINE, due_at__lt=now, state__in=[2, 4]).order_by("due_at")
    here = rows.filter(unit_code=UNIT)
    return here if here.exists() else rows


def _ask(now: datetime) -> int:
    for item in _late(now)[:5]:
        try:
            asked = ask_expedite(
                dossier_id=item.dossier_id,
                asker=_actor("tongdai.vcs", now),
                reason="Người dân cần giấy để nhập học cho cháu trong tuần này.",
                at=now - timedelta(hours=1),
            )
        except DomainError:
            continue
        if asked.expedite is not None:
            return 1
    return 0


def _ask_late(now: datetime) -> int:
    """Ask for papers after the term: the ledger's reader makes a sign of it."""
    specialist = _actor("chuyenvien.hoankiem", now)
    asked = Expedite.objects.values("dossier_id")
    for item in _late(now).filter(unit_code=UNIT).exclude(dossier_id__in=asked)[:5]:
        try:
            ask_supplement(dossier_id=item.dossier_id, officer=specialist, items=[BLURRED], at=now)
        except DomainError:
            continue
        return 1
    return 0


def _demand(now: datetime, calendar: WorkingCalendar) -> int:
    codes = list(_late(now).filter(unit_code=UNIT).values_list("code", flat=True)[:3])
    try:
        demand_explanation(
            unit_code=UNIT,
            question="Vì sao hồ sơ trễ hẹn mà chưa xin lỗi người dân? Bao giờ xong?",
            figure="" if codes else "Đúng hẹn dưới mục tiêu trong bốn tuần",
            codes=codes,
            answer_by=calendar.close_of(calendar.next_working_day(now.astimezone(HANOI).date())),
            actor=_actor("giamsat.trungtam", now),
            at=now,
        )
    except DomainError:
        return 0
    return 1


def _actor(username: str, now: datetime) -> Actor:
    return actor_of(Account.objects.get(username=username), at=now)
