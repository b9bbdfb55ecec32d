"""X1 of the leader: teams, leave, rules, passing work on; and what arriving work makes of them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import WorkItem
from cuamo.dossiers.services.ask_supplement import answer_supplement, ask_supplement
from cuamo.dossiers.services.assign import assign
from cuamo.dossiers.services.lock_item import open_item
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import Invalid
from cuamo.organisation.models import Absence, SharingRule, Team
from cuamo.organisation.selectors.staff import actor_of
from cuamo.organisation.services.leave import set_leave
from cuamo.organisation.services.roles import grant_role
from cuamo.organisation.services.sharing_rules import set_rule
from cuamo.organisation.services.teams import set_team
from cuamo.organisation.types import Role
from cuamo.people.models import Account
from tests.support.city import CARD, MORNING, staff
from tests.web.officer.desk import QUEUE, accepted, at_screen, fill_queue
from tests.web.officer.test_queue import codes

pytestmark = pytest.mark.django_db
PAGE, WARD = "/xu-ly/phan-cong/", "PX-00070"
OTHERS = [CARD.replace("001185012345", f"0011850123{n}") for n in (52, 69, 76, 83)]


@pytest.fixture
def two(city, db) -> list[Account]:
    """Two more specialists of the ward."""
    made = []
    for number in (1, 2):
        account = Account.objects.create_user(
            f"chuyenvien{number}.so", "x" * 20, full_name=f"Số Thứ {number}"
        )
        grant_role(account_id=account.id, unit_code=WARD, role=Role.SPECIALIST, actor=SYSTEM, at=MORNING)
        made.append(account)
    return made


def own(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def item(dossier) -> WorkItem:
    return WorkItem.objects.get(dossier_id=dossier.id)


def date_of(name: str, day) -> dict[str, str]:
    return {f"{name}.ngay": str(day.day), f"{name}.thang": str(day.month), f"{name}.nam": str(day.year)}


def test_arriving_work_goes_to_whoever_of_the_ward_has_least(counter, two):
    dossiers = [accepted(counter, card=card) for card in (CARD, *OTHERS[:2])]

    given = {item(dossier).assignee_id for dossier in dossiers}

    assert given == {staff("chuyenvien.hoankiem").id, *(str(account.id) for account in two)}


def test_a_rule_of_the_leader_sends_a_procedure_to_one_team(counter, two, leader):
    made = leader.post(f"{PAGE}to/", {"to_ten": "Tổ Hộ tịch", "to_nguoi": [str(two[0].id)]}, follow=True)
    team = Team.objects.get()
    ruled = leader.post(
        f"{PAGE}quy-tac/",
        {"qt_thu_tuc": "2.000635", "qt_cho": f"to:{team.id}", "qt_toi_da": "1"},
        follow=True,
    )

    first, second = (accepted(counter, card=card) for card in (CARD, OTHERS[0]))

    assert "Đã lưu tổ Tổ Hộ tịch." in made.content.decode()
    assert "mỗi người tối đa 1 hồ sơ" in ruled.content.decode()
    assert (item(first).assignee_id, item(first).team_id) == (str(two[0].id), team.id)
    assert item(second).assignee_id not in {"", str(two[0].id)}


def test_during_leave_the_substitute_sees_the_work_and_afterwards_it_is_the_officers_again(counter, two):
    now, away, instead = timezone.now(), *two
    dossier = accepted(counter)
    assign(dossier_ids=[dossier.id], to_officer=away.id, by=staff("lanhdao.hoankiem"), at=MORNING)
    fill_queue(1, unit=WARD, step="EXAMINE")
    absence = Absence.objects.create(
        account=away,
        unit_code=WARD,
        starts_on=to_hanoi(now).date(),
        ends_on=to_hanoi(now).date() + timedelta(days=3),
        substitute=instead,
    )

    during = own(instead).get(QUEUE, {"ai": "toi"})
    Absence.objects.filter(id=absence.id).update(
        starts_on=to_hanoi(now).date() - timedelta(days=9), ends_on=to_hanoi(now).date() - timedelta(days=1)
    )

    assert codes(during) == [dossier.code]
    assert f"Phân cho {away.full_name}, đang nghỉ" in " ".join(during.content.decode().split())
    assert codes(own(instead).get(QUEUE, {"ai": "toi"})) == []
    assert codes(own(away).get(QUEUE, {"ai": "toi"})) == [dossier.code]


def test_who_is_away_gets_nothing_that_arrives(counter, two, leader):
    today = to_hanoi(MORNING).date()
    for account in (two[0], Account.objects.get(username="chuyenvien.hoankiem")):
        set_leave(
            unit_code=WARD,
            officer_id=str(account.id),
            substitute_id=str(two[1].id),
            starts_on=today,
            ends_on=today,
            leader=staff("lanhdao.hoankiem"),
            at=MORNING,
        )

    given = [item(accepted(counter, card=card)).assignee_id for card in (CARD, OTHERS[0])]

    assert given == [str(two[1].id)] * 2


def test_who_stands_in_holds_the_roles_of_the_absent_where_somebody_else_does(counter, two, leader):
    today = to_hanoi(MORNING).date()
    asked = {"unit_code": WARD, "starts_on": today, "ends_on": today, "at": MORNING}
    officer, boss = staff("chuyenvien.hoankiem"), staff("lanhdao.hoankiem")
    before = Absence.objects.count()

    with pytest.raises(Invalid, match=r"leave\.role") as refused:
        set_leave(officer_id=officer.id, substitute_id=staff("vanthu.hoankiem").id, leader=boss, **asked)

    assert Absence.objects.count() == before
    assert refused.value.where == "thay"
    assert two[0].full_name in refused.value.hint_vi
    alone = set_leave(officer_id=boss.id, substitute_id=officer.id, leader=boss, **asked)
    assert str(alone.substitute_id) == officer.id, "the only leader may name whoever minds the desk"


def test_what_was_supplemented_comes_back_to_the_officer_who_asked(counter, two):
    dossier, asked_by = accepted(counter), staff("chuyenvien.hoankiem")
    others = [accepted(counter, card=card) for card in OTHERS[:3]]
    assert len(others) == 3
    ask_supplement(
        dossier_id=dossier.id,
        officer=asked_by,
        items=[{"target": "", "reason": "Ảnh mờ.", "todo": "Chụp lại."}],
        at=MORNING + timedelta(hours=1),
    )
    assert item(dossier).step == "CITIZEN"

    answer_supplement(
        dossier_id=dossier.id, actor=counter.clerk, files=[], note="Đã rõ.", at=MORNING + timedelta(hours=2)
    )

    assert (item(dossier).assignee_id, item(dossier).came_back) == (asked_by.id, True)


def test_the_leader_says_who_is_away_and_ends_it(two, leader):
    today = to_hanoi(timezone.now()).date()
    days = date_of("nghi_tu", today) | date_of("nghi_den", today + timedelta(days=4))

    said = leader.post(
        f"{PAGE}nghi/", {"nghi_nguoi": str(two[0].id), "nghi_thay": str(two[1].id)} | days, follow=True
    )
    absence = Absence.objects.get()
    ended = leader.post(f"{PAGE}di-lam/", {"nghi": str(absence.id)}, follow=True)

    assert f"{two[1].full_name} thay" in said.content.decode()
    assert "Đã ghi người này đi làm lại." in ended.content.decode()
    absence.refresh_from_db()
    assert absence.cancelled_at is not None
    assert events.names_of(two[0].id)[-2:] == ["leave.set", "leave.ended"]


@pytest.mark.parametrize(
    ("what", "sent", "said"),
    [
        ("nghi", {"nghi_nguoi": "0", "nghi_thay": "1", "d": (0, -1)}, "không trước ngày đầu"),
        ("nghi", {"nghi_nguoi": "0", "nghi_thay": "1", "d": (-9, -2)}, "từ hôm nay trở đi"),
        ("nghi", {"nghi_nguoi": "0", "nghi_thay": "0", "d": (0, 1)}, "một người khác"),
        ("nghi", {"nghi_nguoi": "", "nghi_thay": "1", "d": (0, 1)}, "Chọn người nghỉ"),
        ("nghi", {"nghi_nguoi": "0", "nghi_thay": "1"}, "đủ ngày, tháng, năm"),
        ("quy-tac", {"qt_thu_tuc": "9.999999", "qt_toi_da": "3"}, "Không có thủ tục mã"),
        ("quy-tac", {"qt_thu_tuc": "", "qt_toi_da": "nhiều"}, "ghi bằng số"),
        ("quy-tac", {}, "Chọn một tổ hoặc một người"),
        ("quy-tac", {"qt_cho": "nguoi:00000000-0000-0000-0000-000000000000"}, "của đơn vị này"),
        ("quy-tac", {"qt_toi_da": "4", "qt_phuong": "99999"}, "Chọn phường, xã"),
        ("to", {"to_ten": " "}, "Tên tổ dài từ 1"),
        (
            "to",
            {"to_ten": "Tổ lạ", "to_nguoi": "00000000-0000-0000-0000-000000000000"},
            "không làm việc ở đơn vị",
        ),
        ("chuyen", {"ch_tu": "0", "ch_toi": "0", "ch_so": "5"}, "hai người khác nhau"),
        ("chuyen", {"ch_tu": "0", "ch_toi": "1", "ch_so": "201"}, "từ 1 đến 200"),
        ("giai-the", {"to": "x"}, "có thể đã giải thể"),
        ("bo-quy-tac", {"quy_tac": "x"}, "có thể đã bỏ"),
        ("di-lam", {"nghi": "x"}, "đã hết"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_changes_nothing(two, leader, what, sent, said):
    today, form = to_hanoi(timezone.now()).date(), {}
    for name, value in sent.items():
        if name == "d":
            form |= date_of("nghi_tu", today + timedelta(days=value[0]))
            form |= date_of("nghi_den", today + timedelta(days=value[1]))
        else:
            form[name] = str(two[int(value)].id) if value in {"0", "1"} else value

    answer = leader.post(f"{PAGE}{what}/", form)

    assert answer.status_code in {404, 409, 422}
    assert said in answer.content.decode()
    assert (Team.objects.count(), SharingRule.objects.count(), Absence.objects.count()) == (0, 0, 0)


def test_only_the_leader_opens_the_page_and_only_for_the_own_unit(two, leader, specialist, receiver):
    assert leader.get(PAGE).status_code == 200
    for other in (specialist, receiver):
        assert other.get(PAGE).status_code == 403
        assert other.post(f"{PAGE}to/", {"to_ten": "Tổ lạ"}).status_code == 403
    assert leader.get(PAGE, {"don-vi": "PX-00082"}).status_code == 403
    assert leader.post(f"{PAGE}to/?don-vi=PX-00082", {"to_ten": "Tổ lạ"}).status_code == 403
    assert at_screen("quantri.trungtam").get(PAGE, {"don-vi": "DIEM-00070"}).status_code == 200
    assert not Team.objects.exists()


def test_the_leader_passes_the_soonest_due_work_of_one_on_to_another(two, leader):
    fill_queue(5, unit=WARD, step="EXAMINE")
    WorkItem.objects.update(assignee_id=str(two[0].id), assignee_name=two[0].full_name)

    answer = leader.post(
        f"{PAGE}chuyen/", {"ch_tu": str(two[0].id), "ch_toi": str(two[1].id), "ch_so": "3"}, follow=True
    )

    assert "Đã chuyển 3 hồ sơ." in answer.content.decode()
    moved = WorkItem.objects.filter(assignee_id=str(two[1].id)).order_by("due_at")
    assert [row.code for row in moved] == ["X-1", "X-2", "X-3"]
    assert codes(leader.get(QUEUE, {"ai": str(two[1].id)})) == ["X-1", "X-2", "X-3"]
    assert codes(own(two[1]).get(QUEUE, {"ai": "toi"})) == ["X-1", "X-2", "X-3"]


def test_my_teams_work_and_nobodys_work_are_lists_of_their_own(two):
    team = set_team(
        unit_code=WARD, name="Tổ Một", members=[str(two[0].id)], leader=staff("lanhdao.hoankiem"), at=MORNING
    )
    fill_queue(4, unit=WARD, step="EXAMINE")
    WorkItem.objects.filter(code="X-2").update(team=team, assignee_id=str(two[1].id))
    WorkItem.objects.filter(code="X-3").update(assignee_id=str(two[1].id))
    WorkItem.objects.filter(code="X-4").update(holder_id=str(two[0].id))
    screen = own(two[0])

    assert codes(screen.get(QUEUE, {"ai": "to"})) == ["X-2"]
    assert codes(screen.get(QUEUE, {"ai": "chua"})) == ["X-1"]
    assert codes(screen.get(QUEUE, {"ai": "toi"})) == ["X-4"]
    assert codes(screen.get(QUEUE, {"ai": str(two[1].id)})) == ["X-2", "X-3"]
    assert codes(screen.get(QUEUE)) == ["X-1", "X-2", "X-3", "X-4"]


def test_a_rule_takes_the_place_of_the_one_for_the_same_kind_of_work(two):
    leader = staff("lanhdao.hoankiem")
    for account in two:
        set_rule(
            unit_code=WARD, procedure_code="2.000635", officer_id=str(account.id), leader=leader, at=MORNING
        )

    assert [rule.officer_id for rule in SharingRule.objects.filter(closed_at=None)] == [two[1].id]
    assert SharingRule.objects.count() == 2


def test_a_colleague_takes_over_and_is_responsible_from_then_on(counter, two):
    dossier, first, second = accepted(counter), *two
    assign(dossier_ids=[dossier.id], to_officer=first.id, by=staff("lanhdao.hoankiem"), at=MORNING)
    for account, take in ((first, False), (second, False), (second, True)):
        open_item(
            dossier_id=dossier.id,
            officer=actor_of(account, at=MORNING + timedelta(hours=1)),
            take_over=take,
            at=MORNING + timedelta(hours=1),
        )
        expected = second if take else first
        assert (item(dossier).assignee_id, item(dossier).holder_id) == (str(expected.id),) * 2

    assert events.names_of(dossier.id).count("dossier.taken_over") == 1


def test_what_nobody_was_given_belongs_to_who_takes_it(two):
    fill_queue(2, unit=WARD, step="EXAMINE")
    WorkItem.objects.filter(code="X-2").update(assignee_id=str(two[1].id), assignee_name=two[1].full_name)
    chosen = [str(key) for key in WorkItem.objects.values_list("dossier_id", flat=True)]

    own(two[0]).post("/xu-ly/nhan-giu/", {"chon": chosen})

    rows = dict(WorkItem.objects.values_list("code", "assignee_id"))
    assert rows == {"X-1": str(two[0].id), "X-2": str(two[1].id)}
    assert set(WorkItem.objects.values_list("holder_id", flat=True)) == {str(two[0].id)}
