"""Originals in the envelope beside the files: what is in hand, what is missing, what has no file."""

from collections.abc import Sequence
from dataclasses import dataclass

from cuamo.dossiers.models import Dossier, PaperOriginal
from cuamo.dossiers.rules.original_label import read_original_label
from cuamo.dossiers.selectors.papers import PaperSlot, paper_slots


@dataclass(frozen=True)
class Pair:
    """One paper the procedure wants on paper: its file, its label, whether it is in hand."""

    key: str
    name: str
    files: int
    original: PaperOriginal | None

    @property
    def received(self) -> bool:
        """True when the original was scanned at a desk."""
        return self.original is not None and self.original.received_at is not None

    @property
    def mismatch(self) -> str:
        """Where paper and file do not agree, in words; empty when they do."""
        if self.received and not self.files:
            return "Có bản giấy, chưa có tệp"
        if self.files and self.original is not None and not self.received:
            return "Có tệp, chưa nhận bản giấy"
        return ""


def pairs_of(dossier: Dossier, slots: Sequence[PaperSlot] | None = None) -> list[Pair]:
    """Return the papers that come on paper, in the order of the procedure."""
    labelled = {row.component_key: row for row in PaperOriginal.objects.filter(dossier=dossier)}
    return [
        Pair(slot.need.key, slot.need.name_vi, len(slot.files), labelled.get(slot.need.key))
        for slot in (paper_slots(dossier) if slots is None else slots)
        if slot.need.originals or slot.need.copies or slot.need.key in labelled
        if slot.files or slot.need.key in labelled
    ]


def original_of_label(text: str) -> PaperOriginal | None:
    """Return the original a scanned label belongs to; None when it is none of ours."""
    label = read_original_label(text)
    return PaperOriginal.objects.select_related("dossier").filter(label=label).first() if label else None
