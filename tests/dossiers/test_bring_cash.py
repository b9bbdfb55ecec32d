"""Cash taken without the network is booked, given back, or asked for: no way a visit ends lets it drop."""

from datetime import timedelta

import pytest

from cuamo.dossiers.models import Brought, Dossier
from cuamo.dossiers.selectors.brought import cash_in_no_book_for, cash_in_no_book_of
from cuamo.dossiers.services.confirm_signed import confirm_signed
from cuamo.dossiers.services.finish_shift import finish_shift
from cuamo.dossiers.services.form_files import Upload
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.services.settle_money import settle_money
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import Money, State
from cuamo.kernel.errors import Invalid
from cuamo.organisation.models import Shift
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.payments.models import CashReceipt, PaymentRequest
from cuamo.payments.selectors.status import status_of
from cuamo.payments.services.take_cash import take_cash
from tests.dossiers.brought_visits import (
    FREE,
    PAID,
    SIGNATURE,
    act_of,
    begun,
    brings,
    confirm_and_send,
    looked,
    world,
)
from tests.support.city import Counter, citizen_of

NO_CASH = {"returned": True}


def paid_elsewhere(counter: Counter) -> tuple[Dossier, dict]:
    """Return a dossier whose person paid cash offline while it was paid and sent with the network."""
    draft, act = begun(counter, PAID)
    _confirm(counter, draft)
    asked = PaymentRequest.objects.get(subject_id=draft.id)
    settle_money(dossier_id=draft.id, amount_vnd=asked.amount_vnd, at=counter.at)
    submit(dossier_id=draft.id, actor=counter.clerk, key=f"k-{draft.id}", at=counter.at)
    return Dossier.objects.get(id=draft.id), act


def _confirm(counter: Counter, draft: Dossier) -> None:
    summary = request_confirmation(dossier_id=draft.id, actor=counter.clerk, at=counter.at)
    confirm_signed(
        dossier_id=draft.id,
        summary_id=summary.id,
        citizen=citizen_of(Dossier.objects.get(id=draft.id)),
        method="SIGNATURE",
        evidence=Upload(SIGNATURE, "ky.png"),
        at=counter.at,
    )


def with_returned(act: dict) -> dict:
    return act | {"cash": act["cash"] | NO_CASH}


def test_cash_of_a_dossier_that_was_sent_otherwise_is_asked_for_until_it_is_given_back(counter):
    sent, act = paid_elsewhere(counter)
    amount = act["cash"]["amount_vnd"]
    before = world()

    for _ in range(2):
        brought = brings(counter, act)
        assert looked(brought) == {"cash.not_booked"}
        assert "trả lại" in brought.reasons[0]["hint_vi"]
        assert (brought.cash_vnd, brought.dossier_id) == (amount, sent.id)
    assert world() == before
    assert [row.key for row in cash_in_no_book_of(counter.clerk.id)] == [brought.key]

    ended = brings(counter, with_returned(act))
    assert (ended.state, ended.dossier_id, ended.cash_returned) == ("SENT", sent.id, True)
    assert cash_in_no_book_of(counter.clerk.id) == []
    assert world()[:6] == before[:6]


def test_keeping_the_server_s_draft_never_lets_the_cash_go_with_the_pc_s_copy(counter):
    draft, act = begun(counter, PAID)
    act |= {"base_mark": "0" * 64}
    assert looked(brings(counter, act)) == {"bring.changed"}

    server = act | {"resolve": "server"}
    refused = brings(counter, server)
    assert looked(refused) == {"cash.not_booked"}
    assert "bước 9" in refused.reasons[0]["hint_vi"]
    assert [row.dossier_id for row in cash_in_no_book_for(draft.id)] == [draft.id]

    dropped = brings(counter, with_returned(server))
    assert (dropped.state, dropped.dossier_id) == ("DROPPED", draft.id)
    assert cash_in_no_book_for(draft.id) == []


def test_or_it_is_booked_in_the_open_shift_for_the_draft_that_still_owes_it(counter):
    dossier = _owing(counter)
    act = act_of(counter, PAID) | {
        "visit_id": str(dossier.visit_id),
        "dossier_id": str(dossier.id),
        "base_mark": "0" * 64,
        "resolve": "server",
    }
    assert "Ghi vào ca đang mở" in brings(counter, act).reasons[0]["hint_vi"]
    assert not CashReceipt.objects.exists()

    dropped = brings(counter, act | {"cash": act["cash"] | {"in_open_shift": True}})

    receipt = CashReceipt.objects.get()
    assert (dropped.state, receipt.amount_vnd) == ("DROPPED", act["cash"]["amount_vnd"])
    assert Dossier.objects.get(id=dossier.id).money == Money.PAID
    assert cash_in_no_book_of(counter.clerk.id) == []


def _owing(counter: Counter) -> Dossier:
    """Return a draft that was confirmed and still owes its fee."""
    kept = brings(counter, act_of(counter, PAID, cash=None))
    dossier = Dossier.objects.get(id=kept.dossier_id)
    assert dossier.money == Money.AWAITING
    return dossier


