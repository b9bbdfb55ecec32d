"""An authority beyond the point, an operator's sorting place, and what travels between them."""

from datetime import datetime
from uuid import uuid4

from cuamo.delivery.models import Parcel
from cuamo.delivery.services.close_originals import close_originals
from cuamo.delivery.services.prepare_originals import Paper, prepare_originals
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.organisation.types import Role
from tests.delivery.conftest import CLERK, NOON

AUTHORITY = "PX1"
OFFICER = Actor(ActorKind.STAFF, str(uuid4()), "Đỗ Thị Mai", AUTHORITY, frozenset({Role.RECEIVER.value}))
SORTER = Actor(ActorKind.STAFF, str(uuid4()), "Hà Văn Phúc", "VNP", frozenset({Role.COORDINATOR.value}))
PAPERS = (Paper(1, "GT-AAAAAAAAAA", "Giấy chứng sinh"), Paper(2, "GT-BBBBBBBBBB", "Giấy kết hôn"))


def originals(number: int = 1, *, at: datetime = NOON, close: bool = True) -> Parcel:
    """Return an envelope with two papers for the authority, sealed."""
    parcel = prepare_originals(
        subject_id=uuid4(),
        subject_code=f"H26.1-260911-{number:04d}",
        papers=PAPERS,
        origin_unit="P001",
        destination_unit=AUTHORITY,
        actor=CLERK,
        at=at,
    )
    if not close:
        return parcel
    labels = [paper.label for paper in PAPERS]
    return close_originals(
        parcel_id=parcel.id, inside=labels, seal_number=f"GT-{number:06d}", clerk=CLERK, at=at
    )
