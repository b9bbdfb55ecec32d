"""How far the digitising of a dossier has come, paper by paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from cuamo.catalogue.rules.components import ComponentNeed
from cuamo.dossiers.models import DigitalCopy, Dossier, DossierPaper
from cuamo.dossiers.rules.digitising import (
    FAULTS,
    OPEN,
    SIGNED,
    CopyType,
    Digital,
    copy_type_of,
    standing,
)
from cuamo.dossiers.selectors.papers import papers_given
from cuamo.dossiers.states import Channel
from cuamo.kernel.actors import Actor
from cuamo.organisation.selectors.scope import units_under


@dataclass(frozen=True)
class PaperCopy:
    """One paper and its copy; the copy is None while nobody has looked."""

    paper: DossierPaper
    name: str
    copy: DigitalCopy | None

    @property
    def standing(self) -> str:
        """SIGNED, WAITS, FAULTY, REFUSED or OPEN."""
        if self.copy is None:
            return OPEN
        return standing(
            state=self.copy.state,
            checked=self.copy.checked_at is not None,
            faults=self.copy.faults,
            refused=self.copy.refused,
        )

    @property
    def faults(self) -> list[str]:
        """What is wrong with the scan, in words."""
        return [FAULTS[key][0] for key in self.copy.faults if key in FAULTS] if self.copy else []


def paper_copies(dossier: Dossier, given: Sequence[DossierPaper] | None = None) -> list[PaperCopy]:
    """Return the papers of the dossier with their copies, in the order they came."""
    papers = papers_given(dossier) if given is None else given
    found = {
        copy.paper_id: copy
        for copy in DigitalCopy.objects.filter(dossier=dossier, kind=0).select_related("file")
    }
    names = {part["key"]: part["name_vi"] for part in dossier.version.content.get("components", [])}
    return [
        PaperCopy(paper, names.get(paper.component_key, "Giấy tờ gửi thêm"), found.get(paper.id))
        for paper in papers
    ]


def share_digitised(copies: Sequence[PaperCopy]) -> tuple[int, int]:
    """Return how many of the papers are digitised, and how many there are."""
    return sum(row.standing == SIGNED for row in copies), len(copies)


def faults_to_ask(dossier: Dossier) -> list[dict[str, str]]:
    """Return scans that are to be made again as items of a supplement request: about, label, reason, todo."""
    names = {part["key"]: part["name_vi"] for part in dossier.version.content.get("components", [])}
    faulty = DigitalCopy.objects.filter(dossier=dossier, state=Digital.NOT_YET, paper__removed_at=None)
    return [
        {
            "about": copy.component_key,
            "label": names.get(copy.component_key, ""),
            "reason": _reason(copy),
            "todo": " ".join(FAULTS[key][1] for key in copy.faults if key in FAULTS),
        }
        for copy in faulty.exclude(faults=[]).order_by("id")
    ]


def _reason(copy: DigitalCopy) -> str:
    said = [FAULTS[key][0] for key in copy.faults if key in FAULTS] + [copy.fault_note]
    return ". ".join(part.rstrip(".") for part in said if part) + "."


def may_digitise(dossier: Dossier, officer: Actor) -> bool:
    """Say whether the officer receives where it was received, or examines for who decides."""
    places = set(units_under(officer.unit_code))
    receives = "RECEIVER" in officer.roles and dossier.received_by in places
    return receives or ("SPECIALIST" in officer.roles and dossier.decided_by in places)


def default_copy_type(dossier: Dossier, paper: DossierPaper, need: ComponentNeed | None) -> CopyType:
    """Return LoaiBan as it most likely is: what was brought to a counter is what the procedure asks for."""
    given = copy_type_of(paper.copy_kind)
    if given is not CopyType.ELECTRONIC or dossier.channel != Channel.COUNTER or need is None:
        return given
    if need.originals:
        return CopyType.ORIGINAL
    return CopyType.COPY if need.copies else CopyType.ELECTRONIC
