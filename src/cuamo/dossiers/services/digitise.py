"""Digitise the papers of a dossier: an officer sees each, asks for its signed copy, a job makes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.rules import components
from cuamo.documents.rules.true_size import LEAST_DPI, PageMeasure, PaperSize
from cuamo.documents.services.digital_copy import measure_pages
from cuamo.dossiers import policies
from cuamo.dossiers.jobs import sign_copies
from cuamo.dossiers.models import DigitalCopy, Dossier, DossierPaper
from cuamo.dossiers.rules.digitising import Digital
from cuamo.dossiers.selectors.digital import default_copy_type, may_digitise
from cuamo.dossiers.selectors.papers import papers_given
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.dossiers.states import State
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid, NotPermitted


@dataclass(frozen=True)
class Seen:
    """What the officer says of one paper: that it is whole, readable and of this dossier, and what it is."""

    copy_type: int | None = None
    """LoaiBan; None: as it was given."""
    size: str = ""
    """`PaperSize`; empty: as the shape of the picture says."""
    valid_until: date | None = None


@dataclass(frozen=True)
class Asked:
    """What became of the papers: copies that are being signed, and those that need a better scan first."""

    signing: list[DigitalCopy]
    unfit: list[DigitalCopy]


@transaction.atomic
def digitise(
    *,
    dossier_id: UUID,
    officer: Actor,
    seen: Mapping[UUID, Seen] | None = None,
    mark_unfit: bool = False,
    at: datetime,
) -> Asked:
    """Ask for the signed copies of the papers in `seen`, of all that have none yet where it is None.

    Whoever calls it states that each was looked at: all pages there, readable, of this dossier. A job signs
    in the officer's name; nobody waits. Asked twice, a copy is signed once. What was reported to be faulty
    is asked for only by name.

    Args:
        mark_unfit: note what the law does not let be a copy (under 200 dpi, no colour) as in need of a better
            scan, and go on with the others; else refuse all.
    Raises:
        NotPermitted: the officer neither receives nor examines this dossier.
        Invalid: a page is not fit; nothing is asked for then.
    Law: Circular 01/2023/TT-VPCP (digitise at intake); Decree 30/2020/NĐ-CP, Annex I.
    """
    dossier = lock_dossier(dossier_id)
    require_digitiser(dossier, officer)
    asked = Asked([], [])
    for copy, said in _chosen(copies_of(dossier), seen, whole=mark_unfit):
        unfit = _unfit(copy, said)
        if unfit is None:
            _note_seen(copy, said, officer, at)
            asked.signing.append(copy)
        elif mark_unfit:
            _mark(dossier, copy, unfit, officer, at)
            asked.unfit.append(copy)
        else:
            raise _not_fit(dossier, copy, unfit)
    if asked.signing:
        tell("dossier.digitising_asked", dossier, actor=officer, at=at, papers=len(asked.signing))
        sign_copies.enqueue(dossier_id=str(dossier.id))
    return asked


@transaction.atomic
def accept_and_digitise(*, dossier_id: UUID, officer: Actor, at: datetime) -> Dossier:
    """Accept the dossier and ask for the signed copies of all its papers, in one act.

    A scan that is not fit does not hold up the acceptance: it is marked for a better one.

    Raises:
        NotPermitted, IllegalTransition: as `accept`; nothing is digitised then.
    """
    dossier = accept(dossier_id=dossier_id, officer=officer, at=at)
    digitise(dossier_id=dossier_id, officer=officer, mark_unfit=True, at=at)
    return dossier


def copies_of(dossier: Dossier) -> list[DigitalCopy]:
    """Return the copy of every paper of the locked dossier, in the order they came; made where none is."""
    given = papers_given(dossier)
    have = {
        copy.paper_id: copy
        for copy in DigitalCopy.objects.filter(paper__in=given).select_related("paper__file")
    }
    needs = {need.key: need for need in components.needed(dossier.version.content, dossier.answers)}
    codes = {part["key"]: part.get("code", "") for part in dossier.version.content.get("components", [])}
    missing = [paper for paper in given if paper.id not in have]
    made = DigitalCopy.objects.bulk_create(
        DigitalCopy(
            dossier=dossier,
            paper=paper,
            component_key=paper.component_key,
            component_code=codes.get(paper.component_key, ""),
            copy_type=default_copy_type(dossier, paper, needs.get(paper.component_key)),
        )
        for paper in missing
    )
    have |= {copy.paper_id: copy for copy in made}
    return [have[paper.id] for paper in given]


def require_digitiser(dossier: Dossier, officer: Actor) -> None:
    """Refuse anyone but the receivers of where it was received and the specialists of who decides.

    Raises:
        NotFound: the dossier does not lie in the officer's territory, or is not sent yet.
        NotPermitted: it does, and digitising is others' work.
    """
    if dossier.state == State.DRAFT:
        raise policies.unknown_dossier()
    policies.require_reader(dossier, officer)
    if not may_digitise(dossier, officer):
        raise NotPermitted(
            "digitise.role",
            "Số hoá là việc của cán bộ tiếp nhận hoặc chuyên viên của hồ sơ này.",
            "Digitising is for the receiver or the specialist of this dossier.",
        )


def _chosen(
    copies: list[DigitalCopy], seen: Mapping[UUID, Seen] | None, *, whole: bool
) -> list[tuple[DigitalCopy, Seen]]:
    open_now = [copy for copy in copies if copy.state == Digital.NOT_YET and copy.checked_at is None]
    if seen is None:
        return [(copy, Seen()) for copy in open_now if not copy.faults]
    named = [(copy, seen[copy.paper_id]) for copy in open_now if copy.paper_id and copy.paper_id in seen]
    return [(copy, said) for copy, said in named if not (whole and copy.faults)]


def _unfit(copy: DigitalCopy, said: Seen) -> PageMeasure | None:
    """Return the first page that cannot be a copy."""
    assert copy.paper is not None
    size = PaperSize(said.size) if said.size else None
    return next((page for page in measure_pages(copy.paper.file, size=size) if page.fault), None)


def _not_fit(dossier: Dossier, copy: DigitalCopy, page: PageMeasure) -> Invalid:
    assert copy.paper is not None
    return Invalid(
        "digitise.page",
        f"«{name_of(dossier, copy.paper)}»: {page.fault}",
        f"Page {page.page} cannot be a copy: under 200 dpi, or not in colour.",
        where=str(copy.paper_id),
        hint_vi="Chọn đúng khổ giấy, hoặc báo cần quét lại.",
        hint_en="Choose the size of the paper, or ask for a better scan.",
    )


def _mark(dossier: Dossier, copy: DigitalCopy, page: PageMeasure, officer: Actor, at: datetime) -> None:
    copy.faults = ["COARSE" if page.dpi is not None and page.dpi < LEAST_DPI else "GREY"]
    copy.fault_note = page.fault
    copy.save(update_fields=["faults", "fault_note"])
    component = copy.component_key
    tell("dossier.scan_faulted", dossier, actor=officer, at=at, component=component, faults=copy.faults)


def _note_seen(copy: DigitalCopy, said: Seen, officer: Actor, at: datetime) -> None:
    if said.copy_type is not None:
        copy.copy_type = said.copy_type
    copy.size, copy.valid_until = said.size, said.valid_until
    copy.faults, copy.fault_note, copy.refused = [], "", ""
    copy.checked_at, copy.checked_by = at, officer.as_json()
    copy.save()


def name_of(dossier: Dossier, paper: DossierPaper) -> str:
    """Return the name of the component a paper was given for."""
    names = {part["key"]: part["name_vi"] for part in dossier.version.content.get("components", [])}
    return str(names.get(paper.component_key, "Giấy tờ gửi thêm"))
