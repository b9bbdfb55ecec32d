"""C2, T2 and X2: who was said dead where papers were to be fetched; the hotline tells the unit they live."""

import pytest
from django.utils import timezone

from cuamo.delivery.models import Alarm, Parcel
from cuamo.delivery.selectors.slots import slots_in
from cuamo.delivery.services.attempt import attempt_failed
from cuamo.delivery.services.close_alarm import close_alarm
from cuamo.delivery.services.load_run import load_run
from cuamo.delivery.states import ParcelState
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.carried import silent_about
from cuamo.dossiers.services.fetch_originals import ask_to_fetch_by_link
from cuamo.dossiers.services.report_alive import report_alive
from cuamo.dossiers.services.settle_carriage import say_sender_lives
from cuamo.dossiers.services.take_call import open_by_call
from cuamo.dossiers.states import State
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotPermitted
from cuamo.organisation.models import Membership
from cuamo.organisation.types import Role
from tests.support.city import PHONE, staff
from tests.web.counter.desk import THREE_PAPERS
from tests.web.my.conftest import sign_in
from tests.web.officer.desk import at_screen, page_of

WORDS = "Bà nghe máy và đọc đúng mã hồ sơ."


def at_unit(code, role):
    """Return the user name of somebody with this role there."""
    held = Membership.objects.filter(unit_id=code, role=role)
    return held.select_related("account").order_by("account__username")[0].account.username


@pytest.fixture
def told(counter):
    """A courier who came for the papers of a dossier was told that their owner has died."""
    dossier, now = counter.sent(THREE_PAPERS), timezone.now()
    window = slots_in(dossier.ward_code or "00070", now=now)[0].key
    parcel = ask_to_fetch_by_link(token=dossier.tracking_token, window=window, at=now)
    receiver, courier = staff(at_unit(dossier.received_by, Role.RECEIVER)), staff("buuta.hoankiem")
    load_run(parcel_ids=[parcel.id], courier=courier, clerk=receiver, at=now)
    attempt_failed(parcel_id=parcel.id, reason="DECEASED", next_window="", courier=courier, at=now)
    return dossier


def called(dossier):
    """Return the call of somebody of the household who answered two questions."""
    return open_by_call(
        code=dossier.shown_code,
        reason="WHERE",
        said={"ID": "5012345"[-4:], "BIRTH": "02/09/1985", "PHONE": PHONE[-4:]},
        agent=staff("tongdai.vcs"),
        at=timezone.now(),
    )


def own_page(dossier):
    return sign_in().get(f"/toi/ho-so/{dossier.id}/").content.decode()


def alarms():
    return list(Alarm.objects.order_by("id").values_list("id", "closed_at", "facts", "due_at"))


def test_household_and_hotline_read_it_also_where_nothing_more_may_be_fetched(told):
    Dossier.objects.filter(id=told.id).update(state=State.RETURNED)
    call = called(told)
    assert silent_about(told.id)

    assert "ghi là người nộp đã mất" in own_page(told)
    said = at_screen("tongdai.vcs").get(f"/tong-dai/cuoc/{call.id}/").content.decode()
    assert "ghi là người nộp đã mất" in said


def test_what_a_fetch_said_is_not_read_where_texts_go_out_again(told):
    Parcel.objects.update(end_reason="LOST", state=ParcelState.LOST)

    assert not silent_about(told.id)
    assert "đã mất" not in own_page(told)


def test_the_hotline_tells_the_unit_of_the_leader_that_who_was_said_dead_is_alive(told):
    said = "Gia đình không nghe máy."
    close_alarm(alarm_id=Alarm.objects.get().id, actor=SYSTEM, words=said, at=timezone.now())
    desk, place = at_screen("tongdai.vcs"), f"/tong-dai/cuoc/{called(told).id}/"
    assert "Báo cơ quan: người nộp còn sống" in desk.get(place).content.decode()

    assert desk.post(place, {"viec": "con-song", "con_song": WORDS}).status_code == 302

    alarm = Alarm.objects.get(kind="SENDER_DEAD", closed_at=None)
    assert (alarm.owner_unit, alarm.facts) == (told.decided_by, {"heard": WORDS})
    assert silent_about(told.id), "only a leader takes the report back"
    assert "Đã báo cơ quan là người nộp còn sống" in desk.get(place).content.decode()
    leader, clerk = (at_unit(told.decided_by, role) for role in (Role.LEADER, Role.RECORDS_CLERK))
    assert WORDS in at_screen(leader).get(page_of(told)).content.decode()
    assert WORDS in at_screen(clerk).get("/xu-ly/giao-nhan/").content.decode()


def test_without_words_or_by_others_nothing_is_told(told):
    call, now, before = called(told), timezone.now(), alarms()

    refused = at_screen("tongdai.vcs").post(f"/tong-dai/cuoc/{call.id}/", {"viec": "con-song"})
    with pytest.raises(Invalid):
        report_alive(call_id=call.id, agent=staff("tongdai.vcs"), words=" ", at=now)
    with pytest.raises(NotPermitted):
        report_alive(call_id=call.id, agent=staff("quay.hoankiem"), words=WORDS, at=now)

    assert refused.status_code == 422
    assert alarms() == before


def test_told_twice_or_of_somebody_nobody_said_dead_it_is_refused_and_changes_nothing(told):
    call, agent, now = called(told), staff("tongdai.vcs"), timezone.now()
    report_alive(call_id=call.id, agent=agent, words=WORDS, at=now)
    before = alarms()
    with pytest.raises(Conflict):
        report_alive(call_id=call.id, agent=agent, words="Còn sống thật.", at=now)
    assert alarms() == before

    say_sender_lives(dossier_id=told.id, officer=staff(at_unit(told.decided_by, Role.LEADER)), at=now)

    assert not Alarm.objects.filter(closed_at=None).exists()
    with pytest.raises(IllegalTransition):
        report_alive(call_id=call.id, agent=agent, words=WORDS, at=now)
    assert not Alarm.objects.filter(closed_at=None).exists()
    shown = at_screen("tongdai.vcs").get(f"/tong-dai/cuoc/{call.id}/").content.decode()
    assert "người nộp còn sống" not in shown
