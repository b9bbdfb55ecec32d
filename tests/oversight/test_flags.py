"""Signs that a state was moved for the figures' sake: raised by facts, closed by a person with a reason."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from cuamo.dossiers.models import Dossier, Result
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.ask_payment import ask_payment, settle_obligation
from cuamo.dossiers.services.ask_supplement import answer_supplement, ask_supplement
from cuamo.dossiers.services.extend import extend
from cuamo.dossiers.services.issue_result import issue_result
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.withdraw import withdraw
from cuamo.kernel import events
from cuamo.kernel.clock import local
from cuamo.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from cuamo.kernel.events import history_of
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.oversight.models import Flag
from cuamo.oversight.rules.gaming import Seen, signs
from cuamo.oversight.selectors.flags import flags_of, flags_of_territory, open_flags_by_kind
from cuamo.oversight.services.close_flag import close_flag
from cuamo.oversight.services.raise_flags import READ, raise_flags
from tests.support.city import citizen_of, staff

ITEM = {"about": "", "label": "Giấy", "reason": "mờ", "todo": "chụp lại"}
MONEY = {"name_vi": "Lệ phí", "amount_vnd": 50_000, "law": "Thông báo 12"}


@pytest.fixture
def officer(city):
    return staff("chuyenvien.hoankiem")


@pytest.fixture
def dossier(counter):
    sent = counter.sent("1.004873")
    accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=local("2026-11-20 09:00"))
    return Dossier.objects.select_related("version", "applicant").get(id=sent.id)


def hear(dossier, times=1):
    for _ in range(times):
        for event in history_of(dossier.id):
            if event.name in READ:
                raise_flags(event)


def kinds_of(dossier):
    return sorted(flag.kind for flag in flags_of([dossier.id]).get(dossier.id, []))


def before_due(dossier, minutes):
    """Return the moment with that many working minutes left."""
    calendar = current_calendar()
    whole = calendar.working_minutes_between(dossier.accepted_at, dossier.due_at)
    return calendar.add_minutes(dossier.accepted_at, whole - minutes)


def tenth_of(dossier):
    return current_calendar().working_minutes_between(dossier.accepted_at, dossier.due_at) // 10


def ask(dossier, officer, at, **more):
    return ask_supplement(dossier_id=dossier.id, officer=officer, items=[ITEM], at=at, **more)


def test_papers_asked_for_in_the_last_tenth_of_the_term_are_a_sign(dossier, officer):
    asked = ask(dossier, officer, before_due(dossier, tenth_of(dossier)))
    hear(dossier, times=2)

    flag = Flag.objects.get(dossier_id=dossier.id)
    assert (flag.kind, asked.number) == ("LAST_MOMENT", 1)
    event = next(e for e in history_of(dossier.id) if e.name == "dossier.supplement_asked")
    assert flag.evidence == [str(event.id)]


def test_a_minute_earlier_they_are_none(dossier, officer):
    ask(dossier, officer, before_due(dossier, tenth_of(dossier) + 1))
    hear(dossier)

    assert kinds_of(dossier) == []


def test_papers_then_money_are_two_stops_of_the_clock(dossier, officer):
    early = dossier.accepted_at + timedelta(minutes=20)
    ask(dossier, officer, early)
    answer_supplement(dossier_id=dossier.id, actor=citizen_of(dossier), files=[], note="Đây", at=early)
    hear(dossier)
    once = kinds_of(dossier)

    owed = ask_payment(dossier_id=dossier.id, officer=officer, lines=[MONEY], at=early + timedelta(minutes=5))
    settle_obligation(obligation_id=owed.id, amount_vnd=50_000, at=early + timedelta(minutes=9))
    hear(dossier)

    assert once == []
    assert kinds_of(dossier) == ["TOGGLED"]
    assert len(Flag.objects.get(dossier_id=dossier.id).evidence) == 2


def test_a_second_request_is_a_sign_beside_the_toggled_clock(dossier, officer):
    early = dossier.accepted_at + timedelta(minutes=20)
    ask(dossier, officer, early)
    answer_supplement(dossier_id=dossier.id, actor=citizen_of(dossier), files=[], note="Đây", at=early)

    ask(dossier, officer, early + timedelta(minutes=10), supervisor=staff("lanhdao.hoankiem"))
    hear(dossier)

    assert kinds_of(dossier) == ["SECOND", "TOGGLED"]


def test_a_new_date_promised_by_form_04_is_no_sign_but_a_date_that_moves_by_itself_is(dossier):
    extend(
        dossier_id=dossier.id, leader=staff("lanhdao.hoankiem"), cause="Chờ xác minh",
        new_due_at=local("2026-12-04 17:00"), at=dossier.accepted_at + timedelta(minutes=30),
    )  # fmt: skip
    hear(dossier)
    by_the_book = kinds_of(dossier)

    changed = local("2026-12-18 17:00").isoformat()
    data = {"due_at": changed, "accepted_at": dossier.accepted_at.isoformat(), "state": 2}
    edited = events.record(
        "dossier.transferred", dossier.id, actor=staff("chuyenvien.hoankiem"),
        at=dossier.accepted_at + timedelta(hours=1), **data,
    )  # fmt: skip
    hear(dossier)

    assert by_the_book == []
    assert kinds_of(dossier) == ["DUE_MOVED"]
    assert Flag.objects.get(dossier_id=dossier.id).evidence == [str(edited.id)]


@pytest.mark.parametrize(("days", "again"), [(0, True), (5, True), (6, False)])
def test_the_same_content_filed_again_within_five_days_is_a_sign(counter, dossier, days, again):
    first = counter.sent("2.000635")
    withdraw(dossier_id=first.id, citizen=citizen_of(first), reason="Thôi", at=local("2026-11-20 10:00"))
    hear(first)
    second = counter.sent("2.000635")
    submitted = next(e for e in history_of(second.id) if e.name == "dossier.submitted")
    later = local("2026-11-20 10:00") + timedelta(days=days)

    raise_flags(events.EventRecord(
        submitted.id, submitted.name, second.id, submitted.seq, later, submitted.actor, submitted.data
    ))  # fmt: skip

    assert kinds_of(second) == (["REFILED"] if again else [])
    assert kinds_of(first) == []


def test_another_content_of_the_same_person_is_none(counter):
    first = counter.sent("2.000635")
    withdraw(dossier_id=first.id, citizen=citizen_of(first), reason="Thôi", at=local("2026-11-20 10:00"))
    hear(first)
    second = counter.sent("2.000635", seed=7)

    hear(second)

    assert kinds_of(second) == []


def test_a_result_without_its_file_is_a_sign(dossier, officer):
    at = dossier.accepted_at
    propose(dossier_id=dossier.id, officer=officer, grant=True, note="", result={"Nội dung": "x"}, at=at)
    approve(dossier_id=dossier.id, leader=staff("lanhdao.hoankiem"), at=at, sign_later=False)
    Result.objects.filter(dossier_id=dossier.id).update(signed_at=at)
    issue_result(dossier_id=dossier.id, clerk=staff("vanthu.hoankiem"), at=at + timedelta(hours=1))

    hear(dossier)

    assert kinds_of(dossier) == ["NO_FILE"]


def test_signs_stop_nothing_and_are_closed_by_an_inspector_with_a_reason(dossier, officer):
    ask(dossier, officer, before_due(dossier, 1))
    hear(dossier)
    flag, inspector, at = Flag.objects.get(), staff("giamsat.trungtam"), local("2026-12-01 09:00")

    with pytest.raises(NotPermitted):
        close_flag(flag_id=flag.id, inspector=officer, why="Không sao", at=at)
    with pytest.raises(Invalid):
        close_flag(flag_id=flag.id, inspector=inspector, why="  ", at=at)
    with pytest.raises(NotFound):
        close_flag(flag_id=uuid4(), inspector=inspector, why="Đã xem", at=at)
    assert open_flags_by_kind(units=["PX-00070"]) == {"LAST_MOMENT": 1}

    close_flag(flag_id=flag.id, inspector=inspector, why="Giấy mờ thật, xem trang 2.", at=at)
    hear(dossier)
    with pytest.raises(Conflict):
        close_flag(flag_id=flag.id, inspector=inspector, why="Lần nữa", at=at)

    assert kinds_of(dossier) == []
    closed = flags_of_territory(units=["PX-00070"], closed=True).rows
    assert [row.closed_why for row in closed] == ["Giấy mờ thật, xem trang 2."]


@pytest.mark.parametrize(
    ("asked", "sign"),
    [("2026-02-13 16:11", False), ("2026-02-13 16:12", True), ("2026-02-20 09:00", True)],
    ids=["49 minutes left", "48 minutes left", "in the days of Tết"],
)
def test_the_last_tenth_is_counted_in_working_time(city, asked, sign):
    moments = {
        "accepted_at": local("2026-02-13 08:00").isoformat(),
        "due_at": local("2026-02-13 17:00").isoformat(),
    }
    event = Seen("1", "dossier.supplement_asked", local(asked), moments | {"number": 1})

    def minutes(start: datetime, end: datetime) -> int:
        return current_calendar().working_minutes_between(start, end)

    assert bool(signs([event], minutes_between=minutes, last_percent=10)) is sign
