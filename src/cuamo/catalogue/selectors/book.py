"""The book as its editors see it: every procedure, also those nobody outside can read yet."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from cuamo.catalogue.models import Procedure, ProcedureVersion
from cuamo.catalogue.selectors.search import search
from cuamo.catalogue.states import UNFINISHED, VersionStatus
from cuamo.kernel.errors import NotFound

PAGE = 50
FOUND = 50


@dataclass(frozen=True)
class BookRow:
    """One procedure of the book."""

    procedure: Procedure
    readable: ProcedureVersion | None
    """What people read; without its content."""
    unfinished: tuple[ProcedureVersion, ...]
    """Drafts, waiting and approved ones, newest first; without their content."""


def book(
    *, words: str = "", status: VersionStatus | None = None, after: str = "", limit: int = PAGE
) -> list[BookRow]:
    """Return procedures by code, one keyset page; found by words in the order of the search.

    Args:
        words: everyday words, part of the name, or a code.
        status: only procedures with a version of this status that still counts.
        after: last code of the page before.
    """
    rows = Procedure.objects.all()
    if status is not None:
        of_status = ProcedureVersion.objects.filter(procedure_id=OuterRef("code"), status=status)
        if status not in UNFINISHED:
            of_status = of_status.filter(valid_to__isnull=True)
        rows = rows.filter(Exists(of_status))
    if words:
        hits = {hit.code: place for place, hit in enumerate(search(words, limit=FOUND))}
        named = rows.filter(Q(code__in=hits) | Q(name_vi__icontains=words) | Q(code__startswith=words))
        found = sorted(named[: FOUND * 2], key=lambda row: (hits.get(row.code, FOUND), row.code))[:limit]
    else:
        found = list(rows.filter(code__gt=after).order_by("code")[:limit])
    return _with_versions(found)


def counts() -> dict[str, int]:
    """Return how many versions wait for somebody, and how many procedures people read, by status."""
    open_ended = Q(status__in=[status.value for status in UNFINISHED]) | Q(valid_to__isnull=True)
    rows = ProcedureVersion.objects.filter(open_ended).values("status").annotate(many=Count("id"))
    return {row["status"]: row["many"] for row in rows}


def version_numbered(code: str, number: int) -> ProcedureVersion:
    """Return a version by the code and number people know it by.

    Raises:
        NotFound: there is none.
    """
    found = (
        ProcedureVersion.objects.filter(procedure_id=code, number=number)
        .select_related("procedure", "based_on")
        .first()
    )
    if found is None:
        raise NotFound(
            "catalogue.no_version",
            f"Không thấy phiên bản {number} của thủ tục {code}.",
            f"There is no version {number} of procedure {code}.",
        )
    return found


def live_version(code: str) -> ProcedureVersion | None:
    """Return the newest version that was published and not replaced, None when people read nothing yet."""
    counting = (VersionStatus.IN_FORCE, VersionStatus.INFORMATION)
    rows = ProcedureVersion.objects.filter(
        procedure_id=code, valid_to__isnull=True, status__in=[status.value for status in counting]
    )
    return rows.order_by("-number").first()


def _with_versions(procedures: Iterable[Procedure]) -> list[BookRow]:
    codes = [procedure.code for procedure in procedures]
    counting = Q(status__in=[status.value for status in UNFINISHED]) | (
        Q(valid_to__isnull=True) & ~Q(status=VersionStatus.REPLACED)
    )
    versions = (
        ProcedureVersion.objects.filter(counting, procedure_id__in=codes).defer("content").order_by("-number")
    )
    of: dict[str, list[ProcedureVersion]] = {}
    for version in versions:
        of.setdefault(version.procedure_id, []).append(version)
    return [
        BookRow(
            procedure,
            next((v for v in of.get(procedure.code, []) if v.status not in UNFINISHED), None),
            tuple(v for v in of.get(procedure.code, []) if v.status in UNFINISHED),
        )
        for procedure in procedures
    ]
