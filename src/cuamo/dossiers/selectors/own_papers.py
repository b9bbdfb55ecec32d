"""A person's own papers: what lies in the store, where it was used, and what it may be used for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from cuamo.catalogue.rules.paper_kinds import kinds_wanted
from cuamo.catalogue.selectors.paper_kinds import paper_book
from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.verify import verify_pdf
from cuamo.dossiers.models import Dossier, OwnPaper, PaperUse
from cuamo.dossiers.rules.reuse import Refusal, refusal
from cuamo.dossiers.selectors.mandates import mandate_of
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError
from cuamo.people.rules.uses import Use
from cuamo.people.selectors.uses import stopped_uses

MOST = 100


@dataclass(frozen=True)
class Kept:
    """One paper of the store, and the dossiers it was used in."""

    paper: OwnPaper
    used_in: list[tuple[UUID, str]]
    """Dossier and its code, newest use first."""
    today: date

    @property
    def expired(self) -> bool:
        """True when its last day has passed."""
        return self.paper.valid_until is not None and self.paper.valid_until < self.today

    @property
    def days_left(self) -> int | None:
        """Days it is still good for, the last one counted; None where it does not end or has ended."""
        if self.paper.valid_until is None or self.expired:
            return None
        return (self.paper.valid_until - self.today).days + 1


@dataclass(frozen=True)
class Offer:
    """A paper of the store that serves one component of a dossier, or why it does not."""

    paper: OwnPaper
    component_key: str
    refused: Refusal | None


def own_papers(person_id: str, *, now: datetime) -> list[Kept]:
    """Return the papers of the person that were not replaced, newest first; those taken out are last."""
    if not person_id:
        return []
    rows = list(
        OwnPaper.objects.filter(person_id=UUID(person_id), replaced_at=None).order_by("-kept_at")[:MOST]
    )
    uses = PaperUse.objects.filter(own_paper__in=rows, undone_at=None).order_by("-used_at")
    pairs = list(uses.values_list("own_paper_id", "dossier_id"))
    codes = _codes({dossier_id for _, dossier_id in pairs})
    today = to_hanoi(now).date()
    kept = [
        Kept(
            row,
            list(dict.fromkeys((key, codes[key]) for own, key in pairs if own == row.id and key in codes)),
            today,
        )
        for row in rows
    ]
    return sorted(kept, key=lambda each: each.paper.removed_at is not None)


def offers_for(dossier: Dossier, component_keys: Sequence[str], *, now: datetime) -> dict[str, list[Offer]]:
    """Return by component which papers of the applicant, and of whom they act for, may be used again.

    Cheap: the bytes are looked at when one is used. Papers that have ended, or were meant for another use,
    are left out, and so are those of whoever stopped such use.
    """
    subjects = {each for each in subjects_of(dossier, now=now) if Use.PAPERS not in stopped_uses(each)}
    if not subjects:
        return {}
    book = paper_book()
    names = {part["key"]: part["name_vi"] for part in dossier.version.content.get("components", [])}
    wanted = {key: kinds_wanted(book, names.get(key, "")) for key in component_keys}
    kinds = {kind for each in wanted.values() for kind in each}
    if not kinds:
        return {}
    rows = OwnPaper.objects.filter(
        person_id__in=[UUID(each) for each in subjects], kind__in=kinds, removed_at=None, replaced_at=None
    ).exclude(dossier_id=dossier.id)
    today = to_hanoi(now).date()
    found = [
        row for row in rows.order_by("-kept_at")[:MOST] if not row.valid_until or row.valid_until >= today
    ]
    offers = {
        key: [Offer(row, key, None) for row in found if row.kind in serves] for key, serves in wanted.items()
    }
    return {key: rows_of for key, rows_of in offers.items() if rows_of}


def checked(paper: OwnPaper, dossier: Dossier, component_key: str, *, now: datetime) -> Refusal | None:
    """Return the check the paper fails for this component; None when it may be used.

    Reads the kept bytes, compares them with what was put here and looks at the signature; asks no network.
    """
    names = {part["key"]: part["name_vi"] for part in dossier.version.content.get("components", [])}
    intact, signed = _looked_at(paper)
    return refusal(
        owner=str(paper.person_id),
        subjects=subjects_of(dossier, now=now),
        intact=intact,
        signed=signed,
        replaced=paper.replaced_at is not None,
        removed=paper.removed_at is not None,
        valid_until=paper.valid_until,
        today=to_hanoi(now).date(),
        kind=paper.kind,
        wanted=kinds_wanted(paper_book(), names.get(component_key, "")),
    )


def subjects_of(dossier: Dossier, *, now: datetime) -> set[str]:
    """Return whose papers may stand in the dossier: the applicant's, and theirs who is lawfully represented.

    Law: Civil Code 91/2015/QH13, art. 134 to 143 (representation).
    """
    if dossier.applicant_id is None:
        return set()
    subjects = {str(dossier.applicant_id)}
    mandate = mandate_of(dossier.id)
    today = to_hanoi(now).date()
    if mandate and mandate.represented_id and mandate.revoked_at is None and mandate.ends_on >= today:
        subjects.add(str(mandate.represented_id))
    return subjects


def _looked_at(paper: OwnPaper) -> tuple[bool, bool]:
    try:
        data = content_of(paper.file)
    except (OSError, DomainError):
        return False, False
    reports = verify_pdf(data)
    signed = bool(reports) and all(report.valid for report in reports) and reports[-1].covers_whole_file
    return paper.file.sha256 == paper.sha256, signed


def _codes(dossier_ids: set[UUID]) -> dict[UUID, str]:
    found = Dossier.objects.filter(id__in=dossier_ids) if dossier_ids else Dossier.objects.none()
    return {dossier.id: dossier.shown_code for dossier in found}