def test_cash_that_was_booked_at_step_9_meanwhile_ends_the_item(counter):
    act = act_of(counter, PAID)
    act["confirmation"]["shown_total_vnd"] += 5_000
    act["cash"]["amount_vnd"] += 5_000
    first = brings(counter, act)
    assert looked(first) == {"fee.changed"}
    assert [row.cash_vnd for row in cash_in_no_book_for(first.dossier_id)] == [act["cash"]["amount_vnd"]]

    _pay_and_send(counter, Dossier.objects.get(id=first.dossier_id))
    ended = brings(counter, act)

    assert (ended.state, ended.dossier_id) == ("SENT", first.dossier_id)
    assert [note["code"] for note in ended.notes] == ["cash.differs"]
    assert "trả lại 5.000" in ended.notes[0]["vi"]
    assert cash_in_no_book_of(counter.clerk.id) == []


def _pay_and_send(counter: Counter, draft: Dossier) -> None:
    _confirm(counter, draft)
    asked = status_of(draft.id, at=counter.at)
    shift = open_shift_of(counter.clerk.id)
    assert asked is not None
    assert shift is not None
    take_cash(
        request_id=asked.request_id,
        tendered_vnd=500_000,
        shift_id=shift.id,
        clerk=counter.clerk,
        at=counter.at,
    )
    settle_money(dossier_id=draft.id, amount_vnd=asked.amount_vnd, at=counter.at)
    submit(dossier_id=draft.id, actor=counter.clerk, key=f"k-{draft.id}", at=counter.at)


def test_a_draft_sent_without_its_cash_still_asks_for_it_and_is_never_made_twice(counter):
    act = act_of(counter, FREE)
    act["cash"] = {"amount_vnd": 8_000, "tendered_vnd": 10_000, "lines": []}
    first = brings(counter, act)
    assert looked(first) == {"cash.not_owed"}
    confirm_and_send(counter, Dossier.objects.get(id=first.dossier_id))

    for _ in range(2):
        again = brings(counter, act)
        assert looked(again) == {"cash.not_booked"}
        assert again.dossier_id == first.dossier_id
    assert Dossier.objects.count() == 1

    ended = brings(counter, with_returned(act))
    assert (ended.state, ended.dossier_id) == ("SENT", first.dossier_id)


@pytest.mark.parametrize("extra", [5_000, -500])
def test_cash_that_is_not_what_is_owed_is_never_booked_as_if_it_were(counter, extra):
    act = act_of(counter, PAID)
    owed = act["cash"]["amount_vnd"]
    act["cash"]["amount_vnd"] += extra

    brought = brings(counter, act)

    assert looked(brought) == {"cash.differs"}
    words = brought.reasons[0]["hint_vi"]
    assert ("Trả lại 5.000" if extra > 0 else "Thu thêm 500") in words
    assert not CashReceipt.objects.exists()
    assert not Dossier.objects.exclude(state=State.DRAFT).exists()

    act["cash"]["amount_vnd"] = owed
    assert brings(counter, act).state == "SENT"
    assert CashReceipt.objects.get().amount_vnd == owed


def test_cash_given_back_is_owed_again_and_the_dossier_waits_for_it(counter):
    act = with_returned(act_of(counter, PAID))

    brought = brings(counter, act)

    kept = Dossier.objects.get(id=brought.dossier_id)
    assert (brought.state, kept.money) == ("KEPT", Money.AWAITING)
    assert not CashReceipt.objects.exists()
    assert cash_in_no_book_of(counter.clerk.id) == []


def test_cash_of_a_visit_without_a_dossier_is_asked_for(counter):
    act = act_of(counter, PAID) | {"procedure": None, "outcome": "NOT_SENT"}
    before = world()

    assert looked(brings(counter, act)) == {"cash.not_booked"}
    assert world() == before
    assert [row.dossier_id for row in cash_in_no_book_of(counter.clerk.id)] == [None]

    assert brings(counter, with_returned(act)).state == "ENDED"
    assert cash_in_no_book_of(counter.clerk.id) == []


def test_a_shift_ends_with_words_on_cash_in_no_book_also_when_the_count_fits(counter):
    act = act_of(counter, PAID)
    act["cash"]["amount_vnd"] += 5_000
    assert looked(brings(counter, act)) == {"cash.differs"}
    shift = open_shift_of(counter.clerk.id)
    assert shift is not None

    def close(reason: str) -> Shift:
        return finish_shift(
            shift_id=shift.id,
            clerk=counter.clerk,
            counted_vnd=500_000,
            reason=reason,
            unsent_reason="Chờ sửa",
            hand_over=True,
            at=counter.at + timedelta(minutes=1),
        )

    with pytest.raises(Invalid) as refused:
        close("")
    assert (refused.value.code, refused.value.where) == ("shift.cash_not_booked", "reason")
    assert open_shift_of(counter.clerk.id) is not None

    assert not close("Tiền ở trong phong bì T1, két quầy").is_open


def test_the_money_a_pc_names_is_kept_even_when_nothing_else_of_the_visit_can_be(counter):
    act = act_of(counter, PAID)
    act["consent"] |= {"hash": "b" * 64}

    brought = brings(counter, act)

    assert looked(brought) == {"consent.other_words"}
    assert Brought.objects.get().cash_vnd == act["cash"]["amount_vnd"]
