"""Every step refuses a dossier that is not there yet, or not there any more, and changes nothing."""

from datetime import timedelta

import pytest
from django.forms.models import model_to_dict

from cuamo.dossiers.models import Dossier, Result, WorkItem
from cuamo.dossiers.services.accept import accept, refuse_intake
from cuamo.dossiers.services.approve import approve, send_back
from cuamo.dossiers.services.ask_supplement import answer_supplement, ask_supplement
from cuamo.dossiers.services.enter_external_code import follow_external
from cuamo.dossiers.services.issue_result import issue_result, pack_result
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.rate import rate
from cuamo.dossiers.services.withdraw import grant_withdrawal, withdraw
from cuamo.dossiers.states import State
from cuamo.kernel.errors import DomainError
from cuamo.kernel.models import Event
from tests.support.city import MORNING, citizen_of, staff
from tests.support.remembered import remembered

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(minutes=30)
ITEM = {"about": "", "label": "Tờ khai", "reason": "Ảnh mờ", "todo": "Chụp lại"}


def receiver():
    return staff("tiepnhan.hoankiem")


def specialist():
    return staff("chuyenvien.hoankiem")


def leader():
    return staff("lanhdao.hoankiem")


def records():
    return staff("vanthu.hoankiem")


def do_propose(dossier, *, grant=True):
    propose(
        dossier_id=dossier.id,
        officer=specialist(),
        grant=grant,
        note="",
        result={"Họ và tên": "Nguyễn Thị Đặng Thẳng"},
        reasons=[] if grant else ["Không đủ điều kiện"],
        at=LATER,
    )


STEPS = {
    "accept": lambda d: accept(dossier_id=d.id, officer=receiver(), at=LATER),
    "refuse intake": lambda d: refuse_intake(
        dossier_id=d.id, officer=receiver(), reasons=["Sai nơi nhận"], turn_to="", at=LATER
    ),
    "ask for more": lambda d: ask_supplement(dossier_id=d.id, officer=specialist(), items=[ITEM], at=LATER),
    "answer": lambda d: answer_supplement(
        dossier_id=d.id, actor=citizen_of(d), files=[], note="Đã chụp lại", at=LATER
    ),
    "propose": do_propose,
    "approve": lambda d: approve(dossier_id=d.id, leader=leader(), at=LATER),
    "send back": lambda d: send_back(dossier_id=d.id, leader=leader(), note="Xem lại", at=LATER),
    "issue": lambda d: issue_result(dossier_id=d.id, clerk=records(), at=LATER),
    "pack": lambda d: pack_result(dossier_id=d.id, clerk=receiver(), at=LATER),
    "withdraw": lambda d: withdraw(dossier_id=d.id, citizen=citizen_of(d), reason="Thôi", at=LATER),
    "grant withdrawal": lambda d: grant_withdrawal(dossier_id=d.id, officer=specialist(), at=LATER),
    "rate": lambda d: rate(
        dossier_id=d.id, score=1, extra_money=False, comment="", citizen=citizen_of(d), at=LATER
    ),
    "follow a ministry": lambda d: follow_external(
        dossier_id=d.id, actor=staff("quay.hoankiem"), state=State.DONE, at=LATER
    ),
}


def draft(counter):
    return counter.draft()


def sent(counter):
    return counter.sent()


@remembered
def accepted(counter):
    dossier = counter.sent()
    STEPS["accept"](dossier)
    return dossier


@remembered
def refused_at_intake(counter):
    dossier = counter.sent()
    STEPS["refuse intake"](dossier)
    return dossier


@remembered
def asked_for_more(counter):
    dossier = accepted(counter)
    STEPS["ask for more"](dossier)
    return dossier


@remembered
def proposed(counter):
    dossier = accepted(counter)
    do_propose(dossier)
    return dossier


@remembered
def approved(counter):
    dossier = proposed(counter)
    STEPS["approve"](dossier)
    return dossier


@remembered
def refused_by_decision(counter):
    dossier = accepted(counter)
    do_propose(dossier, grant=False)
    STEPS["approve"](dossier)
    return dossier


@remembered
def taken_back_before_acceptance(counter):
    dossier = counter.sent()
    STEPS["withdraw"](dossier)
    return dossier


@remembered
def asked_back(counter):
    dossier = accepted(counter)
    STEPS["withdraw"](dossier)
    return dossier


@remembered
def stopped(counter):
    dossier = asked_back(counter)
    STEPS["grant withdrawal"](dossier)
    return dossier


ALLOWED = {
    draft: set(),
    sent: {"accept", "refuse intake", "withdraw"},
    accepted: {"ask for more", "propose", "withdraw"},
    refused_at_intake: {"rate"},
    asked_for_more: {"answer", "withdraw"},
    proposed: {"approve", "send back", "ask for more", "withdraw", "propose"},
    approved: {"ask for more", "propose"},
    refused_by_decision: {"rate"},
    taken_back_before_acceptance: {"rate"},
    asked_back: {"grant withdrawal"},
    stopped: {"rate"},
}
"""What may be tried where it is not refused; everything else must be, without a trace."""


@pytest.mark.parametrize("stage", ALLOWED, ids=lambda stage: stage.__name__)
def test_a_step_that_is_not_allowed_here_leaves_row_queue_result_and_ledger_as_they_were(counter, stage):
    dossier = Dossier.objects.get(id=stage(counter).id)
    before = everything_of(dossier.id)

    for name in STEPS.keys() - ALLOWED[stage]:
        with pytest.raises(DomainError) as refusal:
            STEPS[name](dossier)
        assert refusal.value.vi, name
        assert everything_of(dossier.id) == before, name


ALSO_TOLD = {"budget.unsupported"}
"""What the budget was to bear falls with a dossier nobody took up: news of its money."""


@pytest.mark.parametrize(
    ("stage", "name"),
    [(stage, name) for stage, names in ALLOWED.items() for name in sorted(names)],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_step_that_is_allowed_here_is_done_and_told(counter, stage, name):
    dossier = Dossier.objects.get(id=stage(counter).id)
    before = everything_of(dossier.id)

    STEPS[name](dossier)

    after = everything_of(dossier.id)
    kept = len(before["ledger"])
    assert after["ledger"][:kept] == before["ledger"]
    told = [event for _, event, _ in after["ledger"][kept:]]
    assert len([event for event in told if event not in ALSO_TOLD]) == 1, told
    assert after != before


def everything_of(dossier_id):
    """Return what the step could have changed: row, queue, result, ledger."""
    return {
        "row": model_to_dict(Dossier.objects.get(id=dossier_id)),
        "queue": list(WorkItem.objects.filter(dossier_id=dossier_id).values()),
        "result": list(Result.objects.filter(dossier_id=dossier_id).values()),
        "ledger": list(
            Event.objects.filter(stream_id=dossier_id).order_by("seq").values_list("seq", "name", "hash")
        ),
    }
