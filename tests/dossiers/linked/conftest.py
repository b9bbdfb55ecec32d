"""A linked filing, sent at the counter, and what its authorities do."""

from datetime import datetime
from io import BytesIO

import pytest

from cuamo.dossiers.models import Dossier, LinkedPart, WorkItem
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.follow_parts import follow_parts
from cuamo.dossiers.services.issue_result import issue_result
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.sign_result import _keep
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import local
from tests.documents.conftest import blank_pdf
from tests.support.city import Counter, staff

SET = "2.000986"
"""Birth, residence and health card at once."""
SENT_AT = local("2026-11-20 08:30")
BIRTH, HOME, CARD = "khai_sinh", "thuong_tru", "bao_hiem"


def certificate(key: str) -> bytes:
    """Return one page of paper, of each part another."""
    document = blank_pdf()
    document.docinfo["/Title"] = key
    written = BytesIO()
    document.save(written)
    return written.getvalue()


class Filing:
    """A filing and hands for what its authorities do."""

    def __init__(self, dossier: Dossier) -> None:
        self.id = dossier.id

    @property
    def dossier(self) -> Dossier:
        """The filing as it stands."""
        return Dossier.objects.select_related("version", "applicant").get(id=self.id)

    def part(self, key: str) -> LinkedPart:
        """A part as it stands."""
        return LinkedPart.objects.select_related("dossier", "filing").get(filing_id=self.id, key=key)

    def of(self, key: str) -> Dossier:
        """The dossier of a part as it stands."""
        return Dossier.objects.select_related("version", "applicant").get(id=self.part(key).dossier_id)

    def hear(self, at: datetime) -> None:
        """Let everything that happened so far reach filing and parts."""
        for part in LinkedPart.objects.filter(filing_id=self.id).order_by("position"):
            follow_parts(dossier_id=part.dossier_id, news="dossier.heard", at=at)

    def accept(self, key: str, at: datetime) -> Dossier:
        """Let the receiver take a part in."""
        dossier = self.of(key)
        return accept(dossier_id=dossier.id, officer=officer("tiepnhan", dossier.received_by), at=at)

    def propose(self, key: str, at: datetime, *, grant: bool = True) -> None:
        """Let the specialist draft the result, or the refusal."""
        dossier = self.of(key)
        propose(
            dossier_id=dossier.id,
            officer=officer("chuyenvien", dossier.decided_by),
            grant=grant,
            note="" if grant else "Thông tin khác với dữ liệu.",
            result={"Số định danh cá nhân": "001226012346"} if grant else {},
            **({} if grant else {"reasons": ["Thông tin khai khác với dữ liệu."]}),
            at=at,
        )

    def approve(self, key: str, at: datetime) -> None:
        """Let the leader decide as proposed."""
        dossier = self.of(key)
        approve(dossier_id=dossier.id, leader=officer("lanhdao", dossier.decided_by), at=at, sign_later=False)

    def grant(self, key: str, at: datetime) -> Dossier:
        """Carry a part that is accepted to its issued result."""
        self.propose(key, at)
        self.approve(key, at)
        dossier = self.of(key)
        _keep(dossier.id, certificate(key), at)
        return issue_result(dossier_id=dossier.id, clerk=officer("vanthu", dossier.decided_by), at=at)

    def refuse(self, key: str, at: datetime) -> None:
        """Let the authority of an accepted part refuse it."""
        self.propose(key, at, grant=False)
        self.approve(key, at)

    def waits_somewhere(self, key: str) -> bool:
        """Whether the part lies in somebody's queue."""
        return WorkItem.objects.filter(dossier_id=self.part(key).dossier_id).exists()

    def told(self, key: str = "") -> list[str]:
        """Names of the events of a part, or of the filing."""
        return events.names_of(self.part(key).dossier_id if key else self.id)


def officer(stem: str, unit: str) -> Actor:
    """Return who does that work at the unit."""
    usual = {"DIEM-00070": "hoankiem", "PX-00070": "hoankiem"}
    return staff(f"{stem}.{usual.get(unit, unit.lower())}")


@pytest.fixture
def filing(counter: Counter) -> Filing:
    """Three parts, sent in one press."""
    return Filing(counter.sent(SET))
