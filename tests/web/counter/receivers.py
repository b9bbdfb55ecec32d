"""Who receives where an envelope with originals goes to."""

from cuamo.delivery.models import Parcel
from cuamo.organisation.models import Membership
from cuamo.organisation.types import Role


def receiver_name(parcel: Parcel) -> str:
    """Return the user name of a receiver at the envelope's destination."""
    held = Membership.objects.filter(unit_id=parcel.destination_unit, role=Role.RECEIVER)
    return held.select_related("account").order_by("account__username")[0].account.username
