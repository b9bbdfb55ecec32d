"""Which of the pages that came together belong to which paper: a proposal, and whether it is beyond doubt."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from cuamo.documents.rules.reading.kinds import Kind, expected, wrong_kind
from cuamo.kernel.text import fold

DECLARATIONS = ("to khai", "don ", "giay de nghi", "phieu de nghi")


class Why(StrEnum):
    """What a page was put with a paper for, surest first."""

    CODE = "CODE"
    ONLY = "ONLY"
    KIND = "KIND"
    SEPARATOR = "SEPARATOR"
    ORDER = "ORDER"


WHY_WORDS = {
    Why.CODE: "theo mã vạch trên trang",
    Why.ONLY: "giấy còn thiếu tiếp theo",
    Why.KIND: "máy nhận ra loại giấy",
    Why.SEPARATOR: "theo tờ trắng ngăn cách",
    Why.ORDER: "theo thứ tự, chưa chắc",
}


@dataclass(frozen=True)
class LoosePage:
    """One page that lies in the tray."""

    id: UUID
    upload: UUID
    """Pages of one file came together."""
    blank: bool = False
    kind: Kind | None = None
    """What it was read to be; None when it has not been read."""
    is_form: bool = False
    """It carries the bar code of this dossier's own form."""


@dataclass(frozen=True)
class OpenPaper:
    """One paper asked for."""

    key: str
    name_vi: str
    has_pages: bool
    required: bool = True
    own_form: bool = False
    """It is surely the declaration the product prints for this dossier."""


@dataclass(frozen=True)
class Group:
    """Pages that make one paper, and which."""

    pages: tuple[UUID, ...]
    key: str
    """Empty when it is not clear for which paper."""
    why: Why


@dataclass(frozen=True)
class Split:
    """The whole proposal."""

    groups: tuple[Group, ...] = ()
    separators: tuple[UUID, ...] = ()
    """Blank sheets that only part the others; they are put away."""
    certain: bool = False
    """True when nobody needs to be asked."""


@dataclass
class _Run:
    pages: list[LoosePage] = field(default_factory=list)
    kind: Kind | None = None
    parted: bool = False


def split(pages: Sequence[LoosePage], papers: Sequence[OpenPaper]) -> Split:
    """Return which pages go where; nothing is certain that could be another way.

    Pages with the dossier's own bar code go to its form. The others are parted by blank sheets, else where
    another kind of paper begins, else, when as many files came as papers are missing, file by file.

    Args:
        pages: in the order they came.
        papers: what the dossier asks for, in its order; those that data replaces left out.
    """
    if not papers:
        return Split()
    forms = [page for page in pages if page.is_form]
    rest = [page for page in pages if not page.is_form]
    likely = sorted(
        (paper for paper in papers if paper.own_form or is_declaration(paper.name_vi)),
        key=lambda paper: not paper.own_form,
    )
    form_key = likely[0].key if likely else ""
    groups = [Group(tuple(page.id for page in forms), form_key, Why.CODE)] if forms else []
    separators = _separators(rest)
    empty = [paper for paper in papers if not paper.has_pages and not (forms and paper.key == form_key)]
    missing = [paper for paper in empty if paper.required]
    runs = _runs(rest, separators, missing)
    groups += _named(runs, papers, sorted(empty, key=lambda paper: not paper.required))
    sure_form = not forms or (bool(likely) and likely[0].own_form)
    certain = sure_form and _certain(groups, runs, separators, missing)
    return Split(tuple(groups), tuple(separators), certain)


def is_declaration(name: str) -> bool:
    """True when a paper of this name is one people fill in: a declaration, an application."""
    return fold(name).startswith(DECLARATIONS)


def _separators(pages: Sequence[LoosePage]) -> list[UUID]:
    """Return the blank sheets; a lone blank page is not one of them, somebody should look at it."""
    return [page.id for page in pages if page.blank] if any(not page.blank for page in pages) else []


def _runs(pages: Sequence[LoosePage], separators: Sequence[UUID], missing: Sequence[OpenPaper]) -> list[_Run]:
    runs: list[_Run] = []
    parted = False
    uploads = list(dict.fromkeys(page.upload for page in pages if page.id not in separators))
    by_file = 1 < len(uploads) == len(missing)
    for page in pages:
        if page.id in separators:
            parted = True
            continue
        known = page.kind if page.kind is not Kind.UNKNOWN else None
        last = runs[-1] if runs else None
        another = last is not None and known is not None and last.kind is not None and known is not last.kind
        next_file = by_file and last is not None and last.pages[-1].upload != page.upload
        if last is None or parted or another or next_file:
            runs.append(_Run([page], known, parted))
            parted = False
        else:
            last.pages.append(page)
            last.kind = last.kind or known
    return runs


def _named(runs: Sequence[_Run], papers: Sequence[OpenPaper], missing: Sequence[OpenPaper]) -> list[Group]:
    """Return the runs with the paper each is for: by its kind first, the others in the order asked for."""
    by_kind: dict[int, str] = {}
    taken: set[str] = set()
    for place, run in enumerate(runs):
        key = _of_kind(run.kind, papers, taken)
        if key:
            by_kind[place] = key
            taken.add(key)
    left = [paper.key for paper in missing if paper.key not in taken]
    groups = []
    for place, run in enumerate(runs):
        ids = tuple(page.id for page in run.pages)
        if place in by_kind:
            groups.append(Group(ids, by_kind[place], Why.KIND))
            continue
        key = left.pop(0) if left else ""
        why = Why.SEPARATOR if run.parted or any(other.parted for other in runs) else Why.ORDER
        groups.append(Group(ids, key, Why.ONLY if len(runs) == 1 else why))
    return groups


def _of_kind(kind: Kind | None, papers: Sequence[OpenPaper], taken: set[str]) -> str:
    if kind is None:
        return ""
    fitting = [
        paper for paper in papers if kind in (expected(paper.name_vi) or ()) and paper.key not in taken
    ]
    open_first = sorted(fitting, key=lambda paper: paper.has_pages)
    return open_first[0].key if open_first else ""


def _certain(
    groups: Sequence[Group], runs: Sequence[_Run], separators: Sequence[UUID], missing: Sequence[OpenPaper]
) -> bool:
    """Return whether nobody needs to be asked: every page has its bar code, one picture was taken for the
    paper that is next, or only one paper is missing and nothing parts the pages."""
    if any(not group.key for group in groups) or separators:
        return False
    if not runs:
        return bool(groups)
    if len(runs) > 1:
        return False
    run = runs[0]
    paper = next((paper for paper in missing if paper.key == groups[-1].key), None)
    if paper is None or any(page.blank for page in run.pages):
        return False
    foreign = run.kind is not None and wrong_kind(run.kind, paper.name_vi)
    return not foreign and (len(run.pages) == 1 or len(missing) == 1)
