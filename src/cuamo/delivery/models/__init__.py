"""Tables of the app, one module per aggregate."""

from cuamo.delivery.models.alarm import Alarm
from cuamo.delivery.models.bag import Bag, BagHandOver
from cuamo.delivery.models.carrier import (
    CarrierContract,
    CarrierCursor,
    CarrierNews,
    CarrierOrder,
    CarrierProof,
    CarrierStatus,
)
from cuamo.delivery.models.courier_act import CourierAct
from cuamo.delivery.models.parcel import Attempt, HandOver, PaperInside, Parcel, Run
from cuamo.delivery.models.recipient import Loss, Passing, RecipientRule, Redirect, SlotChoice

__all__ = [
    "Alarm",
    "Attempt",
    "Bag",
    "BagHandOver",
    "CarrierContract",
    "CarrierCursor",
    "CarrierNews",
    "CarrierOrder",
    "CarrierProof",
    "CarrierStatus",
    "CourierAct",
    "HandOver",
    "Loss",
    "PaperInside",
    "Parcel",
    "Passing",
    "RecipientRule",
    "Redirect",
    "Run",
    "SlotChoice",
]
