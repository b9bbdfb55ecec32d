"""Tables of the app, one module per aggregate."""

from cuamo.delivery.models.bag import Bag
from cuamo.delivery.models.parcel import Attempt, HandOver, Parcel, Run

__all__ = ["Attempt", "Bag", "HandOver", "Parcel", "Run"]
