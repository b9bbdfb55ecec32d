"""How the result comes back, as step 6 shows it."""

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.choose_delivery import TYPED
from cuamo.kernel.text import fold
from cuamo.organisation.selectors.wards import find_wards

DELIVERY = {
    "way": "Cách nhận",
    "recipient": "Người nhận",
    "phone": "Điện thoại",
    "address": "Nơi nhận",
    "ward_code": "Phường, xã",
}
WAYS = (("HOME", "Bưu tá giao tận nhà, miễn phí"), ("ELECTRONIC", "Bản điện tử"))


def delivery_of(dossier: Dossier) -> dict[str, str]:
    """Return what is kept about the way of return; what is not yet known is suggested."""
    kept = dossier.delivery or {}
    person = dossier.applicant
    fallback = {
        "way": "HOME",
        "recipient": person.full_name if person else "",
        "phone": dossier.contact_phone,
        "address": person.address if person else "",
        "ward_code": dossier.ward_code or guess_ward(person.address if person else ""),
    }
    kept = {**kept, **kept.get(TYPED, {})}
    return {key: kept.get(key) or fallback[key] for key in DELIVERY}


def guess_ward(address: str) -> str:
    """Return the ward a part of the address names; empty when none does. Only a suggestion."""
    for part in reversed([part.strip() for part in address.split(",")]):
        for hit in find_wards(part) if part else []:
            if fold(hit.ward.name) == fold(part):
                return str(hit.ward.code)
    return ""
