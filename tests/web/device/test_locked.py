"""A clerk went away and the counter locked: what was finished is still sent, and nothing is shown."""

import time
from hashlib import sha256

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.states import State
from cuamo.web.counter.lock_state import AFTER, LATE
from tests.dossiers.brought_visits import DEVICE, act_of
from tests.dossiers.services.test_confirm_signed import picture
from tests.support.city import Counter
from tests.web.counter.desk import prepare
from tests.web.device.conftest import Pc


def left_alone(pc: Pc) -> None:
    """Let nobody have touched the counter for longer than it takes to lock."""
    session = pc.client.session
    session["quay"] = {"luc": int(time.time() - (AFTER + LATE).total_seconds()) - 60}
    session.save()


def is_locked(pc: Pc) -> bool:
    return bool(pc.client.get("/quay/").status_code == 423)


def test_what_waits_is_sent_from_a_counter_nobody_has_touched_for_long(pc):
    act = act_of(Counter(pc.clerk, timezone.now()))
    tag = pc.get("goi/").headers["ETag"]
    data = picture() + b"\2"
    left_alone(pc)

    pack = pc.get("goi/")
    known = pc.get("goi/", **{"If-None-Match": tag})
    pulse = pc.send("nhip/", {"device": str(DEVICE), "unsent": []})
    file = pc.send(
        "tep/", {"sha256": sha256(data).hexdigest(), "size": len(data), "name": "a.png", "type": "image/png"}
    )
    sent = pc.send("ho-so/", act)

    assert (pack.status_code, known.status_code) == (200, 304)
    assert (pack.json()["clerk"]["id"], pulse.json()["clerk"]) == (pc.clerk.id, pc.clerk.id)
    assert file.json()["have"] == 0
    assert (sent.status_code, sent.json()["state"]) == (200, "sent")
    assert Dossier.objects.get().state == State.SUBMITTED
    assert is_locked(pc)


@pytest.mark.parametrize("how", ["key", "time"])
def test_a_locked_counter_gives_no_citizen_and_no_key_out_and_says_so_in_json(pc, how):
    prepared = prepare(6)
    if how == "key":
        assert pc.client.post("/quay/khoa/dong/").status_code < 400
    else:
        left_alone(pc)

    for path in (f"luot/{prepared.visit.id}/", f"khoa/{DEVICE}/"):
        answer = pc.get(path)
        reason = answer.json()["reasons"][0]
        assert (answer.status_code, reason["code"]) == (423, "counter.locked"), path
        assert "PIN" in reason["hint_vi"]
    assert "Đặng Thẳng" not in pc.get("goi/").content.decode()
    assert Session.objects.count() == 1
