"""Make the papers of a draft from the pages placed with them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cuamo.documents.rules.limits import MAX_BYTES, MAX_PAGES
from cuamo.documents.services.merge_pages import merge_pages
from cuamo.documents.services.read_later import read_later
from cuamo.dossiers.models import Dossier, DossierPaper, TrayPage
from cuamo.dossiers.services.fill_form import touch
from cuamo.kernel.actors import Actor


def put_together(dossier: Dossier, keys: Iterable[str], *, actor: Actor, at: datetime) -> None:
    """Make each of these papers anew from its pages, in their order; one that stays the same is kept.

    A paper is one file of at most 20 MB and 50 pages, several where there is more. Call it in a transaction,
    with the draft locked. What was faulty and used all the same is remarked with its page.
    """
    for key in sorted(set(keys)):
        if key:
            _make(dossier, key, actor=actor, at=at)
    touch(dossier, at)


def _make(dossier: Dossier, key: str, *, actor: Actor, at: datetime) -> None:
    placed = TrayPage.objects.filter(dossier=dossier, removed_at=None, component_key=key)
    pages = list(placed.select_related("file").order_by("position", "id"))
    made_before = TrayPage.objects.filter(dossier=dossier, paper__component_key=key)
    old = {
        paper.id: paper
        for paper in DossierPaper.objects.filter(
            id__in=made_before.values("paper_id"), removed_at=None
        ).select_related("file")
    }
    by_parts = {tuple(_parts(paper)): paper for paper in old.values()}
    for chunk in _chunks(pages):
        parts = tuple(str(page.file_id) for page in chunk)
        remarks = _remarks(chunk)
        paper = by_parts.get(parts)
        if paper is None:
            file = merge_pages(files=[page.file for page in chunk], actor=actor, at=at)
            paper = DossierPaper.objects.create(
                dossier=dossier,
                component_key=key,
                file=file,
                added_at=at,
                added_by=actor.as_json(),
                remarks=remarks,
            )
            if len(chunk) > 1:
                read_later(file)
        elif paper.remarks != remarks:
            paper.remarks = remarks
            paper.save(update_fields=["remarks"])
        old.pop(paper.id, None)
        TrayPage.objects.filter(id__in=[page.id for page in chunk]).update(paper=paper)
    DossierPaper.objects.filter(id__in=list(old)).update(removed_at=at)


def _parts(paper: DossierPaper) -> list[str]:
    made = [str(part["file"]) for part in paper.file.made_from]
    whole = paper.file.pages > 1 and len(made) == paper.file.pages
    return made if whole else [str(paper.file_id)]


def _chunks(pages: list[TrayPage]) -> list[list[TrayPage]]:
    chunks: list[list[TrayPage]] = []
    weight = count = 0
    for page in pages:
        fits = weight + page.file.size <= MAX_BYTES and count + page.file.pages <= MAX_PAGES
        if not chunks or not fits:
            chunks.append([])
            weight = count = 0
        chunks[-1].append(page)
        weight += page.file.size
        count += page.file.pages
    return chunks


def _remarks(pages: list[TrayPage]) -> list[dict[str, Any]]:
    return [{"page": number, **fault} for number, page in enumerate(pages, start=1) for fault in page.faults]
