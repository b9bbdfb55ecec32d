"""Which version of a procedure counts on a day."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import F, Q, QuerySet

from cuamo.catalogue.models import Procedure, ProcedureVersion
from cuamo.catalogue.states import FROZEN, VersionStatus
from cuamo.kernel.errors import NotFound

MOST_LISTED = 200
_COUNTED = (VersionStatus.IN_FORCE, VersionStatus.REPLACED, VersionStatus.INFORMATION)


def version_in_force(code: str, *, on: date) -> ProcedureVersion:
    """Return the version that counts on the day `on` (phiên bản có hiệu lực).

    Where nothing is in force, the newest version for information is returned; its status says so.

    Raises:
        NotFound: no procedure of that code, or no version of it counted on that day.
    """
    found = counting_on(on).filter(procedure_id=code).order_by(F("status").asc(), "-number").first()
    if found is None:
        raise NotFound(
            "catalogue.no_version",
            f"Không thấy thủ tục {code} có hiệu lực ngày {on:%d/%m/%Y}.",
            f"No version of procedure {code} is in force on {on:%d/%m/%Y}.",
            where=code,
            hint_vi="Xem lại mã, hoặc tìm bằng tên thủ tục.",
            hint_en="Check the code, or search by name.",
        )
    return found


def version_of(version_id: UUID) -> ProcedureVersion:
    """Return the version a dossier is pinned to.

    Raises:
        NotFound: there is none of that id.
    """
    found = ProcedureVersion.objects.filter(id=version_id).select_related("procedure").first()
    if found is None:
        raise NotFound(
            "catalogue.no_version", "Không thấy phiên bản thủ tục này.", "There is no such version."
        )
    return found


def pinned_version(version_id: UUID) -> ProcedureVersion:
    """Return the version a dossier is pinned to, for its content only.

    Kept in the process: the content never changes once it has been in force. The row's dates and status may.
    """
    version = _kept_version(version_id)
    if version.status not in FROZEN:
        _kept_version.cache_clear()
    return version


@lru_cache(maxsize=100)
def _kept_version(version_id: UUID) -> ProcedureVersion:
    return ProcedureVersion.objects.get(id=version_id)


def published(
    *, on: date, after: str = "", limit: int = 50, field_vi: str = "", can_be_filed: bool | None = None
) -> list[Procedure]:
    """Return procedures people can read on the day `on`, by code, one keyset page.

    Args:
        after: the last code of the page before; empty for the first page.
        limit: rows, at most 200.
        can_be_filed: only those with (True) or without (False) a complete e-form.
    """
    rows = Procedure.objects.filter(code__gt=after, code__in=counting_on(on).values("procedure_id"))
    if field_vi:
        rows = rows.filter(field_vi=field_vi)
    if can_be_filed is not None:
        rows = rows.filter(can_be_filed=can_be_filed)
    return list(rows.order_by("code")[: min(max(limit, 1), MOST_LISTED)])


def most_used(*, limit: int = 6) -> list[Procedure]:
    """Return the procedures agencies meet most, fileable ones first."""
    return list(Procedure.objects.order_by("-can_be_filed", "-priority", "code")[: min(limit, MOST_LISTED)])


def versions_of(code: str) -> list[ProcedureVersion]:
    """Return every version of a procedure, newest first, at most 200."""
    return list(ProcedureVersion.objects.filter(procedure_id=code).order_by("-number")[:MOST_LISTED])


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Return the Vietnamese names of procedures by code, in one query."""
    return dict(Procedure.objects.filter(code__in=list(codes)[:1000]).values_list("code", "name_vi"))


def codes_with(part: str, *, limit: int = 200) -> list[str]:
    """Return the codes of procedures that hold `part`, in order."""
    found = Procedure.objects.filter(code__icontains=part).order_by("code")
    return list(found.values_list("code", flat=True)[:limit])


def counting_on(on: date) -> QuerySet[ProcedureVersion]:
    """Return every version that counts on the day `on`, with its procedure."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    open_still = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return ProcedureVersion.objects.filter(
        begun, open_still, status__in=[s.value for s in _COUNTED]
    ).select_related("procedure")
