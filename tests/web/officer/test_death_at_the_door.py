"""X2: what a courier who came for papers was told of a death, by mistake, is taken back by a leader."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from cuamo.delivery.models import Alarm, Parcel, Passing
from cuamo.delivery.models.parcel import ORIGINAL
from cuamo.delivery.selectors.slots import slots_in
from cuamo.delivery.services.attempt import attempt_failed
from cuamo.delivery.services.find_alarms import escalate_alarms
from cuamo.delivery.services.load_run import load_run
from cuamo.delivery.services.passing import recipient_lives
from cuamo.delivery.services.prepare_parcel import prepare_parcel
from cuamo.delivery.states import ParcelState
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.carried import silent_about
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.ask_supplement import ask_supplement
from cuamo.dossiers.services.fetch_originals import ask_to_fetch_by_link
from cuamo.dossiers.services.settle_carriage import say_sender_lives
from cuamo.dossiers.services.take_call import open_by_call
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.consumers import all_consumers
from cuamo.kernel.errors import IllegalTransition, NotFound, NotPermitted
from cuamo.notices.models import Notice
from cuamo.organisation.models import Membership, Unit
from cuamo.organisation.types import Role, UnitKind
from tests.support.city import PHONE, staff
from tests.web.counter.desk import THREE_PAPERS
from tests.web.my.conftest import ASKED, sign_in
from tests.web.officer.desk import STRANGER, at_screen, page_of

BUTTON = "Báo nhầm, người gửi còn sống"


def at_the_unit(dossier, role):
    """Return the user name of somebody with this role where the dossier is received; leaders decide it."""
    unit = dossier.decided_by if role == Role.LEADER else dossier.received_by
    held = Membership.objects.filter(unit_id=unit, role=role)
    return held.select_related("account").order_by("account__username")[0].account.username


@pytest.fixture
def told(counter):
    """A courier who came for the papers of a dossier was told that their owner has died."""
    dossier, now = counter.sent(THREE_PAPERS), timezone.now()
    window = slots_in(dossier.ward_code or "00070", now=now)[0].key
    parcel = ask_to_fetch_by_link(token=dossier.tracking_token, window=window, at=now)
    receiver, courier = staff(at_the_unit(dossier, Role.RECEIVER)), staff("buuta.hoankiem")
    load_run(parcel_ids=[parcel.id], courier=courier, clerk=receiver, at=now)
    attempt_failed(parcel_id=parcel.id, reason="DECEASED", next_window="", courier=courier, at=now)
    return dossier


def as_it_was(dossier):
    return (
        Passing.objects.get(parcel__subject_id=dossier.id).mistaken_at,
        Alarm.objects.get(kind="SENDER_DEAD").closed_at,
        events.names_of(dossier.id),
    )


def hear(dossier, name):
    consumer = next(each for each in all_consumers() if each.name == "citizen-texts")
    for event in events.history_of(dossier.id):
        if event.name == name:
            for handler in consumer.handlers[name]:
                handler(event)


def test_the_authority_that_waits_for_the_papers_has_an_alarm_with_what_to_do(told):
    alarm = Alarm.objects.get(kind="SENDER_DEAD")
    assert (alarm.owner_unit, alarm.closed_at) == (told.received_by, None)
    assert alarm.due_at > alarm.raised_at

    desk = at_screen(at_the_unit(told, Role.RECEIVER)).get("/xu-ly/giao-nhan/").content.decode()
    assert "báo người gửi đã mất" in desk
    assert "lãnh đạo rút lại trên trang hồ sơ" in desk


def test_everybody_at_the_unit_reads_it_and_only_a_leader_takes_it_back(told):
    leader, receiver = at_the_unit(told, Role.LEADER), at_the_unit(told, Role.RECEIVER)
    seen = at_screen(receiver).get(page_of(told)).content.decode()
    assert "báo người gửi giấy tờ đã mất" in seen
    assert BUTTON not in seen
    before = as_it_was(told)

    refused = at_screen(receiver).post(f"{page_of(told)}nguoi-thua-ke/", {"lives": "giay-to"})
    elsewhere = at_screen(STRANGER).post(f"{page_of(told)}nguoi-thua-ke/", {"lives": "giay-to"})
    assert (refused.status_code, elsewhere.status_code) == (403, 403)
    with pytest.raises(NotPermitted):
        say_sender_lives(dossier_id=told.id, officer=staff(receiver), at=timezone.now())
    with pytest.raises(NotFound):
        say_sender_lives(dossier_id=told.id, officer=staff(STRANGER), at=timezone.now())
    assert as_it_was(told) == before
    assert silent_about(told.id)

    desk = at_screen(leader)
    assert BUTTON in desk.get(page_of(told)).content.decode()
    assert desk.post(f"{page_of(told)}nguoi-thua-ke/", {"lives": "giay-to"}).status_code == 302

    assert not silent_about(told.id)
    alarm = Alarm.objects.get(kind="SENDER_DEAD")
    assert alarm.closed_at is not None
    assert "báo nhầm" in alarm.words
    shown = desk.get(page_of(told)).content.decode()
    assert BUTTON not in shown
    assert "Báo nhầm, người nhận còn sống" in shown, "its history says so"
    assert Parcel.objects.get().recipient_rule == Passing.objects.get().rule_before


def test_taken_back_twice_is_refused_and_changes_nothing(told):
    leader = staff(at_the_unit(told, Role.LEADER))
    say_sender_lives(dossier_id=told.id, officer=leader, at=timezone.now())
    before = as_it_was(told)

    with pytest.raises(IllegalTransition):
        say_sender_lives(dossier_id=told.id, officer=leader, at=timezone.now())

    assert as_it_was(told) == before


def test_the_household_is_told_how_to_send_the_papers_and_what_it_missed_once(told):
    receiver, now = at_the_unit(told, Role.RECEIVER), timezone.now()
    hear(told, "delivery.not_fetched")
    accept(dossier_id=told.id, officer=staff(receiver), at=now)
    specialist = Membership.objects.filter(unit_id=told.decided_by, role=Role.SPECIALIST).first().account
    ask_supplement(dossier_id=told.id, officer=staff(specialist.username), items=ASKED, at=now)
    assert tell_citizen(dossier_id=told.id, news="dossier.supplement_asked", at=now) is None
    assert not Notice.objects.filter(template__in=["N3", "N18E", "N18F"]).exists()

    say_sender_lives(dossier_id=told.id, officer=staff(at_the_unit(told, Role.LEADER)), at=now)
    for _ in range(2):
        hear(told, "delivery.recipient_lives")

    for template in ("N3", "N18F"):
        assert Notice.objects.get(template=template).phone == PHONE
    assert not Notice.objects.filter(template="N18E").exists()


def test_a_time_agreed_meanwhile_is_told_and_nothing_is_offered_where_the_dossier_has_ended(told):
    now, leader = timezone.now(), staff(at_the_unit(told, Role.LEADER))
    window = slots_in(told.ward_code or "00070", now=now)[0].key
    ask_to_fetch_by_link(token=told.tracking_token, window=window, at=now)
    assert tell_citizen(dossier_id=told.id, news="delivery.fetch_agreed", at=now) is None
    say_sender_lives(dossier_id=told.id, officer=leader, at=now)

    hear(told, "delivery.recipient_lives")

    assert window.replace("–", "-") in Notice.objects.get(template="N18").text
    Dossier.objects.filter(id=told.id).update(state=State.RETURNED)
    assert tell_citizen(dossier_id=told.id, news="delivery.recipient_lives", at=now) is None


def test_the_household_and_the_hotline_read_why_no_text_comes_and_who_puts_it_right(told):
    own, link = sign_in(), f"/t/{told.tracking_token}/"
    assert "ghi là người nộp đã mất" in own.get(f"/toi/ho-so/{told.id}/").content.decode()
    assert "đã mất" not in own.get(link).content.decode(), "the link of a text says nothing of it"
    call = open_by_call(
        code=told.shown_code,
        reason="WHERE",
        said={"ID": "5012345"[-4:], "BIRTH": "02/09/1985", "PHONE": PHONE[-4:]},
        agent=staff("tongdai.vcs"),
        at=timezone.now(),
    )
    assert (
        "ghi là người nộp đã mất"
        in at_screen("tongdai.vcs").get(f"/tong-dai/cuoc/{call.id}/").content.decode()
    )

    say_sender_lives(dossier_id=told.id, officer=staff(at_the_unit(told, Role.LEADER)), at=timezone.now())

    assert "đã mất" not in own.get(f"/toi/ho-so/{told.id}/").content.decode()


def test_words_alone_do_not_end_the_alarm_only_a_confirmed_death_does(told):
    desk, alarm = at_screen(at_the_unit(told, Role.RECEIVER)), Alarm.objects.get(kind="SENDER_DEAD")
    said = {"act": "tra-loi", "alarm": str(alarm.id), "words": "Gia đình nói báo nhầm, ông còn sống."}
    before = as_it_was(told)

    refused = desk.post("/xu-ly/giao-nhan/", said)

    assert refused.status_code == 422
    assert "lãnh đạo rút lại trên trang hồ sơ" in refused.content.decode()
    assert "Gia đình nói báo nhầm" in refused.content.decode(), "what was typed is still there"
    assert as_it_was(told) == before

    said |= {"words": "Gia đình xác nhận ông đã mất.", "dead": "co"}
    assert desk.post("/xu-ly/giao-nhan/", said).status_code == 302
    assert Alarm.objects.get(kind="SENDER_DEAD").closed_at is not None
    assert silent_about(told.id)


def test_an_alarm_nobody_answers_goes_to_the_leader_then_the_centre_never_to_the_carrier(told):
    Parcel.objects.update(carrier="VNPOST")
    alarm = Alarm.objects.get(kind="SENDER_DEAD")
    leaders = Membership.objects.filter(unit_id=alarm.owner_unit, role=Role.LEADER).exists()
    owners = []

    while escalate_alarms(at=(at := alarm.due_at)):
        alarm.refresh_from_db()
        owners.append((alarm.owner_unit, alarm.owner_role))
        assert alarm.due_at > at

    centre = (Unit.objects.get(kind=UnitKind.CENTRE).code, Role.BUSINESS_ADMIN.value)
    assert owners == [(told.received_by, Role.LEADER.value)] * leaders + [centre]


def test_two_wrong_reports_taken_back_together_are_told_of_once(told):
    parcel, now = Parcel.objects.get(), timezone.now()
    hear(told, "delivery.not_fetched")
    parcel.pk, parcel.label = uuid4(), "EA123456785VN"
    parcel.save(force_insert=True)
    Passing.objects.create(parcel=parcel, rule_before="STANDARD", reported_at=now)

    say_sender_lives(dossier_id=told.id, officer=staff(at_the_unit(told, Role.LEADER)), at=now)
    hear(told, "delivery.recipient_lives")

    assert events.names_of(told.id).count("delivery.recipient_lives") == 2
    assert Notice.objects.filter(template="N18F").count() == 1


def in_an_envelope(dossier, at, state, *, contents):
    """Put what belongs to the dossier into an envelope that stands so, while nothing is told."""
    place = dossier.received_by
    parcel = prepare_parcel(
        subject_id=dossier.id,
        subject_code=dossier.shown_code,
        recipient="TRẦN VĂN THỬ",
        phone=PHONE,
        address="12 phố Hàng Bài",
        ward_code="00070",
        origin_unit=place,
        contents=contents,
        actor=SYSTEM,
        at=at,
    )
    parcel.state, parcel.pin, parcel.held_until = state, "4821", at + timedelta(days=10)
    parcel.save()
    return parcel


@pytest.mark.parametrize(
    ("news", "state", "ended", "contents", "template", "says", "not_told"),
    [
        ("delivery.held", "HELD", State.DONE, ["Giấy khai sinh"], "N7H", "4821", "N5"),
        ("delivery.out", "OUT_FOR_DELIVERY", State.DONE, ["Giấy khai sinh"], "N6", "4821", "N5"),
        (
            "dossier.originals_go_home",
            "SEALED",
            State.STOPPED,
            [f"{ORIGINAL}Hộ chiếu"],
            "N18H",
            "tra tan nha",
            "N5",
        ),
    ],
)
def test_the_household_is_told_where_the_envelope_is_that_moved_meanwhile_once(
    told, news, state, ended, contents, template, says, not_told
):
    now, leader = timezone.now(), staff(at_the_unit(told, Role.LEADER))
    in_an_envelope(told, now, ParcelState(state), contents=contents)
    Dossier.objects.filter(id=told.id).update(state=ended)
    events.record(news, told.id, actor=SYSTEM, at=now, with_code=True)
    assert tell_citizen(dossier_id=told.id, news=news, at=now) is None
    say_sender_lives(dossier_id=told.id, officer=leader, at=now)

    for _ in range(2):
        hear(told, "delivery.recipient_lives")

    assert says in Notice.objects.get(template=template).text
    assert not Notice.objects.filter(template=not_told).exists()


def test_papers_that_arrived_though_their_sender_was_said_dead_do_not_keep_it_silent_for_ever(told):
    Parcel.objects.update(state=ParcelState.DELIVERED, ended_at=None, end_reason="")
    assert silent_about(told.id)

    say_sender_lives(dossier_id=told.id, officer=staff(at_the_unit(told, Role.LEADER)), at=timezone.now())

    assert not silent_about(told.id)


def test_of_a_result_that_was_handed_over_nothing_is_taken_back(told):
    parcel = Parcel.objects.get()
    parcel.pk, parcel.direction, parcel.label = uuid4(), "RESULT", "EA123456785VN"
    parcel.state, parcel.ended_at = ParcelState.DELIVERED, None
    parcel.save(force_insert=True)
    Passing.objects.create(parcel=parcel, rule_before="STANDARD", reported_at=timezone.now())

    with pytest.raises(IllegalTransition):
        recipient_lives(parcel_id=parcel.id, officer=staff("lanhdao.hoankiem"), at=timezone.now())

    assert Passing.objects.get(parcel=parcel).mistaken_at is None
