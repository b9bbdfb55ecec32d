"""Each text is sent once, however often its consumer hears the news."""

from datetime import timedelta

import pytest

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.accept import accept, refuse_intake
from cuamo.dossiers.services.ask_supplement import answer_supplement, ask_supplement
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.dossiers.subscribers import text_the_citizen
from cuamo.kernel import consumers, events
from cuamo.kernel.models import ConsumerPosition
from cuamo.notices.models import Notice
from tests.support.city import MORNING, Counter, citizen_of, staff

pytestmark = pytest.mark.django_db
ITEM = {"about": "", "label": "Tờ khai", "reason": "Ảnh mờ", "todo": "Chụp lại"}


def texts(dossier_id):
    """Return the templates sent about the dossier, oldest first, without the one-time codes."""
    about = Notice.objects.filter(subject_id=dossier_id).exclude(template__startswith="N8")
    return list(about.order_by("created_at", "id").values_list("template", flat=True))


def hear(dossier_id, name):
    """Tell the citizen the newest news of this name."""
    found = [record for record in events.history_of(dossier_id) if record.name == name][-1]
    tell_citizen(dossier_id=dossier_id, news=name, at=found.occurred_at)


def test_news_heard_twice_is_one_text(counter):
    dossier = counter.sent()
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=MORNING + timedelta(minutes=5))

    for _ in range(2):
        hear(dossier.id, "dossier.submitted")
        hear(dossier.id, "dossier.accepted")

    assert texts(dossier.id) == ["N1", "N2"]


def test_a_second_request_for_papers_is_a_second_text_and_each_is_sent_once(counter):
    dossier = counter.sent()
    specialist, leader = staff("chuyenvien.hoankiem"), staff("lanhdao.hoankiem")
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=MORNING)
    ask_supplement(
        dossier_id=dossier.id, officer=specialist, items=[ITEM], at=MORNING + timedelta(minutes=10)
    )
    hear(dossier.id, "dossier.supplement_asked")
    hear(dossier.id, "dossier.supplement_asked")
    answer_supplement(
        dossier_id=dossier.id,
        actor=citizen_of(dossier),
        files=[],
        note="Đã chụp lại",
        at=MORNING + timedelta(minutes=20),
    )
    ask_supplement(
        dossier_id=dossier.id,
        officer=specialist,
        items=[ITEM, ITEM],
        supervisor=leader,
        at=MORNING + timedelta(minutes=30),
    )
    hear(dossier.id, "dossier.supplement_asked")
    hear(dossier.id, "dossier.supplement_asked")

    sent = Notice.objects.filter(subject_id=dossier.id, template="N3").order_by("created_at")
    assert [("con thieu 1 muc" in text.text, "con thieu 2 muc" in text.text) for text in sent] == [
        (True, False),
        (False, True),
    ]


def test_a_refusal_is_told_once_with_where_to_read_the_reasons(counter):
    dossier = counter.sent()
    refuse_intake(
        dossier_id=dossier.id,
        officer=staff("tiepnhan.hoankiem"),
        reasons=["Sai nơi nhận"],
        turn_to="",
        at=MORNING,
    )

    hear(dossier.id, "dossier.refused")
    hear(dossier.id, "dossier.refused")

    assert texts(dossier.id) == ["N12"]
    assert f"/t/{dossier.tracking_token}" in Notice.objects.get(template="N12").text


def test_old_news_of_a_replay_is_not_texted(counter):
    dossier = counter.sent()
    record = next(found for found in events.history_of(dossier.id) if found.name == "dossier.submitted")

    text_the_citizen(record)

    assert texts(dossier.id) == []


def test_a_consumer_that_starts_from_zero_again_sends_nothing_again(city, db, settings):
    """The position is lost, as after a restore: every event is read a second time."""
    from django.utils import timezone

    now = timezone.now()
    clerk = staff("quay.hoankiem")
    from tests.support.city import begin_shift

    begin_shift(clerk, at=now)
    dossier = Counter(clerk, now).sent()
    for record in events.history_of(dossier.id) * 2:
        for handler in consumers_of(record.name):
            handler(record)

    assert texts(dossier.id) == ["N1"]
    assert not ConsumerPosition.objects.filter(consumer="citizen-texts").exists()


def consumers_of(name):
    """Return what the consumer of texts does with news of this name."""
    found = next(one for one in consumers.all_consumers() if one.name == "citizen-texts")
    return found.handlers.get(name, [])


def test_without_a_phone_nobody_is_texted(counter):
    dossier = counter.sent()
    Dossier.objects.filter(id=dossier.id).update(contact_phone="")

    hear(dossier.id, "dossier.submitted")

    assert texts(dossier.id) == []
