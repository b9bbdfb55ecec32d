"""Tables of the app, one module per aggregate."""

from cuamo.delivery.models.parcel import Attempt, HandOver, Parcel, Run

__all__ = ["Attempt", "HandOver", "Parcel", "Run"]
