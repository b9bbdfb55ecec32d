"""Work that waits on a counter's PC: the lead knows after four hours, the network after a day."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import DeviceReport
from cuamo.dossiers.selectors.unsent import long_unsent, waiting_on_pcs
from cuamo.dossiers.services.report_unsent import report_unsent
from cuamo.dossiers.services.warn_unsent import warn_unsent
from cuamo.kernel import events
from cuamo.people.models import Account
from tests.support.city import begin_shift, staff


@pytest.fixture
def clerk(city, db):
    return staff("quay.hoankiem", at=timezone.now())


def waits(clerk, *ages: timedelta, device=None, at=None, state="waiting"):
    """Let a PC report items of these ages."""
    moment = at or timezone.now()
    items = [{"key": str(uuid4()), "since": (moment - age).isoformat(), "state": state} for age in ages]
    device = device or uuid4()
    report_unsent(device=device, items=items, device_now=moment, clerk=clerk, at=moment)
    return DeviceReport.objects.get(device=device)


def page(username: str, path: str) -> str:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_four_hours_are_noted_for_the_point_a_day_for_the_network_and_each_once(clerk):
    fresh = waits(clerk, timedelta(hours=3))
    half = waits(clerk, timedelta(hours=5), timedelta(hours=1))
    old = waits(clerk, timedelta(hours=25))
    now = timezone.now()

    assert warn_unsent(at=now) == 2
    assert warn_unsent(at=now) == 0

    assert events.names_of(fresh.id) == []
    assert [event.data["to"] for event in events.history_of(half.id)] == ["POINT"]
    assert [event.data["to"] for event in events.history_of(old.id)] == ["NETWORK"]
    assert warn_unsent(at=now + timedelta(hours=20)) == 2
    assert [event.data["to"] for event in events.history_of(half.id)] == ["POINT", "NETWORK"]


def test_a_pc_that_falls_silent_keeps_counting(clerk):
    report = waits(clerk, timedelta(minutes=5))

    later = timezone.now() + timedelta(hours=30)
    found = waiting_on_pcs(units=[clerk.unit_code], now=later, longer_than=timedelta(hours=4))

    assert [row.report_id for row in found] == [report.id]
    assert found[0].silent
    assert found[0].over_a_day
    assert warn_unsent(at=later) == 1


def test_once_everything_is_sent_the_alarm_is_over_and_a_new_stretch_is_noted_anew(clerk):
    device = uuid4()
    report = waits(clerk, timedelta(hours=5), device=device)
    warn_unsent(at=timezone.now())

    waits(clerk, device=device)
    assert long_unsent(units=[clerk.unit_code], now=timezone.now()) == {"point": 0, "network": 0}
    assert warn_unsent(at=timezone.now()) == 0

    waits(clerk, timedelta(hours=6), device=device)
    assert warn_unsent(at=timezone.now()) == 1
    assert events.names_of(report.id) == ["device.unsent_long"] * 2


def test_the_lead_of_the_point_sees_which_pc_and_whose_on_q0_and_on_a_page(clerk):
    waits(clerk, timedelta(hours=5), timedelta(hours=1), state="look")
    begin_shift(staff("truongca.hoankiem", at=timezone.now()), at=timezone.now())

    idle = page("truongca.hoankiem", "/quay/")
    listed = page("truongca.hoankiem", "/quay/may/chua-gui/")

    assert "2 hồ sơ của điểm còn trên máy quầy quá 4 giờ" in idle
    assert clerk.name in listed
    assert "5 giờ" in listed


def test_a_clerk_is_not_shown_the_point_s_list(clerk):
    waits(clerk, timedelta(hours=5))
    client = Client()
    client.force_login(Account.objects.get(username="quay.hoankiem"))

    assert client.get("/quay/may/chua-gui/").status_code == 403


@pytest.mark.parametrize("watcher", ["giamsat.trungtam", "quantri.trungtam"])
def test_the_network_sees_it_among_what_needs_care_and_in_the_list(clerk, watcher):
    waits(clerk, timedelta(hours=26), timedelta(hours=25))

    overview = page(watcher, "/giam-sat/")
    listed = page(watcher, "/giam-sat/chua-gui/")

    assert "2 hồ sơ còn trên máy quầy quá 4 giờ" in overview
    assert "2 hồ sơ ở máy đã giữ quá 1 ngày" in overview
    assert clerk.name in listed


def test_a_broken_pc_is_no_longer_watched_with_a_reason_and_counts_again_should_it_speak(clerk):
    device, now = uuid4(), timezone.now()
    report = waits(clerk, timedelta(hours=30), device=device)
    key, since = report.items[0]["key"], report.items[0]["since"]
    client = Client()
    client.force_login(Account.objects.get(username="dieuphoi.vnpost"))
    path, field = f"/giam-sat/chua-gui/{report.id}/ngung/", f"reason-{report.id.hex}"

    refused = client.post(path, {field: "hỏng"})
    assert refused.status_code == 422
    assert "Ghi rõ máy ra sao" in refused.content.decode()
    assert DeviceReport.objects.get(id=report.id).unsent == 1

    assert client.post(path, {field: "Ổ đĩa hỏng, đã mời người dân làm lại."}).status_code == 302
    assert long_unsent(units=[clerk.unit_code], now=now) == {"point": 0, "network": 0}
    assert events.names_of(report.id) == ["device.settled"]

    report_unsent(
        device=device,
        items=[{"key": key, "since": now.isoformat(), "state": "waiting"}],
        device_now=now,
        clerk=clerk,
        at=now,
    )
    again = DeviceReport.objects.get(id=report.id)
    assert (again.unsent, again.items[0]["since"]) == (1, since)


@pytest.mark.parametrize("username", ["giamsat.trungtam", "truongca.hoankiem", "quay.hoankiem"])
def test_who_only_watches_or_works_there_cannot_stop_the_watching(clerk, username):
    report = waits(clerk, timedelta(hours=30))
    client = Client()
    client.force_login(Account.objects.get(username=username))

    answer = client.post(
        f"/giam-sat/chua-gui/{report.id}/ngung/", {f"reason-{report.id.hex}": "Máy hỏng, đã gọi người dân."}
    )

    assert answer.status_code == 403
    assert DeviceReport.objects.get(id=report.id).unsent == 1


def test_a_coordinator_sees_only_the_points_of_their_own_operator(clerk):
    report = waits(clerk, timedelta(hours=26))
    seen = page("dieuphoi.vnpost", "/giam-sat/chua-gui/")
    DeviceReport.objects.filter(id=report.id).update(agency_code="DL-900")

    elsewhere = page("dieuphoi.vnpost", "/giam-sat/chua-gui/")

    assert clerk.name in seen
    assert clerk.name not in elsewhere
    assert "Không máy nào giữ hồ sơ quá 4 giờ" in elsewhere
