"""What is said to a carrier and what a carrier says."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db import models


class CarrierState(StrEnum):
    """Canonical states of an item at a carrier (facts §5.6)."""

    CREATED = "CREATED"
    ACCEPTED = "ACCEPTED"
    PICKED_UP = "PICKED_UP"
    IN_TRANSIT = "IN_TRANSIT"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    FAILED_ATTEMPT = "FAILED_ATTEMPT"
    DELIVERED = "DELIVERED"
    RETURNING = "RETURNING"
    RETURNED = "RETURNED"
    CANCELLED = "CANCELLED"
    LOST = "LOST"


class OrderState(models.TextChoices):
    """What is known of an order at a carrier."""

    WAITING = "WAITING", "Chờ gửi"
    UNKNOWN = "UNKNOWN", "Chưa rõ đã nhận"
    """It may have been sent; nobody knows whether the carrier has it. It is looked up, not sent again."""
    ACCEPTED = "ACCEPTED", "Đã nhận"
    CANCELLING = "CANCELLING", "Chưa rõ đã hủy"
    """A cancellation may have been sent; nobody knows whether it was taken."""
    CANCELLED = "CANCELLED", "Đã hủy"
    REFUSED = "REFUSED", "Bị từ chối"
    ENDED = "ENDED", "Đã xong"


class NewsVerdict(models.TextChoices):
    """What became of one piece of news."""

    APPLIED = "APPLIED", "Đã ghi"
    EARLY = "EARLY", "Chờ điểm quét giao"
    """It is of the road, and our own scan out is not there yet."""
    STALE = "STALE", "Đến muộn"
    IMPOSSIBLE = "IMPOSSIBLE", "Mâu thuẫn"
    UNKNOWN = "UNKNOWN", "Chưa hiểu"


@dataclass(frozen=True)
class Party:
    """One end of an item's way."""

    name: str
    address: str
    phone: str
    ward_code: str
    ward: str
    district: str
    """District of the time before 1 July 2025: the carriers' forms still ask for it."""


@dataclass(frozen=True)
class OrderForm:
    """What a carrier is asked to carry; `number` is ours and names the order for good."""

    number: str
    sender: Party
    receiver: Party
    collection: bool = False
    """True for papers on their way to an authority, false for a result on its way to a person."""
    weight_g: int = 100


@dataclass(frozen=True)
class News:
    """One thing a carrier says of an item, in the carrier's own code."""

    key: str
    """The same for every copy of this piece of news, another for every other."""
    number: str
    """Our number of the order."""
    carrier_number: str
    code: str
    ordinal: int
    """The carrier's own order of its news: a later event has a greater one."""
    occurred_at: datetime | None
    """None where the carrier does not say when."""
    body: str = ""


@dataclass(frozen=True)
class Seen:
    """What a carrier answers when asked for an order of ours."""

    carrier_number: str
    news: tuple[News, ...] = ()


@dataclass(frozen=True)
class NewsPage:
    """News since a point, and the point to go on from."""

    news: tuple[News, ...]
    cursor: str
    more: bool = False


@dataclass(frozen=True)
class DeliveryProof:
    """Who took an item by the carrier's word: a name, a relation, a photo or a code told."""

    key: str
    name: str
    relation: str
    otp: bool = False
    photo: bytes = field(default=b"", repr=False)

    @property
    def complete(self) -> bool:
        """True when there is a name, a relation, and a photo or a code."""
        return bool(self.name and self.relation and (self.otp or self.photo))
