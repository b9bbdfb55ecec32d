"""Leaders of the city ask why: a named leader answers by a deadline, and the answer is judged."""

from datetime import timedelta

import pytest

from cuamo.dossiers.models import StaffAlert
from cuamo.dossiers.services.accept import accept
from cuamo.kernel.clock import local
from cuamo.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from cuamo.kernel.events import names_of
from cuamo.oversight.models import Explanation
from cuamo.oversight.selectors.explanations import (
    accepted_explanations,
    explanation_for,
    explanations_of,
    open_explanations,
    overdue_explanations,
)
from cuamo.oversight.services.explain import demand_explanation, give_explanation, judge_explanation
from tests.support.city import staff

AT = local("2026-12-01 09:00")
BY = local("2026-12-03 17:00")


@pytest.fixture
def inspector(city):
    return staff("giamsat.trungtam")


@pytest.fixture
def leader(city):
    return staff("lanhdao.hoankiem")


def demand(inspector, **more):
    asked = {"unit_code": "PX-00070", "question": "Vì sao trễ?", "figure": "Đúng hẹn 71 %"} | more
    return demand_explanation(answer_by=BY, actor=inspector, at=AT, **asked)


@pytest.mark.django_db
def test_the_leaders_list_begins_with_what_waits_then_what_was_answered_last(inspector, leader):
    asked = [demand(inspector) for _ in range(5)]
    for day, each in enumerate(asked[:3]):
        give_explanation(
            explanation_id=each.id, leader=leader, answer="Vì mưa bão.", at=AT + timedelta(hours=day)
        )
    judge_explanation(
        explanation_id=asked[0].id,
        actor=inspector,
        accept=False,
        note="Chưa rõ",
        answer_by=BY + timedelta(days=1),
        at=AT + timedelta(hours=5),
    )

    listed = [each.id for each in explanations_of(leader)[:4]]

    assert set(listed[:3]) == {asked[0].id, asked[3].id, asked[4].id}
    assert listed[3] == asked[2].id


@pytest.mark.django_db
def test_it_lands_on_the_units_leader_with_its_deadline(inspector, leader):
    asked = demand(inspector)

    assert (asked.to_id, asked.state) == (leader.id, "ASKED")
    alert = StaffAlert.objects.get(subject_id=asked.id)
    assert (alert.kind, alert.account_id, alert.due_at) == ("EXPLAIN", leader.id, BY)


def test_it_names_the_dossiers_that_lie_there_and_no_other(counter, inspector):
    dossier = counter.sent("1.004873")
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=local("2026-11-20 09:00"))

    asked = demand(inspector, figure="", codes=[dossier.code.lower(), dossier.code])
    with pytest.raises(Invalid, match=r"explanation\.dossier"):
        demand(inspector, unit_code="PX-00082", codes=[dossier.code])

    assert [row["code"] for row in asked.dossiers] == [dossier.code]
    assert Explanation.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"question": " "}, "noi_dung"),
        ({"figure": ""}, "ho_so"),
        ({"unit_code": "KHONG-CO"}, "don_vi"),
        ({"unit_code": "DIEM-00070"}, "don_vi"),
    ],
)
def test_a_demand_says_what_of_whom_about_what(inspector, more, where):
    with pytest.raises(Invalid) as refused:
        demand(inspector, **more)

    assert refused.value.where == where
    assert not Explanation.objects.exists()


@pytest.mark.django_db
def test_only_the_centre_demands_and_only_that_unit_answers(inspector, leader):
    with pytest.raises(NotPermitted):
        demand(leader)
    asked = demand(inspector)
    with pytest.raises(NotFound):
        give_explanation(explanation_id=asked.id, leader=other(leader), answer="x", at=AT)
    with pytest.raises(NotPermitted):
        give_explanation(explanation_id=asked.id, leader=staff("chuyenvien.hoankiem"), answer="x", at=AT)

    assert Explanation.objects.get().answer == ""
    assert names_of(asked.id) == ["explanation.demanded"]


def other(leader):
    """Return the same person as a leader of another unit would be."""
    return type(leader)(leader.kind, "x", "Người khác", "PX-00082", leader.roles)


@pytest.mark.django_db
def test_an_answer_is_sent_back_with_what_is_missing_and_then_accepted(inspector, leader):
    asked = demand(inspector)
    give_explanation(explanation_id=asked.id, leader=leader, answer="Thiếu người.", at=AT)
    with pytest.raises(Conflict):
        give_explanation(explanation_id=asked.id, leader=leader, answer="Khác.", at=AT)
    with pytest.raises(Invalid):
        judge_explanation(
            explanation_id=asked.id, accept=False, note="", answer_by=BY, actor=inspector, at=AT
        )

    judge_explanation(
        explanation_id=asked.id, accept=False, note="Ai nghỉ, từ ngày nào?",
        answer_by=BY + timedelta(days=1), actor=inspector, at=AT,
    )  # fmt: skip
    reminded = StaffAlert.objects.filter(subject_id=asked.id, ended_at=None).count()
    give_explanation(explanation_id=asked.id, leader=leader, answer="Hai người nghỉ từ 20/11.", at=AT)
    judge_explanation(explanation_id=asked.id, accept=True, actor=inspector, at=AT)

    assert reminded == 1
    assert names_of(asked.id) == [
        "explanation.demanded", "explanation.given", "explanation.sent_back", "explanation.given",
        "explanation.accepted",
    ]  # fmt: skip
    assert open_explanations() == []
    assert [each.id for each in accepted_explanations()] == [asked.id]


@pytest.mark.django_db
def test_overdue_is_from_the_minute_after_the_deadline_until_it_is_answered(inspector, leader):
    asked = demand(inspector)

    seen = [len(overdue_explanations(now=moment)) for moment in (BY, BY + timedelta(minutes=1))]
    give_explanation(explanation_id=asked.id, leader=leader, answer="Muộn.", at=BY + timedelta(hours=1))

    assert seen == [0, 1]
    assert overdue_explanations(now=BY + timedelta(days=1)) == []
    assert explanation_for(leader, asked.id) is not None
