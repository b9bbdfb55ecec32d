"""What waits on a PC is known to the server and never gets younger; a forgotten PIN loses nothing."""

import time
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from cuamo.dossiers.models import DeviceKey, DeviceReport
from cuamo.kernel import events
from tests.dossiers.brought_visits import DEVICE, act_of
from tests.support.city import Counter
from tests.web.device.conftest import Pc, signed_in

SECRET = "c2VjcmV0LWtleS1vZi0yNTYtYml0cy1leGFtcGxlLTAxMjM="


def tell(pc: Pc, *items: dict, now=None, **more):
    said = {"device": str(DEVICE), "unsent": list(items), "now": (now or timezone.now()).isoformat()}
    return pc.send("nhip/", said | more)


def item(key: str = "", *, since=None, state: str = "waiting") -> dict:
    return {"key": key or str(uuid4()), "since": (since or timezone.now()).isoformat(), "state": state}


def test_the_server_keeps_how_much_waits_and_since_when(pc):
    since = timezone.now() - timedelta(hours=2)

    answer = tell(pc, item(since=since), item()).json()

    report = DeviceReport.objects.get()
    assert (answer["ok"], answer["unsent"], answer["arrived"]) == (True, 2, [])
    assert (report.unsent, report.agency_code, report.clerk_id) == (2, pc.clerk.unit_code, pc.clerk.id)
    assert abs((report.oldest_since - since).total_seconds()) < 60


def test_an_item_never_gets_younger_and_a_wrong_clock_counts_by_the_server_s(pc):
    key, since = str(uuid4()), timezone.now() - timedelta(hours=3)
    tell(pc, item(key, since=since))

    tell(pc, item(key))
    assert DeviceReport.objects.get().oldest_since - since < timedelta(minutes=1)

    behind = timezone.now() - timedelta(days=1)
    answer = tell(pc, item(since=behind - timedelta(minutes=5)), now=behind).json()
    report = DeviceReport.objects.get()
    assert answer["skew_s"] == pytest.approx(86_400, abs=60)
    assert timezone.now() - report.oldest_since == pytest.approx(
        timedelta(minutes=5), abs=timedelta(minutes=1)
    )


def test_an_item_from_the_future_is_as_old_as_the_first_report(pc):
    tell(pc, item(since=timezone.now() + timedelta(days=400)))

    assert DeviceReport.objects.get().oldest_since <= timezone.now()


def test_what_arrived_without_the_pc_knowing_is_told_and_waits_no_more(pc):
    act = act_of(Counter(pc.clerk, timezone.now()))
    tell(pc, item(act["key"]), item())
    assert pc.send("ho-so/", act).status_code == 200
    assert DeviceReport.objects.get().unsent == 1

    answer = tell(pc, item(act["key"])).json()

    assert answer["arrived"] == [act["key"]]
    report = DeviceReport.objects.get()
    assert (report.unsent, report.oldest_since) == (0, None)


def test_reports_carry_no_personal_data_and_nonsense_in_them_is_left_out(pc):
    strange = [{"key": "x"}, {"key": 7}, {}, item() | {"since": "hôm qua", "state": "Nguyễn Văn A"}]

    assert tell(pc, *strange).status_code == 200

    kept = DeviceReport.objects.get()
    assert kept.unsent == 1
    assert "Nguyễn" not in str(kept.items)
    assert set(kept.items[0]) == {"key", "since", "state"}


@pytest.mark.parametrize(
    "said",
    [{}, {"device": "x"}, {"device": str(DEVICE), "unsent": "alle"}, {"device": str(DEVICE), "unsent": {}}],
)
def test_a_malformed_report_is_refused_in_words_and_changes_nothing(pc, said):
    answer = pc.send("nhip/", said)

    assert answer.status_code == 422
    assert answer.json()["reasons"][0]["vi"]
    assert not DeviceReport.objects.exists()


def test_two_clerks_on_one_pc_have_each_their_own_report(pc):
    tell(pc, item())
    tell(signed_in("truongca.hoankiem"))

    assert sorted(DeviceReport.objects.values_list("unsent", flat=True)) == [0, 1]


def full_sign_in(pc: Pc, *, seconds_ago: float = 10) -> None:
    """Let the session say that the second factor was shown."""
    session = pc.client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - seconds_ago}]
    session["account_authentication_methods_user"] = pc.clerk.id
    session.save()


def test_the_key_is_kept_encrypted_and_given_back_within_five_minutes_of_a_full_sign_in(pc):
    path = f"khoa/{DEVICE}/"
    assert pc.send(path, {"key": SECRET}, method="put").json() == {"ok": True}
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM dossiers_device_key")
        assert SECRET.encode() not in bytes(cursor.fetchone()[0])

    refused = pc.get(path)
    full_sign_in(pc, seconds_ago=301)
    late = pc.get(path)
    full_sign_in(pc)
    given = pc.get(path)

    assert (refused.status_code, late.status_code, given.status_code) == (403, 403, 200)
    assert "5 phút" in late.json()["reasons"][0]["vi"]
    assert given.json() == {"key": SECRET}
    kept = DeviceKey.objects.get()
    assert events.names_of(kept.id) == ["device.key_kept", "device.key_given"]
    assert given.headers["Cache-Control"] == "no-store, private"


def test_nobody_gets_another_s_key(pc):
    pc.send(f"khoa/{DEVICE}/", {"key": SECRET}, method="put")
    other = signed_in("truongca.hoankiem")
    full_sign_in(other)

    answer = other.get(f"khoa/{DEVICE}/")

    assert answer.status_code == 404
    assert SECRET not in answer.content.decode()


def test_the_same_key_again_changes_nothing_and_what_is_no_key_is_refused(pc):
    path = f"khoa/{DEVICE}/"
    for _ in range(2):
        pc.send(path, {"key": SECRET}, method="put")
    kept = DeviceKey.objects.get()
    assert events.names_of(kept.id) == ["device.key_kept"]

    for wrong in ({"key": "short"}, {}, {"key": "x" * 401}, {"key": ["a"]}, {"key": "ký tự " * 10}):
        assert pc.send(path, wrong, method="put").status_code == 422
    assert DeviceKey.objects.get().key == SECRET
    assert isinstance(kept.device, UUID)
