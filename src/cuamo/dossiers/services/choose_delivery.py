"""How the result comes back."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.fill_form import lock_draft, touch
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid
from cuamo.kernel.identifiers import phone as phones
from cuamo.kernel.text import nfc

WAYS = {"HOME", "POINT", "ELECTRONIC"}
TYPED = "typed"
"""Key of what is typed and not yet taken."""


@transaction.atomic
def choose_delivery(*, dossier_id: UUID, actor: Actor, choice: Mapping[str, str], at: datetime) -> Dossier:
    """Keep the way of return; home is the default of the city since 1 January 2026.

    Args:
        choice: `way`, `recipient`, `phone`, `address`, `ward_code`.
    Raises:
        Invalid: an address or a phone number is missing.
    """
    dossier = lock_draft(dossier_id, actor, at=at)
    way = choice.get("way", "HOME")
    if way not in WAYS:
        raise Invalid("delivery.way", "Chọn cách nhận kết quả.", "Choose how to get the result.", where="way")
    address = nfc(choice.get("address", "")).strip()[:300]
    if way == "HOME" and len(address) < 8:
        raise Invalid(
            "delivery.address",
            "Nơi nhận cần có số nhà hoặc thôn, tên đường, xã/phường.",
            "The address needs house number or hamlet, street and ward.",
            where="address",
        )
    phone = phones.normalise(choice["phone"]) if choice.get("phone", "").strip() else dossier.contact_phone
    dossier.delivery = {
        "way": way,
        "recipient": nfc(choice.get("recipient", "")).strip()[:120]
        or (dossier.applicant.full_name if dossier.applicant else ""),
        "phone": phone,
        "address": address,
        "ward_code": choice.get("ward_code", "")[:5],
    }
    dossier.contact_phone = phone
    dossier.ward_code = choice.get("ward_code", "")[:5] or dossier.ward_code
    touch(dossier, at, "delivery", "contact_phone", "ward_code")
    return dossier


@transaction.atomic
def keep_delivery(*, dossier_id: UUID, actor: Actor, typed: Mapping[str, str], at: datetime) -> Dossier:
    """Keep what is typed about the way of return, unjudged; it counts once `choose_delivery` took it."""
    dossier = lock_draft(dossier_id, actor, at=at)
    kept = {key: nfc(value).strip()[:300] for key, value in typed.items()}
    dossier.delivery = {**dossier.delivery, TYPED: {**dossier.delivery.get(TYPED, {}), **kept}}
    touch(dossier, at, "delivery")
    return dossier
