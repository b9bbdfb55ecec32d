"""Random lives of a filing: its parts, its own state, the ledger and the queues agree after every act."""

import random
from datetime import timedelta

import pytest

from cuamo.dossiers.models import Dossier, LinkedPart, WorkItem
from cuamo.dossiers.rules.linked import STATE_OF, rung_of_filing, waits_for_part
from cuamo.dossiers.selectors.linked_track import rung_of_part
from cuamo.dossiers.selectors.replay import compare
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.services.accept import refuse_intake
from cuamo.dossiers.services.ask_supplement import answer_supplement, ask_supplement
from cuamo.dossiers.services.start_part import go_on_without
from cuamo.dossiers.services.stop import stop
from cuamo.dossiers.services.withdraw import withdraw
from cuamo.dossiers.services.withdraw_linked import withdraw_filing
from cuamo.dossiers.states import OPEN, State
from cuamo.kernel.errors import DomainError
from tests.dossiers.linked.conftest import BIRTH, CARD, HOME, SENT_AT, Filing, officer
from tests.support.city import citizen_of

pytestmark = pytest.mark.django_db
ITEM = {"about": "", "label": "Tờ khai", "reason": "Ảnh mờ", "todo": "Chụp lại"}
PASSED = {State.DONE, State.SUPPLEMENT, State.PAYMENT}


class Life:
    """Acts on a filing, each tried whether it fits or not."""

    def __init__(self, filing: Filing, seed: int) -> None:
        self.filing, self.rng = filing, random.Random(seed)
        self.at = SENT_AT

    def act(self) -> str:
        """Try one act on one part; return which, empty when it was refused."""
        self.at += timedelta(minutes=self.rng.randrange(5, 300))
        key = self.rng.choice((BIRTH, BIRTH, HOME, CARD))
        name = self.rng.choice(("accept", "accept", "grant", "grant", "refuse", "turn_away", "ask", "answer",
                                "take_back", "go_on", "take_all_back", "stop"))  # fmt: skip
        try:
            getattr(self, name)(key)
        except DomainError:
            return ""
        return f"{name} {key}"

    def accept(self, key):
        self.filing.accept(key, self.at)

    def grant(self, key):
        self.filing.grant(key, self.at)

    def refuse(self, key):
        self.filing.refuse(key, self.at)

    def turn_away(self, key):
        dossier = self.filing.of(key)
        receiver = officer("tiepnhan", dossier.received_by)
        refuse_intake(dossier_id=dossier.id, officer=receiver, reasons=["Sai nơi"], turn_to="", at=self.at)

    def ask(self, key):
        dossier = self.filing.of(key)
        by = officer("chuyenvien", dossier.decided_by)
        ask_supplement(dossier_id=dossier.id, officer=by, items=[ITEM], at=self.at)

    def answer(self, key):
        dossier = self.filing.of(key)
        citizen = citizen_of(dossier)
        answer_supplement(dossier_id=dossier.id, actor=citizen, files=[], note="Đã rõ", at=self.at)

    def take_back(self, key):
        dossier = self.filing.of(key)
        withdraw(dossier_id=dossier.id, citizen=citizen_of(dossier), reason="", at=self.at)

    def go_on(self, key):
        dossier = self.filing.of(key)
        go_on_without(dossier_id=dossier.id, citizen=citizen_of(dossier), at=self.at)

    def take_all_back(self, key):
        if self.rng.random() < 0.1:
            whole = self.filing.dossier
            withdraw_filing(dossier_id=whole.id, citizen=citizen_of(whole), reason="", at=self.at)

    def stop(self, key):
        dossier = self.filing.of(key)
        by = officer("lanhdao", dossier.decided_by)
        stop(
            dossier_id=dossier.id,
            leader=by,
            ground="Không còn căn cứ",
            law="Nghị định 118/2025/NĐ-CP",
            at=self.at,
        )


def agree(filing: Filing, at) -> None:
    """Everything that must hold after any act, once the news has been heard."""
    parts = list(LinkedPart.objects.select_related("dossier").filter(filing_id=filing.id))
    for part in parts:
        dossier = Dossier.objects.select_related("version").get(id=part.dossier_id)
        queued = WorkItem.objects.filter(dossier_id=dossier.id).exists()
        waiting = waits_for_part(dossier)
        assert compare(dossier).same, compare(dossier)
        assert waiting == (part.started_at is None and dossier.state == State.SUBMITTED)
        if waiting:
            assert not queued
            assert not track(dossier, now=at).late
        elif dossier.state in OPEN:
            assert queued
    whole = filing.dossier
    rung = rung_of_filing([rung_of_part(part) for part in parts])
    assert compare(whole).same
    assert track(whole, now=at).rung is rung
    assert whole.state == STATE_OF[rung]
    assert not WorkItem.objects.filter(dossier_id=whole.id).exists()


@pytest.mark.parametrize("seed", range(10))
def test_whatever_happens_parts_filing_ledger_and_queues_agree(filing, seed):
    life, acts = Life(filing, seed), []
    for _ in range(30):
        before = {part.key: part.dossier.state for part in LinkedPart.objects.select_related("dossier")}
        done = life.act()
        acts += [done] if done else []
        changed = {
            part.key
            for part in LinkedPart.objects.select_related("dossier")
            if part.dossier.state != before[part.key]
        }
        if done and not done.startswith("take_all_back"):
            assert changed <= {done.split()[1]}, "one part moves no other part's state"
        filing.hear(life.at)
        agree(filing, life.at)
    ended = all(part.dossier.state not in OPEN for part in LinkedPart.objects.select_related("dossier"))
    assert ended or len(acts) >= 3, "a life in which something happens"
