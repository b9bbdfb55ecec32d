"""Dossiers over a bad line, as the server sees it: none lost, none twice, none stuck."""

import random
from dataclasses import dataclass, field
from hashlib import sha256

from django.utils import timezone

from cuamo.dossiers.models import Brought, Dossier, DossierKey, Visit
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.payments.models import CashReceipt
from tests.dossiers.brought_visits import act_of
from tests.dossiers.services.test_confirm_signed import picture
from tests.support.city import CARD, PNG, Counter

DOSSIERS = 12
PROCEDURES = ("2.000635", "2.000635", "1.014748", "2.000815")


class Cut(Exception):
    """No answer came."""


@dataclass
class BadLine:
    """A line that drops what is sent, or the answer after the server has done it."""

    pc: object
    rng: random.Random
    down: set = field(default_factory=set)

    def send(self, path: str, body, *, method: str = "post"):
        fate = self.rng.random()
        if fate < 0.2:
            raise Cut
        if method == "put":
            answer = self.pc.client.put(
                f"/quay/may/{path}", data=body, content_type="application/octet-stream"
            )
        else:
            answer = self.pc.send(path, body)
        if fate > 0.8:
            raise Cut
        return answer


def bring_over(line: BadLine, act: dict, files: dict[str, bytes]) -> dict:
    """Send files, then the act, again and again until an answer names everything."""
    for _ in range(200):
        try:
            for digest, data in files.items():
                said = {"sha256": digest, "size": len(data), "name": "giay.png"}
                have = line.send("tep/", said).json()
                if not have.get("stored"):
                    start = have["have"]
                    end = start + max(1, len(data) // 2)
                    line.send(f"tep/{digest}/?from={start}", data[start:end], method="put")
                    raise Cut
            answer = line.send("ho-so/", act)
            assert answer.status_code == 200, answer.content
            return answer.json()
        except Cut:
            continue
    raise AssertionError("stuck")


def test_dossiers_over_a_bad_line_are_each_sent_once_with_their_cash_and_files(pc):
    rng = random.Random(7)
    counter = Counter(pc.clerk, timezone.now())
    line, said = BadLine(pc, rng), {}
    for serial in range(1, DOSSIERS + 1):
        card = CARD.replace("012345", f"{serial:06d}")
        act = act_of(counter, PROCEDURES[serial % 4], card=card, serial=serial)
        paper = PNG + bytes([serial])
        for one in act["papers"]:
            one["sha256"] = sha256(paper).hexdigest()
        signature = picture() + bytes([serial])
        act["confirmation"]["image_sha256"] = sha256(signature).hexdigest()
        files = {sha256(data).hexdigest(): data for data in (signature, *([paper] if act["papers"] else []))}
        said[act["key"]] = (act, bring_over(line, act, files), files)

    sent = Dossier.objects.exclude(state=State.DRAFT)
    assert (Dossier.objects.count(), sent.count(), Visit.objects.count()) == (DOSSIERS, DOSSIERS, DOSSIERS)
    assert Brought.objects.filter(state="SENT").count() == DOSSIERS
    assert len({answer["code"] for _, answer, _ in said.values()}) == DOSSIERS
    for act, answer, files in said.values():
        assert answer["state"] == "sent"
        assert {file["sha256"] for file in answer["files"]} == set(files)
        key = DossierKey.objects.get(kind="LOCAL", value=act["local_number"])
        assert events.names_of(key.dossier_id).count("dossier.submitted") == 1
    owed = [act for act, _, _ in said.values() if act["cash"]]
    assert CashReceipt.objects.count() == len(owed) == 3
    assert sum(receipt.amount_vnd for receipt in CashReceipt.objects.all()) == sum(
        act["cash"]["amount_vnd"] for act in owed
    )
