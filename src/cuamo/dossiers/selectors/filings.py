"""What of a dossier decides who bears the cost of carrying and helping."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cuamo.catalogue.rules.fees import CITY_AUTHORITIES
from cuamo.dossiers.models import Dossier, DossierPaper


@dataclass(frozen=True)
class FilingFacts:
    """How a dossier was filed and which groups its person belongs to; nothing that names the person."""

    dossier_id: UUID
    code: str
    channel: str
    """ONLINE for what the city decides, filed by the citizen or with help at any place; OUTSIDE otherwise.

    Nothing is DIRECT: paper that the authority takes itself is no dossier here.
    """
    groups: tuple[str, ...]
    papers: tuple[str, ...]
    """Names of the papers given."""
    helped_at: str
    ward_code: str
    accepted_at: datetime | None


def filings_of(dossier_ids: Iterable[UUID]) -> dict[UUID, FilingFacts]:
    """Return the facts by dossier, in two questions; what is no dossier has none."""
    wanted = list(dossier_ids)
    found = list(Dossier.objects.filter(id__in=wanted).select_related("version"))
    given = DossierPaper.objects.filter(dossier_id__in=wanted, removed_at=None).order_by("added_at", "id")
    keys: dict[UUID, list[str]] = {}
    for dossier_id, key in given.values_list("dossier_id", "component_key"):
        keys.setdefault(dossier_id, []).append(key)
    return {dossier.id: _facts(dossier, keys.get(dossier.id, [])) for dossier in found}


def _facts(dossier: Dossier, keys: list[str]) -> FilingFacts:
    content = dossier.version.content
    names = {part["key"]: part["name_vi"] for part in content.get("components", [])}
    city = dossier.route == "CITY" and content.get("authority", {}).get("kind") in CITY_AUTHORITIES
    return FilingFacts(
        dossier_id=dossier.id,
        code=dossier.shown_code,
        channel="ONLINE" if city else "OUTSIDE",
        groups=tuple(sorted(dossier.answers.get("exemptions", "").split())),
        papers=tuple(dict.fromkeys(names.get(key, key) for key in keys)),
        helped_at=dossier.helped_at,
        ward_code=dossier.ward_code,
        accepted_at=dossier.accepted_at,
    )
