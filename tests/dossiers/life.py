"""What the tests of a dossier's life between acceptance and result share."""

from dataclasses import dataclass

import pytest

from cuamo.dossiers.models import (
    Dossier,
    WorkItem,
)
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.issue_result import issue_result
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.sign_result import _keep
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import local
from tests.support.city import staff

OTHER = "PX-00082"
PAPER = b"%PDF-1.7 signed elsewhere"
ITEM = {"about": "", "label": "Giấy", "reason": "mờ", "todo": "chụp lại"}
TAX = {"name_vi": "Lệ phí trước bạ", "amount_vnd": "1.430.000", "law": "Thông báo thuế số 12/TB"}


@dataclass
class Office:
    """The people of the deciding unit, and one dossier of three working days they have accepted."""

    dossier: Dossier
    receiver: Actor
    specialist: Actor
    leader: Actor
    records: Actor

    def row(self) -> Dossier:
        return Dossier.objects.get(id=self.dossier.id)

    def names(self) -> list[str]:
        return events.names_of(self.dossier.id)

    def finish(self, at) -> Dossier:
        """Grant, sign and issue."""
        propose(
            dossier_id=self.dossier.id,
            officer=self.specialist,
            grant=True,
            note="",
            result={"Họ và tên": "Nguyễn Thị Đặng Thẳng"},
            at=at,
        )
        approve(dossier_id=self.dossier.id, leader=self.leader, at=at)
        _keep(self.dossier.id, PAPER, at)
        return issue_result(dossier_id=self.dossier.id, clerk=self.records, at=at)


def of_unit(code: str, *roles: str, name: str = "Trần Văn Thử") -> Actor:
    return Actor(ActorKind.STAFF, f"staff:{code}:{'-'.join(roles)}", name, code, frozenset(roles))


@pytest.fixture
def office(counter) -> Office:
    dossier = counter.sent("1.004873")
    people = Office(
        dossier,
        staff("tiepnhan.hoankiem"),
        staff("chuyenvien.hoankiem"),
        staff("lanhdao.hoankiem"),
        staff("vanthu.hoankiem"),
    )
    people.dossier = accept(dossier_id=dossier.id, officer=people.receiver, at=local("2026-11-20 09:00"))
    return people


def unchanged(office: Office):
    """Return what a refusal must leave as it is."""
    row = Dossier.objects.filter(id=office.dossier.id).values().get()
    return row, office.names(), list(WorkItem.objects.filter(dossier_id=office.dossier.id).values())
